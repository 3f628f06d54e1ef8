import type { Guard, GuardMode } from '../../core/intent.ts';
import type { Message } from '../../core/message.ts';
import { chatId, mayActAs, type Actor } from '../../core/people.ts';
import { worstCase } from './arming.ts';
import { guardRow } from './dashboard.ts';
import type { SellingDeps } from './deps.ts';
import type { GuardRow, WorstCase } from './results.ts';
import { barred } from './view.ts';

/** What a mode was before, and when it was changed: only that very change is taken back. */
export type ModeUndo = {
  readonly positionId: number;
  readonly changedAt: number;
  /** Undefined: nothing had been chosen. */
  readonly was: Guard | undefined;
};

/** What a position's mode is again. */
export type ModePutBack = { readonly row: GuardRow; readonly mode: GuardMode };

/**
 * Within the commit: takes the choice of a mode back.
 *
 * @returns undefined when it was changed since, is not theirs, or sold without asking before, which needs its words anew
 */
export function putModeBack(
  deps: SellingDeps,
  by: Actor,
  { positionId, changedAt, was }: ModeUndo,
): ModePutBack | undefined {
  const { store, clock } = deps;
  const held = theirs(deps, by, positionId);
  const standing = store.guards.get(positionId);
  if (held === undefined || standing?.updatedAt !== changedAt || was?.mode === 'auto')
    return undefined;
  const now = clock();
  if (was === undefined) store.guards.remove(positionId);
  else store.guards.set(was, now);
  const mode = was?.mode ?? 'shadow';
  store.audit.add(
    { action: 'sell-mode', subject: `position ${positionId}`, before: standing.mode, after: mode },
    now,
  );
  return { row: guardRow(deps, held, now), mode };
}

/** What somebody would allow at worst by these terms; undefined for what is not theirs. */
export function worstOf(
  deps: SellingDeps,
  by: Actor,
  wish: { readonly positionId: number; readonly maxPct: number; readonly floorPct: number },
): WorstCase | undefined {
  const held = theirs(deps, by, wish.positionId);
  if (held === undefined) return undefined;
  const stop = deps.store.stops.live(wish.positionId)?.price;
  return worstCase(held, { maxPct: wish.maxPct, stop, wish });
}

/** Within the commit: tells everybody else who may sell, each in their private chat. */
export function tellTraders(
  { store, outbox, clock }: SellingDeps,
  by: Actor,
  { key, message }: { readonly key: string; readonly message: Message },
): void {
  for (const { id, role } of store.people.list()) {
    if (id === by.user || role === undefined || !mayActAs(role, 'trader')) continue;
    const chat = store.chats.current(chatId(id));
    if (store.chats.get(chat)?.status !== 'active') continue;
    outbox.notice(`${key}/${id}`, { place: { chat, thread: undefined }, message }, clock());
  }
}

function theirs(deps: SellingDeps, by: Actor, positionId: number) {
  const { store } = deps;
  const position = store.positions.get(positionId);
  const account = position && store.accounts.get(position.accountId);
  if (position === undefined || account?.user !== by.user || barred(by) !== undefined)
    return undefined;
  return { position, account };
}
