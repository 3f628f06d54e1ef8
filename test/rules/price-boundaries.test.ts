import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/alerts/decide.ts';
import { NEW_RULE_STATE, type RuleState } from '../../src/core/rule.ts';
import { instant } from '../../src/core/time.ts';
import { priceBoundaries } from '../../src/rules/price-boundaries.ts';
import { readyRule, type ReadyRule } from '../../src/rules/ready.ts';
import { aView } from './support.ts';

function ready(condition: string): ReadyRule {
  const found = readyRule(`NVDA ${condition}`);
  if (found === undefined) throw new Error(`${condition} is no condition`);
  return found;
}

const armed = (condition: string) => priceBoundaries(ready(condition), 'armed');
const firing = (condition: string) => priceBoundaries(ready(condition), 'firing');

describe('a rule waits', () => {
  test.each<[condition: string, armed: readonly number[], firing: readonly number[]]>([
    ['> 200', [200], [199]],
    ['>= 200', [200], [199]],
    ['< 200', [200], [201]],
    ['<= 200 rearm:2%', [200], [204]],
    ['x> 200 rearm:3pt', [200], [197]],
    ['x< 200', [200], [201]],
    ['x 200', [200], [199, 201]],
    ['in 100..200', [100, 200], [99.5, 201]],
    ['outside 100..200', [100, 200], [100.5, 199]],
    ['exits 100..200', [100, 200], [100.5, 199]],
    // Half of a range always stays.
    ['outside 199..200 rearm:5%', [199, 200], [199.25, 199.75]],
    ['> 200 every:once cooldown:0', [200], [199]],
    ['150 <= price', [150], [149.25]],
    ['x> 2*75', [150], [149.25]],
  ])('with %s', (...[condition, whenArmed, whenFiring]) => {
    expect(armed(condition)).toEqual(whenArmed);
    expect(firing(condition)).toEqual(whenFiring);
  });
});

describe('a rule has to be judged at every price', () => {
  test.each(['is > 200', '> 200 for:10m', '> 200 worsen:2%', 'is outside 100..200'])(
    'that lasts: %s',
    (condition) => {
      expect(armed(condition)).toBeUndefined();
      expect(firing(condition)).toBeUndefined();
    },
  );

  test.each([
    'change > 3%',
    '+5% since now',
    'price * 2 > 200',
    '> 200 and < 300',
    'not > 200',
    'change in 1..2',
  ])('that reads anything else: %s', (condition) => {
    expect(armed(condition)).toBeUndefined();
  });

  test('that has not been judged, or is counting', () => {
    expect(priceBoundaries(ready('> 200'), 'new')).toBeUndefined();
    expect(priceBoundaries(ready('> 200'), 'pending')).toBeUndefined();
  });
});

function nextTo(number: number, by: -1 | 0 | 1): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, number);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(by));
  return bits.getFloat64(0);
}

const cents = (min: number, max: number) => fc.integer({ min, max }).map((n) => n / 100);
const level = cents(5_000, 15_000);
const condition = fc.oneof(
  fc
    .tuple(fc.constantFrom('>', '>=', '<', '<=', 'x', 'x>', 'x<'), level)
    .map(([op, number]) => `${op} ${number}`),
  fc
    .tuple(fc.constantFrom('in', 'outside', 'exits'), level, cents(1, 3_000))
    .map(([op, low, width]) => `${op} ${low}..${Math.round((low + width) * 100) / 100}`),
);
const rearm = fc.oneof(
  fc.constant(''),
  cents(0, 1_000).map((pct) => ` rearm:${pct}%`),
  cents(0, 6_000).map((points) => ` rearm:${points}pt`),
);

const state = fc.record({
  phase: fc.constantFrom<RuleState['phase']>('armed', 'firing'),
  seq: fc.constantFrom(0, 3),
  rangAt: fc.constantFrom(undefined, instant(0)),
  rangValue: fc.constantFrom(undefined, 100),
});

test('a rule that stayed as it was stays so until the price comes to a boundary', () => {
  let quiet = 0;
  const where = fc.tuple(fc.nat(3), fc.constantFrom<-1 | 0 | 1>(-1, 0, 1), fc.boolean());
  fc.assert(
    fc.property(
      fc.tuple(condition, rearm).map(([words, distance]) => words + distance),
      state,
      fc.record({ places: fc.tuple(where, where, where), anywhere: cents(4_000, 20_000) }),
      (words, known, { places, anywhere }) => {
        const rule = ready(words);
        const before = { ...NEW_RULE_STATE, ...known };
        const boundaries = priceBoundaries(rule, before.phase) ?? [];
        // Prices right beside the numbers that a rule looks at, in either phase.
        const marks = [armed(words), firing(words)].flatMap((some) => some ?? []);
        const [first = 1, second = 1, third = 1] = places.map(([n, by, isNear]) =>
          isNear ? nextTo(marks[n % marks.length] ?? 1, by) : anywhere + n,
        );
        const after = (price: number, previous: number) => {
          const { verdict, held, value } = rule.compiled.judge(aView({ price, previous }));
          const signal = { verdict, held, value, at: instant(1) };
          const { policy } = rule;
          return decide({ state: before, signal, policy, silence: () => undefined }, instant(1));
        };
        fc.pre(after(second, first).next === before);
        const [least, most] = [Math.min(second, third), Math.max(second, third)];
        fc.pre(!boundaries.some((one) => one >= least && one <= most));
        quiet++;
        expect(after(third, second)).toEqual({
          next: before,
          alert: undefined,
          isSpent: false,
          isOver: false,
        });
        expect(after(third, second).next).toBe(before);
      },
    ),
    { numRuns: 3_000 },
  );
  expect(quiet).toBeGreaterThan(500);
});
