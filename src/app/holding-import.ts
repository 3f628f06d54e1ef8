import { wholeUnits } from '../core/currency.ts';
import type { UserId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, instant } from '../core/time.ts';
import { fromZoned } from '../core/zone.ts';
import { sourceFault } from '../core/source-words.ts';
import type { FileHolding } from '../portfolio/file-lots.ts';
import type { FileProblem } from '../portfolio/file-row.ts';
import { diffHoldings, type Holding, type HoldingsDiff } from '../portfolio/holdings-diff.ts';
import { readHoldingsFile, type HoldingsFile } from '../portfolio/holdings-file.ts';
import { typedAccount } from './holding-change.ts';
import type { DraftDeps } from './holding-draft.ts';
import { lookingOf } from './holding-lines.ts';

/** What taking in a file would do. */
export type HoldingsPreview =
  | Exclude<HoldingsFile, { kind: 'read' }>
  | { readonly kind: 'too-many'; readonly count: number; readonly limit: number }
  | {
      readonly kind: 'preview';
      readonly diff: HoldingsDiff;
      readonly bad: readonly FileProblem[];
      readonly passed: number;
      /** What would be taken in, as a button carries it. */
      readonly spelled: string;
    };

const MOST_HOLDINGS = 300;

/** Holds a file against what was typed in so far. Awaits the provider; writes nothing. */
export async function previewHoldings(
  deps: DraftDeps,
  text: string,
  user: UserId,
): Promise<HoldingsPreview> {
  const file = readHoldingsFile(text);
  if (file.kind !== 'read') return file;
  const count = file.holdings.length;
  if (count > MOST_HOLDINGS) return { kind: 'too-many', count, limit: MOST_HOLDINGS };
  const looked = await lookUp(deps, file.holdings, user);
  const holdings = looked.flatMap((one) => ('row' in one ? [] : [one]));
  const unknown = looked.flatMap((one) => ('row' in one ? [one] : []));
  const diff = diffOf(deps, holdings, user);
  return {
    kind: 'preview',
    diff,
    bad: [...file.bad, ...unknown].sort((a, b) => a.row - b.row),
    passed: file.passed,
    spelled: spell([...diff.fresh, ...diff.changed.map(({ to }) => to)]),
  };
}

/** How a list of holdings differs from what was typed in by now. */
export function diffOf(
  { store }: Pick<DraftDeps, 'store'>,
  holdings: readonly Holding[],
  user: UserId,
): HoldingsDiff {
  const account = typedAccount(store, user);
  return diffHoldings(account === undefined ? [] : store.positions.ofAccount(account.id), holdings);
}

async function lookUp(
  deps: DraftDeps,
  listed: readonly FileHolding[],
  user: UserId,
): Promise<readonly (Holding | FileProblem)[]> {
  const { zone, now } = lookingOf(deps, user);
  const { quotes, failures } = await deps.market.quotes(listed.map(({ ticker }) => ticker));
  const failed = new Map(failures.map((failure) => [failure.ticker, failure]));
  return listed.map((one) => {
    const { row, text, ticker, quantity, day } = one;
    const bad = (why: string): FileProblem => ({ row, text, why });
    const quote = quotes.get(ticker);
    const failure = failed.get(ticker);
    if (quote === undefined && failure === undefined)
      return bad(`nobody that I ask knows ${ticker}`);
    const unit = one.currency ?? quote?.currency;
    if (unit === undefined)
      return bad(
        `I can’t tell its currency (${failure === undefined ? 'no price' : sourceFault(failure)}): add a column Currency, or try later`,
      );
    const { amount, currency } = wholeUnits({
      amount: one.averagePrice,
      currency: spelledUnit(unit),
    });
    const quoted = quote && wholeUnits({ amount: quote.price, currency: quote.currency }).currency;
    if (quoted !== undefined && quoted !== currency)
      return bad(`its price is in ${currency}, but ${ticker} is quoted in ${quoted}`);
    const noon =
      day === undefined ? undefined : fromZoned({ isoDate: day, hour: 12, minute: 0 }, zone);
    if (noon !== undefined && noon > now && day !== undefined && noon - now > DAY_MS)
      return bad(`${day} is still to come`);
    const openedAt = noon === undefined ? undefined : instant(Math.min(noon, now));
    const name = quote?.instrument.name ?? ticker;
    return { ticker, name, currency, quantity, averagePrice: amount, openedAt };
  });
}

/** `usd` is USD; but `GBp` is not GBP. */
function spelledUnit(unit: string): string {
  return /^[a-z]{3}$/.test(unit) ? unit.toUpperCase() : unit;
}

type Spelled = readonly [
  ticker: string,
  name: string,
  currency: string,
  quantity: number,
  averagePrice: number,
  openedAt: number | null,
];

function spell(holdings: readonly Holding[]): string {
  const rows = holdings.map((one): Spelled => {
    const { ticker, name, currency, quantity, averagePrice, openedAt } = one;
    return [ticker, name, currency, quantity, averagePrice, openedAt ?? null];
  });
  return JSON.stringify(rows);
}

/** Reads back what a preview spelled. */
export function readSpelled(text: string): readonly Holding[] {
  return (JSON.parse(text) as readonly Spelled[]).map(
    ([ticker, name, currency, quantity, averagePrice, openedAt]) => ({
      ticker: ticker as Ticker,
      name,
      currency,
      quantity,
      averagePrice,
      openedAt: openedAt === null ? undefined : instant(openedAt),
    }),
  );
}
