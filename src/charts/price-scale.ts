import { scaleFor, spanOf, type Rows, type Scale, type Span } from './scale.ts';

/** What the price's axis has to do justice to. */
export type Priced = {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly overlays: readonly Float64Array[];
  readonly levels: readonly number[];
};

/** How much of the bars' own height may be added above and below them for what lies there. */
const STRETCH = 0.5;

/**
 * The scale of the price. Bars are shown whole. Overlays and levels are, as far as the bars stay legible: a stop at half the
 * price must not press a month's candles into a line.
 */
export function priceScale(
  { low, high, overlays, levels }: Priced,
  rows: Rows,
  marginPx: number,
): Scale {
  const own = spanOf([low, high]) ?? spanOf(overlays) ?? { low: 0, high: 1 };
  const reach = (own.high - own.low || Math.abs(own.high) * 0.05) * STRETCH;
  const [least, most] = [own.low - reach, own.high + reach];
  const near = levels.filter((price) => price >= least && price <= most);
  const all: Span = spanOf([...overlays, Float64Array.from(near)]) ?? own;
  return scaleFor(
    {
      low: Math.min(own.low, Math.max(least, all.low)),
      high: Math.max(own.high, Math.min(most, all.high)),
    },
    rows,
    marginPx,
  );
}
