import { LIMITS } from './limits.ts';

export type Update = Readonly<Record<string, unknown>> & { readonly update_id: number };

type Entry = { readonly update: Update; readonly isInjected: boolean; isSeen: boolean };

/** `allowed` is what the last getUpdates asked for; until then Telegram's default, which leaves chat_member out. */
export type UpdateQueue = {
  nextId: number;
  allowed: readonly string[];
  entries: Entry[];
  poll: ((why: 'news' | 'replaced' | 'closed') => void) | undefined;
};

export type UpdatesWish = {
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  readonly allowed_updates?: readonly string[] | undefined;
};

const NOT_BY_DEFAULT = ['chat_member', 'message_reaction', 'message_reaction_count'];

export function createQueue(firstId: number): UpdateQueue {
  return { nextId: firstId, allowed: [], entries: [], poll: undefined };
}

export function pushUpdate(queue: UpdateQueue, kind: string, payload: unknown): void {
  const isAllowed =
    queue.allowed.length === 0 ? !NOT_BY_DEFAULT.includes(kind) : queue.allowed.includes(kind);
  if (!isAllowed) return;
  const update = { update_id: queue.nextId, [kind]: payload };
  queue.nextId += 1;
  queue.entries.push({ update, isInjected: false, isSeen: false });
  queue.poll?.('news');
}

/**
 * Hands out an update whose id repeats or runs backwards, as Telegram may after a quiet week. It is given out
 * whatever the offset, and forgotten at the first offset after that.
 */
export function injectUpdate(queue: UpdateQueue, update: Update): void {
  queue.entries.push({ update, isInjected: true, isSeen: false });
  queue.poll?.('news');
}

/** An offset confirms and forgets everything below it; a negative one keeps only that many from the end. */
export function takeUpdates(queue: UpdateQueue, wish: UpdatesWish): Update[] {
  const offset = wish.offset ?? 0;
  if (wish.allowed_updates) queue.allowed = wish.allowed_updates;
  if (offset < 0) queue.entries = queue.entries.slice(offset);
  if (offset > 0) {
    queue.entries = queue.entries.filter(({ update, isInjected, isSeen }) =>
      isInjected ? !isSeen : update.update_id >= offset,
    );
  }
  const limit = Math.min(Math.max(wish.limit ?? LIMITS.updates, 1), LIMITS.updates);
  const taken = queue.entries.slice(0, limit);
  for (const entry of taken) entry.isSeen = true;
  return taken.map(({ update }) => update);
}
