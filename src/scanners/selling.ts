import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Instant } from '../core/time.ts';

export type SellingDeps = {
  readonly clock: Clock;
  /** Takes every decision to sell one step on; what waits for a broker goes on after the turn. */
  readonly sellingTurn: (now: Instant) => Promise<readonly string[]>;
};

/** A broker that does not answer must not keep the next turn from coming. */
const PATIENCE_MS = 1_500;

/** Gives selling its turn, and leaves it to itself when that takes longer. */
export async function sellingTurn(deps: SellingDeps): Promise<readonly string[]> {
  const turn = deps.sellingTurn(deps.clock());
  return Promise.race([turn, pause(PATIENCE_MS, [])]);
}
