import { badRequest, forbidden } from './api-error.ts';
import { isPresent } from './people.ts';
import type { WorldChat, WorldState } from './state.ts';

/** The chat if the bot may act in it now; otherwise the refusal that tells why not. */
export function reachable(state: WorldState, chatId: number | string): WorldChat {
  const chat = state.chats.get(Number(chatId)) ?? named(state, chatId);
  if (!chat) {
    if (state.users.has(Number(chatId))) throw notStarted();
    throw badRequest('chat not found');
  }
  if (chat.migratedTo !== undefined) {
    throw badRequest('group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: chat.migratedTo,
    });
  }
  if (!isPresent(chat)) throw shutOut(chat);
  return chat;
}

/** A public chat by its `@name`. */
function named(state: WorldState, name: number | string): WorldChat | undefined {
  const wanted = String(name).toLowerCase();
  const bears = ({ username }: WorldChat) =>
    username !== undefined && `@${username.toLowerCase()}` === wanted;
  return [...state.chats.values()].find(bears);
}

export function writable(
  state: WorldState,
  chatId: number | string,
  thread: number | undefined,
): WorldChat {
  const chat = reachable(state, chatId);
  if (chat.kind === 'channel' && chat.bot !== 'administrator') {
    throw badRequest('need administrator rights in the channel chat');
  }
  if (thread === undefined) return chat;
  const topic = chat.topics.get(thread);
  if (!topic) throw badRequest('message thread not found');
  if (topic.isClosed) throw badRequest('TOPIC_CLOSED');
  return chat;
}

function shutOut(chat: WorldChat) {
  if (chat.kind === 'private') {
    return chat.bot === 'kicked' ? forbidden('bot was blocked by the user') : notStarted();
  }
  return chat.bot === 'kicked'
    ? forbidden(`bot was kicked from the ${chat.kind} chat`)
    : forbidden(`bot is not a member of the ${chat.kind} chat`);
}

function notStarted() {
  return forbidden("bot can't initiate conversation with a user");
}
