import { createComposer } from './composer.js';
import { arrange, avatar, h, icon } from './dom.js';
import { createGuide } from './guide.js';
import { createMessages } from './messages.js';
import { refreshAges } from './rich-text.js';

const TYPING_MS = 4_000;

/** The open chat: who it is, its topics, the guide, the conversation and the place to write. */
export function createChatPane(root, { state, onBack, onTopic }) {
  const face = h('span', { class: 'head-face' });
  const title = h('h1', {});
  const about = h('p', {});
  const back = h(
    'button',
    { type: 'button', class: 'back round', 'aria-label': 'All chats', onclick: onBack },
    icon('back'),
  );
  const topics = h('div', { class: 'topics', role: 'tablist' });
  const foot = h('div', { class: 'foot' });
  const middle = h('div', { class: 'middle' });
  const guide = createGuide({ onSay: (text) => composer.say(text) });
  root.append(
    h('div', { class: 'chat-head' }, back, face, h('div', {}, title, about)),
    topics,
    guide.element,
    middle,
    foot,
  );
  const composer = createComposer(foot, { state, onSaid: guide.said });
  const renderMessages = createMessages(middle, {
    onReply: composer.setReply,
    onCommand: composer.say,
    onPressed: () => guide.done('press'),
  });
  const typist = createTypist(() => render());

  const render = () => {
    const chat = state.chat();
    root.classList.toggle('empty', !chat);
    if (!chat) return;
    title.textContent = chat.title;
    about.textContent = typist.isIn(chat.id) ? 'typing…' : describe(chat);
    face.replaceChildren(avatar({ id: chat.id, isBot: chat.kind === 'private' }, chat.title));
    arrange(topics, chat.topics.length > 0 ? topicTabs(chat, state, onTopic) : []);
    guide.element.hidden = chat.kind !== 'private' || !guide.isWanted(state.shown().length > 0);
    renderMessages(state);
    composer.render();
  };
  return {
    render,
    guide: { ...guide, toggle: () => (guide.toggle(), render()) },
    focus: composer.focus,
    tick: () => refreshAges(middle, state.now()),
    /** A bot that asks for a reply opens the reply by itself, as Telegram does. */
    heard: (message) => {
      typist.stop(message.chat);
      const isForMe = message.prompt && !message.edited && message.chat === state.current;
      if (!isForMe || (message.prompt.selective && !isAddressed(message, state))) return;
      composer.setReply(message);
    },
    typing: typist.start,
  };
}

/** Where the bot is writing: until its message comes, or for a few seconds. */
function createTypist(render) {
  let chat;
  let timer;
  const set = (where) => {
    chat = where;
    render();
  };
  return {
    isIn: (where) => chat === where,
    start: (where) => {
      clearTimeout(timer);
      timer = setTimeout(() => set(undefined), TYPING_MS);
      set(where);
    },
    stop: (where) => {
      if (chat === where) chat = undefined;
    },
  };
}

function isAddressed(message, state) {
  const answered = state.messages.get(message.chat)?.get(message.replyTo);
  return state.chat()?.kind === 'private' || answered?.from.id === state.person;
}

function describe({ kind, members }) {
  if (kind === 'private') return 'bot';
  return kind === 'channel' ? `${members} subscribers` : `${members} members and the bot`;
}

function topicTabs(chat, state, onTopic) {
  const tab = (id, name) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        'data-testid': `topic-${id ?? 'all'}`,
        'aria-selected': String(state.topic === id),
        onclick: () => onTopic(id),
      },
      name,
    );
  return [tab(undefined, 'All'), ...chat.topics.map(({ id, name }) => tab(id, name))];
}
