import { arrange, avatar, h, icon } from './dom.js';
import { listTime } from './times.js';

/** The list of chats, the switch between people, and light or dark. */
export function createChatList(root, { onOpen, onPerson }) {
  const people = h('select', {
    'data-testid': 'person-select',
    'aria-label': 'Who is speaking',
    onchange: () => onPerson(Number(people.value)),
  });
  const list = h('ul', { class: 'chats', 'data-testid': 'chat-list' });
  root.append(
    h(
      'div',
      { class: 'side-head' },
      h('label', { class: 'who' }, 'You are', people),
      themeButton(),
    ),
    list,
  );
  list.addEventListener('keydown', moveBetween);
  const rows = new Map();
  return (state) => {
    renderPeople(people, state);
    const shown = state.chats.map((chat) => {
      if (!rows.has(chat.id)) rows.set(chat.id, row(chat, onOpen));
      const one = rows.get(chat.id);
      one.update(chat, state);
      return one.element;
    });
    arrange(list, shown);
  };
}

function row(chat, onOpen) {
  const title = h('span', { class: 'title' });
  const when = h('time', { class: 'when' });
  const last = h('span', { class: 'last' });
  const unread = h('span', { class: 'unread', 'data-testid': 'unread' });
  const button = h(
    'button',
    { type: 'button', 'data-testid': `chat-${chat.id}`, onclick: () => onOpen(chat.id) },
    avatar({ id: chat.id, isBot: chat.kind === 'private' }, chat.title),
    h('span', { class: 'lines' }, h('span', {}, title, when), h('span', {}, last, unread)),
  );
  const update = (now, state) => {
    const messages = [...(state.messages.get(now.id)?.values() ?? [])];
    const latest = messages.at(-1);
    const count = state.unreadIn(now.id);
    title.textContent = `${kindMark(now.kind)}${now.title}`;
    when.textContent = latest ? listTime(latest.at, state.now()) : '';
    last.textContent = latest ? preview(latest, now) : 'No messages yet';
    unread.textContent = count > 0 ? String(count) : '';
    unread.hidden = count === 0;
    button.setAttribute('aria-current', String(now.id === state.current));
  };
  return { element: h('li', {}, button), update };
}

function renderPeople(select, state) {
  const key = state.people.map(({ id }) => id).join();
  if (select.dataset.key !== key) {
    select.dataset.key = key;
    select.replaceChildren(
      ...state.people.map(({ id, name }, i) =>
        h('option', { value: id }, i === 0 ? 'you (owner)' : name),
      ),
    );
  }
  select.value = String(state.person);
}

function kindMark(kind) {
  if (kind === 'channel') return '📣 ';
  return kind === 'private' ? '' : '👥 ';
}

function preview(message, chat) {
  const text = message.service ?? (message.photo ? `🖼 ${message.text || 'Photo'}` : message.text);
  const first = text.replaceAll(/\s+/g, ' ').slice(0, 120);
  const needsName =
    chat.kind !== 'private' && chat.kind !== 'channel' && message.service === undefined;
  return needsName ? `${message.from.name}: ${first}` : first;
}

function moveBetween(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement);
  const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const THEMES = ['auto', 'light', 'dark'];

function themeButton() {
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('theme', theme);
    button.title = `Colours: ${theme}`;
  };
  const button = h(
    'button',
    {
      type: 'button',
      class: 'round',
      'data-testid': 'theme',
      'aria-label': 'Light or dark',
      onclick: () => {
        const now = THEMES.indexOf(document.documentElement.dataset.theme ?? 'auto');
        apply(THEMES[(now + 1) % THEMES.length] ?? 'auto');
      },
    },
    icon('theme'),
  );
  apply(localStorage.getItem('theme') ?? 'auto');
  return button;
}
