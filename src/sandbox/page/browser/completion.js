import { h } from './dom.js';

/** The commands that begin as what is typed; arrows choose, Tab or Enter takes the chosen one. */
export function createCompletion(box, state) {
  const element = h('ul', {
    class: 'completion',
    'data-testid': 'completion',
    role: 'listbox',
    id: 'completion',
    hidden: true,
  });
  box.setAttribute('aria-controls', 'completion');
  let chosen = -1;
  let found = [];
  const take = (command) => {
    box.value = `/${command} `;
    box.focus();
    refresh();
  };
  const refresh = () => {
    const typed = /^\/(\w*)$/.exec(box.value)?.[1];
    const all = state.chat()?.commands ?? [];
    found =
      typed === undefined
        ? []
        : all.filter(({ command }) => command.startsWith(typed.toLowerCase()));
    chosen = -1;
    element.hidden = found.length === 0;
    element.replaceChildren(...found.map((one) => option(one, take)));
  };
  const choose = (by) => {
    chosen = (chosen + by + found.length + (chosen < 0 && by < 0 ? 1 : 0)) % found.length;
    [...element.children].forEach((item, i) =>
      item.setAttribute('aria-selected', String(i === chosen)),
    );
    element.children[chosen]?.scrollIntoView({ block: 'nearest' });
  };
  const takes = (event) => {
    if (element.hidden) return false;
    const pick = found[chosen] ?? (event.key === 'Tab' ? found[0] : undefined);
    if (event.key === 'ArrowDown') choose(1);
    else if (event.key === 'ArrowUp') choose(-1);
    else if (event.key === 'Escape') element.hidden = true;
    else if ((event.key === 'Tab' || event.key === 'Enter') && pick) take(pick.command);
    else return false;
    event.preventDefault();
    return true;
  };
  /** The commands may come after the slash was typed. */
  const reopen = () => {
    if (found.length === 0) refresh();
  };
  return { element, refresh, reopen, takes };
}

function option({ command, description }, take) {
  return h(
    'li',
    {
      role: 'option',
      'aria-selected': 'false',
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => take(command),
    },
    h('b', {}, `/${command}`),
    h('span', {}, description),
  );
}
