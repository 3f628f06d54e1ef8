import type { Message } from '../../core/message.ts';
import type { Actor } from '../../core/people.ts';
import type { Instant } from '../../core/time.ts';
import type { SellingDeps } from './deps.ts';
import { setMode } from './arming.ts';
import { dashboard, sellingState } from './dashboard.ts';
import { halt, resume } from './halting.ts';
import { confirm } from './confirm.ts';
import { keep, settle, snooze } from './answers.ts';
import { setNative } from './native.ts';
import { propose } from './propose.ts';
import { putModeBack, tellTraders, worstOf, type ModeUndo } from './second-thoughts.ts';
import { createTurns } from './turn.ts';
import { viewOf } from './view.ts';
import type { ModeWish, SellWish } from './results.ts';

/**
 * Selling, guarded. What moves money is decided in three steps that never mix: what is awaited first (prices, the
 * broker's own list), then one synchronous change that the caller commits, then `turn`, which alone asks a broker to sell.
 */
export function sellingApp(deps: SellingDeps) {
  const turns = createTurns(deps);
  return {
    state: () => sellingState(deps),
    dashboard: (by: Actor) => dashboard(deps, by),
    /** Everything about one decision of this person's. */
    view: (by: Actor, intentId: number) => viewOf(deps, intentId, by.user),
    steps: (intentId: number) => deps.store.intents.steps(intentId),
    /** Looks at prices and at the broker. @returns the change to commit: it writes the card into the outbox itself */
    propose: (by: Actor, wish: SellWish) => propose(deps, by, wish),
    /** `price` and `quantity` are those on the card. @returns the change to commit; nothing is sold before the next turn */
    confirm: (by: Actor, card: { intent: number; quantity: number; price: number }) =>
      confirm(deps, { by, card, share: 1 }),
    /** The same for half of it, rounded down. */
    half: (by: Actor, card: { intent: number; quantity: number; price: number }) =>
      confirm(deps, { by, card, share: 0.5 }),
    /** Within the commit: nothing is sold. Calls off what `auto` has announced, too. */
    keep: (by: Actor, intentId: number) => keep(deps, by, intentId),
    /** Within the commit: nothing is sold for a quarter of an hour, and then it is asked again. */
    snooze: (by: Actor, intentId: number) => snooze(deps, by, intentId),
    /** Within the commit: what a person found at the broker of an order that nobody here could find out about. */
    settle: (by: Actor, intentId: number, was: 'sold' | 'not-sold') =>
      settle(deps, { by, intentId, was }),
    /** Within the commit: stops all selling at once; needs neither prices nor a broker. */
    halt: (by: Actor, reason?: string) => halt(deps, by, reason),
    /** Within the commit: lets selling go on; also after a restore. */
    resume: (by: Actor, phrase?: string) => resume(deps, by, phrase),
    /** Within the commit. */
    setMode: (by: Actor, wish: ModeWish) => setMode(deps, by, wish),
    /** Within the commit: takes that back. @returns undefined when it cannot be */
    putModeBack: (by: Actor, undo: ModeUndo) => putModeBack(deps, by, undo),
    /** What somebody would allow at worst by these terms. */
    worst: (by: Actor, wish: { positionId: number; maxPct: number; floorPct: number }) =>
      worstOf(deps, by, wish),
    /** Within the commit: tells everybody else who may sell. */
    tellTraders: (by: Actor, news: { key: string; message: Message }) =>
      tellTraders(deps, by, news),
    /** Within the commit: whether a position's stop rests at the broker while its mode is `auto`. */
    setNative: (by: Actor, positionId: number, isOn: boolean) =>
      setNative(deps, by, { positionId, isOn }),
    /** Takes every decision one step on. The only place from which a broker is asked to sell. */
    turn: (now: Instant): Promise<readonly string[]> => turns.turn(now),
    /** Resolves when nothing is under way any more. */
    idle: (): Promise<void> => turns.idle(),
  };
}
