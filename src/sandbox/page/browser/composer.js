import { createCompletion } from './completion.js';
import { arrange, h, icon, post } from './dom.js';
import { showToast } from './toast.js';

const HIGHEST_PX = 180;

/** Where one writes: text, reply, completion of commands, and the keyboard that a bot may offer. */
export function createComposer(root, { state, onSaid }) {
  const box = makeBox();
  const completion = createCompletion(box, state);
  const reply = createReplyBar(box);
  const offered = h('div', { class: 'offered' });
  const onlyRead = h('p', { class: 'only-read', hidden: true }, 'Only admins can post here');
  let wasIn;

  const say = async (text) => {
    const { person, current: chat, topic: thread } = state;
    // Taken before sending: the bot's next question may come sooner than the answer to this post.
    const answered = reply.take();
    const replyTo = answered?.id;
    const answer = await post('/sandbox/say', { person, chat, text, thread, replyTo });
    if (answer.why) {
      showToast(answer.why);
      reply.set(answered);
    } else onSaid(text);
    return answer.why === undefined;
  };
  const write = (text) => {
    box.value = text;
    grow(box);
    completion.refresh();
  };
  const form = makeForm(box, {
    onMenu: () => {
      write('/');
      box.focus();
    },
    onSend: async () => {
      const text = box.value.trim();
      if (text === '') return;
      write('');
      if (!(await say(text))) write(text);
    },
  });
  root.append(completion.element, reply.element, form, offered, onlyRead);
  box.addEventListener('input', () => write(box.value));
  box.addEventListener('keydown', (event) => {
    if (completion.takes(event)) return;
    if (event.key === 'Escape') reply.set(undefined);
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const render = () => {
    const where = `${state.person}/${state.current}`;
    if (wasIn !== where) reply.set(undefined);
    wasIn = where;
    const mayWrite = state.chat()?.mayWrite === true;
    form.hidden = !mayWrite;
    onlyRead.hidden = mayWrite;
    completion.reopen();
    arrange(offered, offeredKeys(state, say));
  };
  return { render, say, setReply: reply.set, focus: () => box.focus() };
}

function makeBox() {
  return h('textarea', {
    'data-testid': 'composer',
    rows: 1,
    maxlength: 4096,
    placeholder: 'Message',
    'aria-label': 'Message',
  });
}

function makeForm(box, { onMenu, onSend }) {
  const menu = h(
    'button',
    { type: 'button', class: 'round', 'aria-label': 'Commands', onclick: onMenu },
    icon('slash'),
  );
  const send = h(
    'button',
    { type: 'submit', class: 'send round', 'data-testid': 'send', 'aria-label': 'Send' },
    icon('send'),
  );
  const onsubmit = (event) => {
    event.preventDefault();
    void onSend();
  };
  return h('form', { class: 'composer', onsubmit }, menu, box, send);
}

/** What the next message answers, shown above the place to write. */
function createReplyBar(box) {
  const element = h('div', { class: 'reply-bar', 'data-testid': 'reply-bar', hidden: true });
  let answered;
  const set = (message) => {
    answered = message;
    element.hidden = message === undefined;
    element.replaceChildren(...(message ? replyParts(message, () => set(undefined)) : []));
    box.placeholder = message?.prompt?.placeholder ?? 'Message';
    if (message) box.focus();
  };
  const take = () => {
    const message = answered;
    set(undefined);
    return message;
  };
  return { element, set, take };
}

function replyParts(message, cancel) {
  return [
    icon('reply'),
    h(
      'span',
      {},
      h('b', {}, `Reply to ${message.from.name}`),
      h('span', {}, message.text.slice(0, 100)),
    ),
    h(
      'button',
      { type: 'button', class: 'round', 'aria-label': 'Do not reply', onclick: cancel },
      icon('close'),
    ),
  ];
}

function offeredKeys(state, say) {
  const rows = state.shown().findLast((message) => message.from.isBot)?.replyKeyboard ?? [];
  return rows.map((row) =>
    h(
      'div',
      { class: 'row' },
      ...row.map((text) => h('button', { type: 'button', onclick: () => say(text) }, text)),
    ),
  );
}

function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, HIGHEST_PX)}px`;
}
