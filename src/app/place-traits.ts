import { isPublicChat } from '../core/chat-policy.ts';
import type { Actor, ChatId, ChatKind, Place } from '../core/people.ts';
import { writeAudit, type AccessNeeds } from './access.ts';

/** What a linked place is like: who may read along in it, and what its topics are called. */
export function placeTraits(deps: AccessNeeds) {
  const { store, clock } = deps;
  return {
    /**
     * Keeps a topic's name in a place of ours. What is said in a topic tells the name it was made with: an `isOld` one
     * does not replace what is known.
     */
    hearTopic(
      { chat, thread }: { chat: ChatId; thread: number },
      { name, isOld }: { name: string; isOld: boolean },
    ): void {
      const known = store.chats.get(store.chats.current(chat));
      if (known?.status !== 'active') return;
      const before = store.topics.ofChat(known.id).find((one) => one.thread === thread);
      if (before !== undefined && (isOld || before.name === name)) return;
      store.topics.put(known.id, { thread, name }, clock());
    },
    /** What a topic is called; undefined while Telegram has not told. */
    topicName: ({ chat, thread }: Place): string | undefined =>
      store.topics.ofChat(store.chats.current(chat)).find((one) => one.thread === thread)?.name,
    /** Whether anybody may read along there, so that alerts name nobody. */
    isPublic: ({ id, kind }: { id: ChatId; kind: ChatKind }): boolean =>
      isPublicChat(kind, store.chats.policy(id)),
    setPublic({ id, isPublic }: { id: ChatId; isPublic: boolean | undefined }, by: Actor): void {
      const policy = store.chats.policy(id);
      store.chats.setPolicy(id, { ...policy, isPublic });
      const before = presetName(policy.isPublic);
      const after = presetName(isPublic);
      writeAudit(deps, by, { action: 'preset', subject: String(id), before, after });
    },
  };
}

function presetName(isPublic: boolean | undefined): string {
  if (isPublic === undefined) return 'as its kind';
  return isPublic ? 'public' : 'all';
}
