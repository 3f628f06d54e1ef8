import { arrange, avatar, h, hueOf, icon, post } from './dom.js';
import { copy, richText } from './rich-text.js';
import { dayName, timeOfDay } from './times.js';
import { showAlert, showToast } from './toast.js';

const NEAR_END_PX = 120;
const SAME_SPEAKER_MS = 15 * 60_000;

/** The conversation: bubbles, days, buttons; follows the end unless the reader has scrolled away from it. */
export function createMessages(root, { onReply, onCommand, onPressed }) {
  const list = h('div', { class: 'messages', role: 'log', 'aria-live': 'polite' });
  const toEnd = h(
    'button',
    {
      type: 'button',
      class: 'to-end round',
      'aria-label': 'To the newest',
      onclick: () => jumpToEnd(list),
    },
    icon('down'),
  );
  root.append(list, toEnd);
  const isNearEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  list.addEventListener('scroll', () => toEnd.classList.toggle('shown', !isNearEnd()));
  let made = new Map();
  let shownKey = '';
  return (state) => {
    const key = `${state.person}/${state.current}/${state.topic}`;
    const isNew = key !== shownKey;
    const follows = isNew || isNearEnd();
    const before = made;
    made = new Map();
    shownKey = key;
    const nodes = [];
    const messages = state.shown();
    for (const [i, message] of messages.entries()) {
      const context = { state, previous: messages[i - 1], next: messages[i + 1] };
      if (isOtherDay(messages[i - 1], message))
        nodes.push(reuse(`day${message.id}`, message.at, dayMark));
      nodes.push(
        reuse(`message${message.id}`, { message, flags: flags(message, context) }, bubble),
      );
    }
    function reuse(name, value, make) {
      const version = JSON.stringify(value);
      const old = isNew ? undefined : before.get(name);
      const entry =
        old?.version === version
          ? old
          : { version, node: make(value, { state, onReply, onCommand, onPressed }) };
      if (old && old !== entry && old.node.contains(document.activeElement))
        entry.wantsFocus = true;
      made.set(name, entry);
      return entry.node;
    }
    arrange(list, nodes);
    refocus(made);
    if (follows) jumpToEnd(list);
  };
}

// An edit replaces the bubble; whoever was on its buttons with the keyboard stays there.
function refocus(made) {
  for (const entry of made.values()) {
    if (entry.wantsFocus) entry.node.querySelector('.keyboard button, .keyboard a')?.focus();
    entry.wantsFocus = false;
  }
}

function jumpToEnd(list) {
  list.scrollTop = list.scrollHeight;
}

function dayMark(at) {
  return h('div', { class: 'day' }, h('span', {}, dayName(at)));
}

function isOtherDay(previous, message) {
  return !previous || dayName(previous.at) !== dayName(message.at);
}

function flags(message, { state, previous, next }) {
  const chat = state.chat();
  const answered = state.messages.get(message.chat)?.get(message.replyTo ?? 0);
  const isMine = message.from.id === state.person;
  const isFirst = !isSameRun(previous, message);
  return {
    isMine,
    isFirst,
    isLast: !isSameRun(message, next),
    hasFace: !isMine && chat?.kind !== 'private' && chat?.kind !== 'channel',
    showsName: isFirst && !isMine && chat?.kind !== 'private',
    answered: answered && {
      name: answered.from.name,
      text: answered.text.slice(0, 80),
      id: answered.id,
    },
  };
}

function isSameRun(first, second) {
  if (!first || !second || first.service || second.service) return false;
  const isClose = second.at - first.at < SAME_SPEAKER_MS && !isOtherDay(first, second);
  return isClose && first.from.id === second.from.id;
}

