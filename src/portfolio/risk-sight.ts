import type { PositionEvidence } from '../core/alert.ts';
import type { RiskLimits } from '../core/book.ts';
import type { RiskLook } from '../core/risk-day.ts';
import type { Instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import { backWithinPct } from './risk-stage.ts';
import type { BookRisk, Held } from './risk.ts';

/** A book as it is seen at a moment. Money in its own currency. */
export type BookSight = {
  readonly currency: string;
  readonly limits: RiskLimits;
  readonly risk: BookRisk;
  readonly helds: readonly Held[];
  readonly worth: number | undefined;
  /** How old its prices are. */
  readonly prices: { readonly oldest: Instant; readonly newest: Instant } | undefined;
  readonly zone: string;
  readonly now: Instant;
};

/** What is kept of it, to be held against later. */
export function lookOf({ risk, currency, worth, helds, zone, now }: BookSight): RiskLook {
  const atStop = new Map(risk.protecteds.map((row) => [row.held.positionId, row.atStop]));
  return {
    at: now,
    day: isoDate(now, zone),
    currency,
    worth,
    open: risk.open,
    rows: helds.map(({ positionId, name, quantity, price, stop }) => ({
      positionId,
      name,
      quantity,
      price,
      stop,
      atStop: atStop.get(positionId),
    })),
  };
}

/** Whether everything that has a stop is in the open risk. */
export function isWhole({ risk }: BookSight): boolean {
  return risk.uncounteds.every(({ held }) => held.stop === undefined);
}

/** How the risk of a book is called in messages and by /mute. */
export const RISK_CODE = 'RISK';

const MOST_NAMED = 5;

/** What is told when the open risk has gone above its limit. */
export function riskEvidence(sight: BookSight, openPct: number): PositionEvidence {
  const { risk, limits, prices, now } = sight;
  const limit = `${limits.totalPct}%`;
  const bare = risk.unprotecteds.length;
  const without =
    bare === 0 ? '' : `; ${bare} more without a stop ${bare === 1 ? 'is' : 'are'} not in it`;
  return {
    kind: 'position',
    rule: '',
    code: RISK_CODE,
    headline: `Open risk rose above ${limit} of your account`,
    sentence: `what would be lost down to all stops, above ${limit} of the account: /risk`,
    readings: risk.protecteds.slice(0, MOST_NAMED).map(({ held, pct = NaN }) => ({
      label: held.name,
      value: pct,
      previous: undefined,
      isPercent: false,
      against: `% of the account, ${limits.perPct}% for one`,
    })),
    price: openPct,
    previousPrice: undefined,
    previousAt: undefined,
    previousClose: undefined,
    currency: '%',
    name: `${counted(risk.protecteds.length)} down to ${risk.protecteds.length === 1 ? 'its stop' : 'their stops'}, before gaps${without}`,
    source: 'your book',
    delayMs: 0,
    quotedAt: prices?.newest ?? now,
    rearm: `after it was below ${Number(backWithinPct(limits.totalPct).toFixed(2))}%`,
    frequency: 'once each time',
    note: undefined,
    held: { positionId: undefined, quantity: 0, averagePrice: 0, stop: undefined },
  };
}

function counted(positions: number): string {
  return positions === 1 ? '1 position' : `${positions} positions`;
}
