import type { UserId } from '../core/people.ts';
import type { IsoDate } from '../core/zone.ts';
import { performance } from '../portfolio/performance.ts';
import type { AppDeps } from './deps.ts';

/** How far a book stands below its highest day; by gains alone, so that deposits and withdrawals are none. */
export type Drawdown = {
  /** 0 or less, in percent. */
  readonly fallPct: number;
  readonly peak: IsoDate;
  /** The last day that it is of. */
  readonly day: IsoDate;
  readonly days: number;
};

/** Undefined until there are two days of what the accounts were worth. */
export function drawdownOf(
  { store }: Pick<AppDeps, 'store'>,
  { user, currency }: { readonly user: UserId; readonly currency: string },
): Drawdown | undefined {
  const conversion = { currency, ratesOn: store.fx.on };
  const { days, gains } = performance(store.equity.ofUser(user), conversion);
  const last = days.at(-1);
  const peak = days.findLast(({ fallPct }) => fallPct >= 0);
  if (gains < 1 || last === undefined || peak === undefined) return undefined;
  return { fallPct: last.fallPct, peak: peak.day, day: last.day, days: days.length };
}
