import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/core/time.ts';
import { readBacktest, spellBacktest } from '../../src/rules/backtest-line.ts';
import { caretLines } from '../../src/rules/problem.ts';

function line(text: string) {
  const read = readBacktest(text);
  return read.kind === 'line' ? read.line : expect.fail(read.problem.why);
}

function problem(text: string) {
  const read = readBacktest(text);
  return read.kind === 'problem' ? read.problem : expect.fail(`${text} was read`);
}

/** The words over the carets. */
function pointed(text: string): string {
  const [read, carets] = caretLines(problem(text));
  return read.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1);
}

describe('a line', () => {
  test.each([
    ['NVDA rsi14 x< 30 since 2020', 'NVDA rsi14 x< 30', { kind: 'on', at: Date.UTC(2020, 0) }],
    [
      'nvda price x> sma200 2018-01-31',
      'NVDA x> sma200',
      { kind: 'on', at: Date.UTC(2018, 0, 31) },
    ],
    ['NVDA rsi14 x< 30 5y', 'NVDA rsi14 x< 30', { kind: 'ago', ms: 5 * 365.25 * DAY_MS }],
    ['NVDA rsi14 x< 30 since 90d', 'NVDA rsi14 x< 30', { kind: 'ago', ms: 90 * DAY_MS }],
    ['NVDA rsi14 x< 30 MAX', 'NVDA rsi14 x< 30', { kind: 'max' }],
    ['NVDA rsi14 x< 30', 'NVDA rsi14 x< 30', undefined],
    ['NVDA +5% 1d', 'NVDA +5% 1d', undefined],
    ['NVDA ±8% since now', 'NVDA ±8% since now', undefined],
    ['NVDA > 150 note:"stop here, exit 5y"', 'NVDA > 150 note:"stop here, exit 5y"', undefined],
    ['NVDA > 2020', 'NVDA > 2020', undefined],
    ['NVDA > 150 exp:2030-12-31', 'NVDA > 150 exp:2030-12-31', undefined],
  ])('%s', (text, asked, since) => {
    expect(line(text)).toMatchObject({ asked, since, trade: undefined });
  });

  test.each([
    ['8%', { isTrailing: false, distance: { kind: 'percent', pct: 8 } }],
    ['-8 %', { isTrailing: false, distance: { kind: 'percent', pct: 8 } }],
    ['3atr', { isTrailing: false, distance: { kind: 'ranges', times: 3, period: 14 } }],
    ['2.5 ATR', { isTrailing: false, distance: { kind: 'ranges', times: 2.5, period: 14 } }],
    ['3atr10', { isTrailing: false, distance: { kind: 'ranges', times: 3, period: 10 } }],
    ['2N', { isTrailing: false, distance: { kind: 'ranges', times: 2, period: 20 } }],
    ['trail 10%', { isTrailing: true, distance: { kind: 'percent', pct: 10 } }],
    ['trailing 3atr', { isTrailing: true, distance: { kind: 'ranges', times: 3, period: 14 } }],
  ])('stop %s', (stop, wish) => {
    expect(line(`NVDA x> sma50 exit x< sma20 stop ${stop}`).trade?.stop).toEqual(wish);
  });

  test('has its parts in any order, and one cost for both ways', () => {
    const { trade, asked } = line('NVDA x> sma50 since 5y trail 3atr cost:0.05% exit x< sma20');
    expect(trade).toMatchObject({ costPct: 0.05, exit: { text: 'NVDA x< sma20' } });
    expect(asked).toBe('NVDA x> sma50 exit x< sma20 stop trail 3atr cost:0.05%');
    expect(line('NVDA x> sma50 stop 8%').trade).toMatchObject({ costPct: 0.1, exit: undefined });
    expect(line('NVDA x> sma50 exit nvda x< sma20').trade?.exit?.text).toBe('NVDA x< sma20');
  });

  test('reads back as itself, over any stretch', () => {
    const entry = fc.constantFrom('NVDA rsi14 x< 30', 'BTC-USD +5% 1d', '@semis td9 buy', '* > 5');
    const exit = fc.constantFrom('', ' exit x< sma20', ' exit rsi2 x> 70 for:2bars');
    const stop = fc.constantFrom('', ' stop 8%', ' stop 2N', ' stop trail 3atr', ' trail 2.5%');
    const cost = fc.constantFrom('', ' cost:0%', ' cost:0.25%');
    const since = fc.constantFrom(
      '',
      ' since 2019',
      ' 5y',
      ' max',
      ' since 2019-02-03',
      ' since 45d',
    );
    fc.assert(
      fc.property(fc.tuple(entry, exit, stop, cost, since), (parts) => {
        const first = line(parts.join(''));
        const second = line(spellBacktest(first.asked, first.since));
        expect(second.asked).toBe(first.asked);
        expect(second.since).toEqual(first.since);
        expect(second.trade).toEqual(first.trade);
      }),
    );
  });
});

describe('what cannot be read', () => {
  test.each([
    ['NVDA rsi14 x< 300 exit x< sma20', '300'],
    ['NVDA x> sma50 exit rsi14 x> 300 since 2020', '300'],
    ['NVDA x> sma50 exit NVDA rsi14 x> 300', '300'],
    ['NVDA x> sma50 exit x< smma20 stop 8%', 'smma20'],
    ['NVDA x> sma50 exit x< sma20 stop 132.50', '132.50'],
    ['NVDA x> sma50 exit x< sma20 stop 1,5%', '1,5%'],
    ['NVDA x> sma50 since yesterday', 'yesterday'],
    ['NVDA x> sma50 since 2020-02-31', '2020-02-31'],
    ['NVDA x> sma50 exit x< sma20 cost:12%', 'cost:12%'],
    ['NVDA x> sma50 exit', 'exit'],
    ['NVDA x> sma50 exit stop 8%', 'exit'],
  ])('%s is pointed at in the whole line', (text, word) => {
    expect(pointed(text)).toBe(word);
  });

  test('is repaired as a whole line', () => {
    expect(problem('NVDA x> sma50 exit rsi14 x> 300 stop 8% since 2020').repairs).toContain(
      'NVDA x> sma50 exit rsi14 x> 70 stop 8% since 2020',
    );
    expect(problem('NVDA rsi14 x< 300 exit x< sma20 5y').repairs[0]).toBe(
      'NVDA rsi14 x< 30 exit x< sma20 since 5y',
    );
    expect(problem('NVDA x> sma50 exit x< sma20 stop 132.50').repairs).toEqual([
      'NVDA x> sma50 exit x< sma20 stop 8%',
      'NVDA x> sma50 exit x< sma20 stop 3atr',
      'NVDA x> sma50 exit x< sma20 stop trail 10%',
    ]);
  });

  test('is never more than a problem, and every repair can be read', () => {
    const words = fc.constantFrom(
      ...'NVDA price x> sma50 exit stop trail since now 8% 3atr 2020 max 5y cost:0.1% note:"exit rsi14 30 , ( @1h'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), fc.string({ maxLength: 8 }), (some, tail) => {
        const read = readBacktest([...some, tail].join(' '));
        if (read.kind === 'line') return;
        const { from, to, repairs } = read.problem;
        expect(from).toBeLessThan(to);
        for (const repair of repairs) expect(readBacktest(repair).kind).toBe('line');
      }),
      { numRuns: 400 },
    );
  });
});