function bubble({ message, flags }, tools) {
  if (message.service) return h('div', { class: 'day' }, h('span', {}, message.service));
  const kinds = [
    'message',
    flags.isMine && 'mine',
    flags.isFirst && 'first',
    flags.isLast && 'last',
    message.photo && 'pictured',
  ];
  return h(
    'article',
    {
      class: kinds.filter(Boolean).join(' '),
      'data-testid': 'message',
      'data-message-id': message.id,
      ondblclick: () => tools.onReply(message),
    },
    flags.hasFace ? face(message, flags) : undefined,
    h('div', { class: 'stack' }, body(message, flags, tools), keyboard(message, tools)),
    h(
      'button',
      {
        type: 'button',
        class: 'reply-to round',
        'aria-label': 'Reply',
        onclick: () => tools.onReply(message),
      },
      icon('reply'),
    ),
  );
}

function face({ from }, { isLast }) {
  return h('span', { class: 'face' }, isLast ? avatar(from, from.name) : undefined);
}

function body(message, flags, { state, onCommand }) {
  const text = h(
    'div',
    { class: 'text', 'data-testid': 'message-text' },
    ...richText(message, { now: state.now(), onCommand }),
  );
  return h(
    'div',
    { class: message.photo ? 'bubble with-photo' : 'bubble' },
    flags.showsName
      ? h('div', { class: 'name', 'data-hue': hueOf(message.from) }, message.from.name)
      : undefined,
    message.forwardOf
      ? h('div', { class: 'forward' }, `Forwarded from ${message.forwardOf}`)
      : undefined,
    flags.answered ? quoteOf(flags.answered) : undefined,
    message.photo ? photoOf(message) : undefined,
    message.document
      ? h('a', { class: 'file', href: message.document.url }, `📄 ${message.document.name}`)
      : undefined,
    text,
    h('span', { class: 'meta' }, marks(message), timeOfDay(message.at), flags.isMine ? ' ✓✓' : ''),
  );
}

// Its size is known before it comes, so that nothing moves when it does.
function photoOf({ photo: { url, width, height }, text }) {
  const picture = {
    src: url,
    alt: text || 'Picture',
    width,
    height,
    loading: 'lazy',
    decoding: 'async',
    'data-testid': 'photo',
  };
  return h('a', { href: url, target: '_blank' }, h('img', picture));
}

function marks({ onlyYou, silent, edited }) {
  return (
    [onlyYou && '👁 only you', silent && '🔕', edited && 'edited'].filter(Boolean).join(' ') + ' '
  );
}

function quoteOf({ name, text, id }) {
  const jump = () =>
    document
      .querySelector(`[data-message-id="${id}"]`)
      ?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  return h(
    'button',
    { type: 'button', class: 'answered', onclick: jump },
    h('b', {}, name),
    h('span', {}, text),
  );
}

function keyboard(message, tools) {
  if (message.buttons.length === 0) return undefined;
  const rows = message.buttons.map((row) =>
    h('div', { class: 'row' }, ...row.map((button) => inlineButton(button, message, tools))),
  );
  return h('div', { class: 'keyboard' }, ...rows);
}

function inlineButton(button, message, { state, onPressed }) {
  const look = { class: `press ${button.style ?? ''}`, 'data-testid': 'button' };
  if (button.kind === 'url') {
    const where = { href: button.url, target: '_blank', rel: 'noopener noreferrer' };
    return h('a', { ...look, ...where }, button.text, icon('link'));
  }
  if (button.kind === 'copy') {
    return h(
      'button',
      { ...look, type: 'button', onclick: () => copy(button.text) },
      button.text,
      icon('copy'),
    );
  }
  const press = async () => {
    element.classList.add('waiting');
    const answer = await post('/sandbox/press', {
      person: state.person,
      chat: message.chat,
      message: message.id,
      data: button.data,
    });
    element.classList.remove('waiting');
    tellAnswer(answer);
    onPressed();
  };
  const element = h(
    'button',
    { ...look, type: 'button', disabled: button.kind !== 'callback', onclick: press },
    button.text,
  );
  return element;
}

function tellAnswer({ why, answered, toast, alert }) {
  if (why) showToast(why);
  else if (answered === false) showToast('The bot did not answer this press');
  else if (toast && alert) showAlert(toast);
  else if (toast) showToast(toast);
}
