import { assert } from '../core/error.ts';

/**
 * Which rules a price gives a reason to look at: those with a boundary that it has touched or passed since the last one.
 *
 * Tickers and rules are small whole numbers, given by whoever asks; a rule's number need only be its own within a ticker.
 */
export type ThresholdIndex = {
  /** Sets the prices at which a rule is to be looked at, in place of those that it had. */
  put(ticker: number, rule: number, boundaries: readonly number[]): void;
  remove(ticker: number, rule: number): void;
  /** Forgets every rule of a ticker. */
  clear(ticker: number): void;
  /** Takes a price for the last one without asking whom it concerns. A ticker has one as soon as it has, or had, rules. */
  seek(ticker: number, price: number): void;
  /**
   * @returns each rule with a boundary from the last price to this one, both ends included, once and in ascending order;
   *   all of them at a ticker's first price, none for NaN. A rule may be among them whose boundary was only near
   */
  tick(ticker: number, price: number): readonly number[];
};

/** One ticker's boundaries, ascending, and beside each the rule that it belongs to. */
type Shelf = {
  levels: Float64Array;
  rules: Int32Array;
  count: number;
  /** New boundaries of rules that have some, not yet put in their places. */
  readonly moved: Map<number, readonly number[]>;
};

type Pair = { readonly level: number; readonly rule: number };

const NONE: readonly number[] = [];

/** Moves are kept until a price comes, but not more of them than this or a part of what is there already. */
const MOST_MOVED = 1_024;
const MOVED_SHARE = 4;
/** Room that is left for boundaries to come, as a part of what is there. */
const SPARE_SHARE = 16;

/**
 * Keeps boundaries sorted by ticker, and the two next to the last price at hand: a price between those two costs two
 * comparisons, however many rules wait beyond them. What moves is sorted in when the next price comes.
 */
export function createThresholdIndex(): ThresholdIndex {
  const shelves: (Shelf | undefined)[] = [];
  const gaps = createGaps();

  function shelfOf(ticker: number): Shelf {
    const found = shelves[ticker];
    if (found !== undefined) return found;
    const shelf: Shelf = { ...bare(), moved: new Map() };
    shelves[ticker] = shelf;
    gaps.add(ticker);
    return shelf;
  }

  function put(ticker: number, rule: number, boundaries: readonly number[]): void {
    assert(!boundaries.some(Number.isNaN), 'a boundary is a number');
    const shelf = shelfOf(ticker);
    shelf.moved.set(rule, boundaries);
    gaps.close(ticker);
    if (shelf.moved.size > Math.max(MOST_MOVED, shelf.count / MOVED_SHARE)) sortIn(shelf);
  }

  return {
    put,
    remove: (ticker, rule) => put(ticker, rule, NONE),
    clear(ticker) {
      Object.assign(shelfOf(ticker), bare()).moved.clear();
      gaps.close(ticker);
    },
    seek(ticker, price) {
      const shelf = shelves[ticker];
      if (shelf === undefined || Number.isNaN(price) || gaps.stays(ticker, price)) return;
      sortIn(shelf);
      gaps.open(ticker, shelf, price);
    },
    tick(ticker, price) {
      if (gaps.stays(ticker, price)) return NONE;
      const shelf = shelves[ticker];
      if (shelf === undefined || Number.isNaN(price)) return NONE;
      sortIn(shelf);
      const last = gaps.last(ticker);
      gaps.open(ticker, shelf, price);
      if (Number.isNaN(last)) return once(shelf.rules.subarray(0, shelf.count));
      const from = firstFrom(shelf, Math.min(last, price));
      const to = firstBeyond(shelf, Math.max(last, price));
      return once(shelf.rules.subarray(from, to));
    },
  };
}

/** What one ticker takes: the next boundary below its last price, the next above it, and that price. */
const GAP = 3;

