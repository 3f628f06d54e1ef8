import type { Bars } from '../core/market.ts';

/** A turning point: `price` is the bar's high (H) or low (L), or its close when legs are drawn from closes. */
export type ZigzagPoint = {
  readonly index: number;
  /** Epoch milliseconds of the bar. */
  readonly openedAt: number;
  readonly price: number;
  readonly type: 'H' | 'L';
} & (
  | {
      readonly status: 'confirmed';
      /** The bar that turned far enough. */ readonly knownAt: number;
    }
  /** `start` is where the first leg begins; `provisional` the extreme so far, which moves on while the last leg runs. */
  | { readonly status: 'start' | 'provisional' }
);

type Found = {
  readonly bar: number;
  readonly type: 'H' | 'L';
  readonly knownAt: number | undefined;
};

/** The legs of a zig-zag over two series that are the same when it is drawn from closes. */
export function zigzagLegs(
  bars: Bars,
  { highs, lows }: { readonly highs: Float64Array; readonly lows: Float64Array },
  pct: number,
): readonly ZigzagPoint[] {
  const found: Found[] = [];
  const high = (bar: number) => highs[bar] ?? NaN;
  const low = (bar: number) => lows[bar] ?? NaN;
  const isUp = (from: number, bar: number) => high(bar) >= low(from) + share(low(from), pct);
  const isDown = (from: number, bar: number) => low(bar) <= high(from) - share(high(from), pct);

  // The furthest bars of the leg under way, of equal ones the last; before the first turn, of all bars so far.
  let top = -1;
  let bottom = -1;
  let leg: 'up' | 'down' | undefined;
  for (let i = 0; i < highs.length; i++) {
    if (Number.isNaN(high(i)) || Number.isNaN(low(i))) continue;
    if (leg !== 'down' && !(high(i) < high(top))) top = i;
    if (leg !== 'up' && !(low(i) > low(bottom))) bottom = i;
    // A bar that goes on cannot turn as well: nobody knows which of its ends came first.
    const turnsUp = leg !== 'up' && bottom < i && isUp(bottom, i);
    const turnsDown = leg !== 'down' && top < i && isDown(top, i);
    if (turnsUp === turnsDown) continue;
    const knownAt = leg === undefined ? undefined : i;
    found.push(turnsUp ? { bar: bottom, type: 'L', knownAt } : { bar: top, type: 'H', knownAt });
    leg = turnsUp ? 'up' : 'down';
    if (turnsUp) top = i;
    else bottom = i;
  }
  const point = ({ bar, type }: Found) => ({
    index: bar,
    openedAt: bars.openedAt[bar] ?? NaN,
    price: type === 'H' ? high(bar) : low(bar),
    type,
  });
  const points: ZigzagPoint[] = found.map((one) =>
    one.knownAt === undefined
      ? { ...point(one), status: 'start' }
      : { ...point(one), status: 'confirmed', knownAt: one.knownAt },
  );
  if (leg === undefined) return points;
  const last: Found =
    leg === 'up'
      ? { bar: top, type: 'H', knownAt: undefined }
      : { bar: bottom, type: 'L', knownAt: undefined };
  return [...points, { ...point(last), status: 'provisional' }];
}

function share(price: number, pct: number): number {
  return (Math.abs(price) * pct) / 100;
}
