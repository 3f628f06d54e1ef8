import { atr } from '../analysis/atr.ts';
import { swingMarks } from '../analysis/swings.ts';
import { wholeUnits, type Rates } from '../core/currency.ts';
import type { Bars } from '../core/market.ts';
import type { Account, Position, StopTerms } from '../core/position.ts';
import { convert } from './currency.ts';
import { RANGE_DAYS, type StopFacts } from './stops.ts';

/** What is known around a position when its stop is looked for. */
export type StopSources = {
  readonly position: Position;
  readonly account: Pick<Account, 'currency' | 'worth'>;
  /** A price that is believed, in whole currency of the position. */
  readonly price: number | undefined;
  /** Closed daily bars, in the unit in which its exchange quotes. */
  readonly bars: Bars | undefined;
  /** As its exchange quotes it, perhaps in hundredths: `GBp`. */
  readonly quoted: string | undefined;
  readonly rates: Rates;
};

/** So many closed daily bars are enough for any terms. */
export const STOP_BARS = 120;
/** A low counts as a swing when so many bars on both sides are higher. */
const SPAN = 3;

/** Whether terms hang on daily bars. */
export function needsBars({ kind }: StopTerms): boolean {
  return kind === 'atr' || kind === 'trail-atr' || kind === 'structure';
}

/** What terms hang on, brought to whole currency of the instrument. */
export function stopFacts(terms: StopTerms, sources: StopSources): StopFacts {
  const { position, account, price, rates } = sources;
  const { worth, currency } = account;
  const total =
    worth && convert({ amount: worth.total, currency }, position.currency, rates)?.amount;
  const { quantity, averagePrice, maxPrice } = position;
  return { quantity, averagePrice, maxPrice, price, worth: total, ...barFacts(terms, sources) };
}

function barFacts(terms: StopTerms, sources: StopSources): Pick<StopFacts, 'range' | 'swingLow'> {
  const { bars, quoted, price, position } = sources;
  const unit = quoted === undefined ? undefined : wholeUnits({ amount: 1, currency: quoted });
  if (bars === undefined || unit?.currency !== position.currency || !needsBars(terms))
    return { range: undefined, swingLow: undefined };
  const days = 'days' in terms ? terms.days : RANGE_DAYS;
  const range = (atr(bars, days).at(-1) ?? NaN) * unit.amount;
  return {
    range: range > 0 ? range : undefined,
    swingLow: terms.kind === 'structure' ? lowBelow(bars, unit.amount, price) : undefined,
  };
}

/** The newest swing low below the price; as many bars after it as make it one are there already. */
function lowBelow(bars: Bars, unit: number, price: number | undefined): number | undefined {
  if (price === undefined) return undefined;
  const marks = swingMarks(bars, SPAN, SPAN).low;
  const found = marks.findLast((low) => low * unit < price);
  return found === undefined ? undefined : found * unit;
}
