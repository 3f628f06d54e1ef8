import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { z } from 'zod';
import type { Bars } from '../../src/core/market.ts';

/** Series computed elsewhere, when they lie beside the repository; an extra check, never a need. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'oracles');

const cells = z.array(z.number().nullable());
const input = z.looseObject({
  date: z.array(z.string()),
  open: z.array(z.number()).optional(),
  high: z.array(z.number()),
  low: z.array(z.number()),
  close: z.array(z.number()),
});

/** A column of figures; null is a bar that is not asserted. */
export const column = (expected: unknown, name: string) => cells.parse(field(expected, name));

export const indices = (expected: unknown, name: string) =>
  z.array(z.number()).parse(field(expected, name));

export function field(from: unknown, name: string): unknown {
  return z.looseObject({}).parse(from)[name];
}

/** Runs `check` on the file, or skips, saying so, where it is absent. */
export function withOracle(
  name: string,
  check: (oracle: { readonly input: unknown; readonly expected: unknown }) => void,
): void {
  const file = join(FOLDER, `${name}.json`);
  if (!existsSync(file)) {
    test.skip(`${name} is absent here (../shared/oracles)`);
    return;
  }
  const { input, expected } = z
    .looseObject({ input: z.unknown(), expected: z.unknown() })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  test(name, () => check({ input, expected }));
}

export function barsFrom(from: unknown): Bars & { readonly date: readonly string[] } {
  const { date, open, high, low, close } = input.parse(from);
  const column = (values: readonly number[]) => Float64Array.from(values);
  return {
    date,
    openedAt: Float64Array.from(date, (day) => Date.parse(day)),
    open: column(open ?? close),
    high: column(high),
    low: column(low),
    close: column(close),
    volume: new Float64Array(close.length),
  };
}

/** The bars where `actual` is further from the figure than allowed; empty when they agree. */
export function disagreements(
  actual: ArrayLike<number>,
  wanted: readonly (number | null)[],
  { abs = 0, rel = 0 }: { abs?: number; rel?: number } = {},
): readonly string[] {
  return wanted.flatMap((want, bar) => {
    const got = actual[bar] ?? NaN;
    const isRight = want === null || Math.abs(got - want) <= abs + rel * Math.abs(want);
    return isRight ? [] : [`bar ${bar}: ${got}, not ${want}`];
  });
}
