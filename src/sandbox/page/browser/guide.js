import { h, icon } from './dom.js';

/** What to try on the first visit, each step a button; steps done are ticked. */
export function createGuide({ onSay }) {
  const list = h('ol', {});
  const note = h('p', {});
  const element = h(
    'aside',
    { class: 'guide', 'data-testid': 'guide', 'aria-label': 'What to try' },
    h(
      'button',
      { type: 'button', class: 'round close', 'aria-label': 'Close', onclick: () => toggle() },
      icon('close'),
    ),
    h('h2', {}, 'A market of the past, and a bot that watches it'),
    list,
    note,
  );
  const finished = new Set();
  let ticker;
  const toggle = () => {
    sessionStorage.setItem('guide', element.hidden ? 'open' : 'closed');
    element.hidden = !element.hidden;
  };
  const done = (step) => {
    finished.add(step);
    list.querySelector(`[data-step="${step}"]`)?.classList.add('done');
  };
  /** Built when it is first known whether the real history is there. */
  const render = ({ history }) => {
    const wanted = history ? '^GSPC' : 'NVDA';
    if (ticker === wanted) return;
    ticker = wanted;
    list.replaceChildren(...steps(ticker, onSay));
    note.textContent = history
      ? `The S&P 500 is the real one of ${history.first.slice(0, 4)} to ${history.last.slice(0, 4)}. What is marked generated is made up. Nothing leaves this machine.`
      : 'The real history is not installed here (npm package vega-datasets), so every price is generated. Nothing leaves this machine.';
  };
  return {
    element,
    render,
    toggle,
    done,
    /** On a phone it makes room for the conversation as soon as there is one, unless asked for. */
    isWanted: (isTalking) => {
      const wish = sessionStorage.getItem('guide');
      if (wish !== null) return wish === 'open';
      return !isTalking || matchMedia('(min-width: 721px)').matches;
    },
    said: (text) => {
      if (/^\/w(atch)?\b/i.test(text)) done('watch');
      if (/^\/(r|rule|alert)\b/i.test(text)) done('rule');
    },
  };
}

function steps(ticker, onSay) {
  const level = ticker === '^GSPC' ? '2500' : '200';
  const command = (text) =>
    h('button', { type: 'button', class: 'try', onclick: () => onSay(text) }, text);
  const step = (name, ...parts) => h('li', { 'data-step': name }, ...parts);
  return [
    step('watch', 'Follow the market: ', command(`/watch ${ticker}`)),
    step(
      'rule',
      'Ask for a ring: ',
      command(`/rule ${ticker} < ${level}`),
      ', and press ',
      h('b', {}, 'Arm'),
      ' on the card',
    ),
    step(
      'jump',
      'Press ',
      h('b', {}, 'Jump to March 2020'),
      ' above: it steps through every trading day',
    ),
    step(
      'press',
      'Answer the alert with its buttons; be ',
      h('b', {}, 'Ana'),
      ' to see what others may',
    ),
  ];
}
