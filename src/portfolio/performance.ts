import { maxDrawdown, sharpe } from '../analysis/stats.ts';
import type { Rates } from '../core/currency.ts';
import { weekdayOf, type IsoDate } from '../core/zone.ts';
import { convert } from './currency.ts';

/** What one account was worth at the end of a day, in its own currency. */
export type DayWorth = {
  readonly accountId: number;
  readonly day: IsoDate;
  readonly total: number;
  /** Since the account began. */
  readonly realised: number;
  /** Of what is held; undefined where a part of it has no price. */
  readonly unrealised: number | undefined;
  readonly currency: string;
};

/** All accounts together at the end of a day, in one currency. */
export type CourseDay = {
  readonly day: IsoDate;
  readonly worth: number;
  /** Since the first day of the course. */
  readonly profit: number;
  /** Of the day as a fraction of what there was the day before; NaN on the first. */
  readonly gain: number;
  /** Percent below the highest so far, by gains compounded: 0 or less. */
  readonly fallPct: number;
};

/** How accounts fared together. Ratios are NaN where there is too little to tell. */
export type Performance = {
  readonly days: readonly CourseDay[];
  readonly profit: number;
  /** Gains compounded, in percent. */
  readonly returnPct: number;
  /** A year of 252 days, without a riskless rate. */
  readonly sharpe: number;
  /** How many gains it is made of. */
  readonly gains: number;
  /** The deepest fall from a high, in percent: 0 or less. */
  readonly drawdownPct: number;
  /** The highest that the profit has been, and how much of it is gone. */
  readonly best: { readonly profit: number; readonly day: IsoDate } | undefined;
  readonly givenBack: number;
  /** Accounts of which a day could not be converted, and from which currency. */
  readonly withoutRate: ReadonlyMap<number, string>;
};

/** Into which currency, and by which rates. */
export type Conversion = {
  readonly currency: string;
  readonly ratesOn: (day: IsoDate) => Rates;
};

/**
 * The course of all accounts together. A gain is the change of realised and unrealised profit over what there was the day
 * before: money that is paid in or out is none, and neither is a move of the rate between two accounts' currencies. The
 * first day of an account has no gain. Weekends are left out, except for the last day.
 *
 * @param rows in any order
 * @param since the first day that counts: the one before it is what the first gain is measured from
 */
export function performance(
  rows: readonly DayWorth[],
  conversion: Conversion,
  since?: IsoDate,
): Performance {
  const withoutRate = new Map<number, string>();
  const steps = stepsOf(rows, conversion, withoutRate);
  const from = since === undefined ? 0 : steps.findLastIndex(({ day }) => day < since);
  const days = courseOf(steps.slice(Math.max(0, from)));
  const gains = days.map(({ gain }) => gain).filter((gain) => Number.isFinite(gain));
  const profit = days.at(-1)?.profit ?? 0;
  const best = days.reduce<CourseDay | undefined>(
    (high, one) => (high === undefined || one.profit > high.profit ? one : high),
    undefined,
  );
  return {
    days,
    profit,
    returnPct: 100 * (gains.reduce((value, gain) => value * (1 + gain), 1) - 1),
    sharpe: sharpe(gains),
    gains: gains.length,
    drawdownPct: 100 * maxDrawdown(gains),
    best: best && { profit: best.profit, day: best.day },
    givenBack: (best?.profit ?? 0) - profit,
    withoutRate,
  };
}

/** What a day brought, of all accounts, in the one currency. */
type Step = { readonly day: IsoDate; readonly worth: number; readonly brought: number };

function stepsOf(
  rows: readonly DayWorth[],
  { currency, ratesOn }: Conversion,
  withoutRate: Map<number, string>,
): readonly Step[] {
  const byDay = Map.groupBy(
    rows.toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    ({ day }) => day,
  );
  const latest = new Map<number, DayWorth>();
  const profits = new Map<number, number>();
  const all = [...byDay.keys()];
  const counted = all.filter((day, at) => isWeekday(day) || at === all.length - 1);
  const steps: Step[] = [];
  let waiting = 0;
  for (const [day, today] of byDay) {
    const rates = ratesOn(day);
    const worthOf = (amount: number, row: DayWorth): number => {
      const found = convert({ amount, currency: row.currency }, currency, rates);
      if (found === undefined) withoutRate.set(row.accountId, row.currency);
      return found?.amount ?? 0;
    };
    for (const row of today) {
      latest.set(row.accountId, row);
      const { realised, unrealised } = row;
      if (unrealised === undefined) continue;
      const before = profits.get(row.accountId);
      profits.set(row.accountId, realised + unrealised);
      if (before !== undefined) waiting += worthOf(realised + unrealised - before, row);
    }
    if (!counted.includes(day)) continue;
    const worth = [...latest.values()].reduce((sum, row) => sum + worthOf(row.total, row), 0);
    steps.push({ day, worth, brought: waiting });
    waiting = 0;
  }
  return steps;
}

function isWeekday(day: IsoDate): boolean {
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6;
}

function courseOf(steps: readonly Step[]): readonly CourseDay[] {
  let profit = 0;
  let index = 1;
  let peak = 1;
  return steps.map(({ day, worth, brought }, at) => {
    const base = steps[at - 1]?.worth ?? NaN;
    const gain = base > 0 ? brought / base : NaN;
    if (at > 0) profit += brought;
    if (Number.isFinite(gain)) index *= 1 + gain;
    peak = Math.max(peak, index);
    return { day, worth, profit, gain, fallPct: 100 * (index / peak - 1) };
  });
}