/** Where each ticker's last price lies among its boundaries. */
function createGaps() {
  let gaps = new Float64Array(0);
  return {
    add(ticker: number): void {
      if (gaps.length >= (ticker + 1) * GAP) return;
      const longer = new Float64Array((ticker + 1) * GAP * 2).fill(NaN);
      longer.set(gaps);
      gaps = longer;
    },
    /** Whether a price passes and touches nothing; it is then the last one. */
    stays(ticker: number, price: number): boolean {
      const at = ticker * GAP;
      if (!(price > (gaps[at] ?? NaN) && price < (gaps[at + 1] ?? NaN))) return false;
      gaps[at + 2] = price;
      return true;
    },
    // Nothing lies between NaN and NaN: the next price is looked at closely, whatever it is.
    close(ticker: number): void {
      gaps.fill(NaN, ticker * GAP, ticker * GAP + 2);
    },
    open(ticker: number, shelf: Shelf, price: number): void {
      const next = firstFrom(shelf, price);
      const above = next < shelf.count ? (shelf.levels[next] ?? NaN) : Infinity;
      const below = next > 0 ? (shelf.levels[next - 1] ?? NaN) : -Infinity;
      const at = ticker * GAP;
      // On a boundary there is no room on either side: leaving it touches it once more.
      gaps[at] = above === price ? price : below;
      gaps[at + 1] = above;
      gaps[at + 2] = price;
    },
    last: (ticker: number): number => gaps[ticker * GAP + 2] ?? NaN,
  };
}

function bare(): Omit<Shelf, 'moved'> {
  return { levels: new Float64Array(0), rules: new Int32Array(0), count: 0 };
}

/** The first boundary at or above a price. */
function firstFrom({ levels, count }: Shelf, price: number): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((levels[middle] ?? NaN) < price) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The first boundary above a price. Equal ones lie together, and are few. */
function firstBeyond(shelf: Shelf, price: number): number {
  let at = firstFrom(shelf, price);
  while (at < shelf.count && shelf.levels[at] === price) at++;
  return at;
}

function once(rules: Int32Array): readonly number[] {
  if (rules.length === 0) return NONE;
  if (rules.length === 1) return [rules[0] ?? NaN];
  const sorted = rules.slice().sort();
  return Array.from(sorted).filter((rule, n) => n === 0 || rule !== sorted[n - 1]);
}

/** Brings what has moved to its place: what is there is gone through once, what comes is sorted by itself. */
function sortIn(shelf: Shelf): void {
  const { moved } = shelf;
  if (moved.size === 0) return;
  takeOut(shelf);
  const pairs: Pair[] = [];
  for (const [rule, levels] of moved) for (const level of levels) pairs.push({ level, rule });
  moved.clear();
  makeRoom(shelf, shelf.count + pairs.length);
  merge(
    shelf,
    pairs.sort((a, b) => a.level - b.level),
  );
}

function takeOut(shelf: Shelf): void {
  const { levels, rules, moved } = shelf;
  let kept = 0;
  for (let n = 0; n < shelf.count; n++) {
    const rule = rules[n] ?? NaN;
    if (moved.has(rule)) continue;
    levels[kept] = levels[n] ?? NaN;
    rules[kept] = rule;
    kept++;
  }
  shelf.count = kept;
}

function makeRoom(shelf: Shelf, wanted: number): void {
  const { length } = shelf.levels;
  if (wanted <= length && length <= 2 * wanted) return;
  const room = wanted + Math.ceil(wanted / SPARE_SHARE);
  const levels = new Float64Array(room);
  const rules = new Int32Array(room);
  levels.set(shelf.levels.subarray(0, shelf.count));
  rules.set(shelf.rules.subarray(0, shelf.count));
  Object.assign(shelf, { levels, rules });
}

// From the far end, so that nothing is overwritten before it has been moved.
function merge(shelf: Shelf, pairs: readonly Pair[]): void {
  const { levels, rules } = shelf;
  let old = shelf.count - 1;
  let to = shelf.count + pairs.length;
  shelf.count = to;
  for (let next = pairs.length - 1; next >= 0;) {
    const pair = pairs[next];
    const isOld = old >= 0 && (levels[old] ?? NaN) > (pair?.level ?? NaN);
    to--;
    levels[to] = isOld ? (levels[old] ?? NaN) : (pair?.level ?? NaN);
    rules[to] = isOld ? (rules[old] ?? NaN) : (pair?.rule ?? NaN);
    if (isOld) old--;
    else next--;
  }
}
