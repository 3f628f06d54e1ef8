import { type Instant, MINUTE_MS, instant, plus } from '../../core/time.ts';
import type { TimedBar } from './bar.ts';
import { type IsoDate, shiftDate, isoDate } from '../../core/zone.ts';
import { newYorkDay, newYorkInstant } from './days.ts';
import { createNormal, createRandom } from './random.ts';
import { CLOSE_MINUTE, OPEN_MINUTE, type Sessions } from './sessions.ts';

/** What a made-up series is like. Moves are geometric: the same percentages at any price. */
export type GeneratedSeries = {
  readonly ticker: string;
  /** Price at the opening of ANCHOR_DAY. */
  readonly anchor: number;
  /** Standard deviation of a day's logarithmic move. */
  readonly dailyVolatility: number;
  readonly dailyDrift: number;
  /** Shares or coins in an ordinary minute. */
  readonly minuteVolume: number;
  readonly roundTheClock: boolean;
};

export type Generator = {
  /** The day's one-minute bars, the same whenever and in whatever order it is asked; empty when nothing trades. */
  bars(day: IsoDate): readonly TimedBar[];
  dayOf(at: Instant): IsoDate;
  /** The last day before it that trades. */
  previous(day: IsoDate): IsoDate;
};

const ANCHOR_DAY: IsoDate = '2020-01-02';
const GAP_SHARE = 0.3;
const DAYS_KEPT = 60;
const MINUTES_A_DAY = 1440;

/** Makes one-minute bars from a seed, day by day: walks from the anchor to the day, then fills it in. */
export function createGenerator(
  series: GeneratedSeries,
  { seed, sessions }: { readonly seed: string; readonly sessions: Sessions },
): Generator {
  const kept = new Map<IsoDate, readonly TimedBar[]>();
  const calendar = series.roundTheClock ? everyDay : sessions;
  const levelBefore = createLevels(series, { seed, calendar });
  return {
    bars: (day) => {
      const known = kept.get(day);
      if (known) return known;
      const made = calendar.isSession(day)
        ? fillDay(series, { seed, day, level: levelBefore(day) })
        : [];
      if (kept.size >= DAYS_KEPT) kept.clear();
      kept.set(day, made);
      return made;
    },
    dayOf: series.roundTheClock ? (at) => isoDate(at, 'UTC') : newYorkDay,
    previous: calendar.previous,
  };
}

type Calendar = Pick<Sessions, 'isSession' | 'next' | 'previous'>;

const everyDay: Calendar = {
  isSession: () => true,
  next: (day) => shiftDate(day, 1),
  previous: (day) => shiftDate(day, -1),
};

/** The logarithm of the price before each day's own move, walked out from the anchor and remembered. */
function createLevels(
  series: GeneratedSeries,
  { seed, calendar }: { readonly seed: string; readonly calendar: Calendar },
): (day: IsoDate) => number {
  const levels = new Map([[ANCHOR_DAY, Math.log(series.anchor)]]);
  let first = ANCHOR_DAY;
  let last = ANCHOR_DAY;
  const total = (day: IsoDate) => {
    const move = dayMove(series, seed, day);
    return move.gap + move.body;
  };
  return (day) => {
    while (last < day) {
      const level = (levels.get(last) ?? NaN) + (calendar.isSession(last) ? total(last) : 0);
      last = calendar.next(last);
      levels.set(last, level);
    }
    while (first > day) {
      const before = calendar.previous(first);
      levels.set(before, (levels.get(first) ?? NaN) - total(before));
      first = before;
    }
    return levels.get(day) ?? NaN;
  };
}

/** A day's move in logarithms: overnight, and from the open to the close. */
function dayMove(series: GeneratedSeries, seed: string, day: IsoDate) {
  const normal = createNormal(createRandom(`${seed}/${series.ticker}/${day}/day`));
  const gapShare = series.roundTheClock ? 0 : GAP_SHARE;
  return {
    gap: normal() * series.dailyVolatility * Math.sqrt(gapShare),
    body: series.dailyDrift + normal() * series.dailyVolatility * Math.sqrt(1 - gapShare),
  };
}

function fillDay(
  series: GeneratedSeries,
  { seed, day, level }: { readonly seed: string; readonly day: IsoDate; readonly level: number },
): readonly TimedBar[] {
  const random = createRandom(`${seed}/${series.ticker}/${day}/minutes`);
  const normal = createNormal(random);
  const minutes = series.roundTheClock ? MINUTES_A_DAY : CLOSE_MINUTE - OPEN_MINUTE;
  const { gap, body } = dayMove(series, seed, day);
  const spread = (series.dailyVolatility / Math.sqrt(minutes)) * 0.6;
  const firstOpen = openingOf(series, day);
  let price = level + gap;
  return bridge({ minutes, body, volatility: series.dailyVolatility }, normal).map((step, i) => {
    const open = Math.exp(price);
    price += step;
    const close = Math.exp(price);
    const busy = bustle(i, minutes) * (0.4 + random()) * (1 + Math.abs(step) / spread);
    return {
      openedAt: plus(firstOpen, i * MINUTE_MS),
      closedAt: plus(firstOpen, (i + 1) * MINUTE_MS),
      open: cents(open),
      high: cents(Math.max(open, close) * Math.exp(Math.abs(normal()) * spread)),
      low: cents(Math.min(open, close) * Math.exp(-Math.abs(normal()) * spread)),
      close: cents(close),
      volume: Math.round(series.minuteVolume * busy),
    };
  });
}

/** Random steps, larger where the day is busier, bent so that they end exactly at the day's own move. */
function bridge(
  day: { readonly minutes: number; readonly body: number; readonly volatility: number },
  normal: () => number,
): readonly number[] {
  const scale = day.volatility / Math.sqrt(day.minutes);
  const steps = Array.from(
    { length: day.minutes },
    (_, i) => normal() * scale * Math.sqrt(bustle(i, day.minutes)),
  );
  const sum = steps.reduce((total, step) => total + step, 0);
  return steps.map((step) => step + (day.body - sum) / day.minutes);
}

/** Busy at both ends and quiet at noon, as exchanges are: about 1 on average. */
function bustle(i: number, minutes: number): number {
  const fromNoon = (2 * i) / minutes - 1;
  return 0.5 + 1.5 * fromNoon * fromNoon;
}

function openingOf(series: GeneratedSeries, day: IsoDate): Instant {
  return series.roundTheClock
    ? instant(Date.parse(`${day}T00:00:00Z`))
    : newYorkInstant(day, OPEN_MINUTE);
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}
