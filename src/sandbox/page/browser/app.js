import { createChatList } from './chats.js';
import { createChatPane } from './chat-pane.js';
import { createReplayBar } from './replay-bar.js';
import { createState } from './state.js';
import { showToast } from './toast.js';

const state = createState();
let feed;

const pane = createChatPane(document.querySelector('#chat'), {
  state,
  onBack: () => open(undefined),
  onTopic: (topic) => {
    state.topic = topic;
    render();
  },
});
const renderList = createChatList(document.querySelector('#side'), {
  onOpen: open,
  onPerson: become,
});
const renderReplay = createReplayBar(document.querySelector('#replay'), {
  onJump: () => {
    pane.guide.done('jump');
  },
  onHelp: () => pane.guide.toggle(),
});

function render() {
  document.body.dataset.view = state.current === undefined ? 'list' : 'chat';
  if (document.visibilityState === 'visible') state.readCurrent();
  renderList(state);
  pane.render();
  const unread = state.chats.reduce((sum, chat) => sum + state.unreadIn(chat.id), 0);
  document.title = `${unread > 0 ? `(${unread}) ` : ''}Bellwether · sandbox`;
}

function open(chat) {
  state.current = chat;
  state.topic = undefined;
  render();
  if (chat !== undefined) pane.focus();
}

/** Everything is shown as this person sees it; their private chat with the bot opens first. */
function become(person) {
  state.person = person;
  state.current = undefined;
  connect();
}

function connect() {
  feed?.close();
  feed = new EventSource(`/sandbox/live/${state.person ?? 'first'}`);
  feed.onmessage = ({ data }) => take(JSON.parse(data));
  feed.onerror = () => showToast('The sandbox does not answer. Trying again…');
}

function take(news) {
  switch (news.kind) {
    case 'all':
      state.takeAll(news);
      if (state.current === undefined && !isNarrow()) state.current = state.chats[0]?.id;
      break;
    case 'message':
      state.takeMessage(news.message);
      pane.heard(news.message);
      break;
    case 'deleted':
      state.messages.get(news.chat)?.delete(news.id);
      break;
    case 'chats':
      state.chats = news.chats;
      state.people = news.people;
      break;
    case 'typing':
      pane.typing(news.chat);
      return;
    case 'replay':
      state.takeReplay(news.replay);
      renderReplay(news.replay);
      pane.guide.render(news.replay);
      pane.tick();
      return;
    case 'violation':
      showToast(`The bot broke a limit of Telegram: ${news.text}`);
      return;
    default:
      return;
  }
  render();
}

function isNarrow() {
  return matchMedia('(max-width: 720px)').matches;
}

document.addEventListener('visibilitychange', render);
document.addEventListener('keydown', (event) => {
  const isTyping =
    event.target instanceof Element && event.target.closest('input, textarea, select');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  pane.focus();
});
connect();
