import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Bars } from '../../src/core/market.ts';

export type Tolerance = { readonly abs?: number | undefined; readonly rel?: number | undefined };

/** A file of inputs with outputs that others computed. */
export type Oracle = {
  readonly bars: Bars;
  readonly input: unknown;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tolerance: Tolerance;
};

const cells = z.array(z.number()).optional();

const file = z.looseObject({
  input: z.looseObject({ open: cells, high: cells, low: cells, close: cells, volume: cells }),
  expected: z.record(z.string(), z.unknown()),
  tolerance: z.union([
    z.object({ abs: z.number().optional(), rel: z.number().optional() }),
    z.string().startsWith('exact'),
  ]),
});

export function readOracle(path: string): Oracle {
  const { input, expected, tolerance } = file.parse(JSON.parse(readFileSync(path, 'utf8')));
  const length = input.close?.length ?? input.volume?.length ?? 0;
  const column = (values: readonly number[] | undefined) =>
    values === undefined ? new Float64Array(length).fill(NaN) : Float64Array.from(values);
  const bars = {
    openedAt: column(undefined),
    open: column(input.open),
    high: column(input.high),
    low: column(input.low),
    close: column(input.close),
    volume: column(input.volume),
  };
  return { bars, input, expected, tolerance: typeof tolerance === 'string' ? {} : tolerance };
}

/** The bars where ours is further from the figure than allowed. A null is not asserted. */
export function disagreements(
  found: ArrayLike<number>,
  wanted: readonly (number | null)[],
  { abs = 0, rel = 0 }: Tolerance,
): readonly string[] {
  return wanted.flatMap((want, bar) => {
    const got = found[bar] ?? NaN;
    const isRight = want === null || Math.abs(got - want) <= abs + rel * Math.abs(want);
    return isRight ? [] : [`bar ${bar}: ${got}, not ${want}`];
  });
}

/**
 * From which bar on a series of TA-Lib is asserted. It seeds the fast average of a MACD late, and sums one move less into the
 * first averages of an ADX; the seeds wear off.
 */
export const TALIB_LATE: Readonly<Record<string, number>> = {
  macd: 97,
  macdSignal: 105,
  macdHist: 105,
  plusDI14: 205,
  minusDI14: 205,
  adx14: 244,
};
