import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/alerts/decide.ts';
import { backtestApp, type BacktestDeps, type BacktestReport } from '../../src/app/backtest.ts';
import { reachOf } from '../../src/app/bar-plan.ts';
import { studyOf } from '../../src/app/backtest-study.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import type { BarSeries } from '../../src/core/market.ts';
import type { BarWant, KeptBars } from '../../src/core/ports/bar-keeper.ts';
import { NEW_RULE_STATE, type RuleState } from '../../src/core/rule.ts';
import { DAY_MS, instant } from '../../src/core/time.ts';
import { barView } from '../../src/rules/bar-view.ts';
import { createDesk } from '../../src/rules/desk.ts';
import { readyRule } from '../../src/rules/ready.ts';
import { aView } from '../rules/support.ts';
import { barsOf, type BarWish } from '../support/bars.ts';
import { CHAT } from '../support/database.ts';
import { walk } from '../support/daily-bars.ts';

const NOW = instant(Date.UTC(2026, 0, 5, 12));
const QUOTE = aView({}).quote;

/** Daily bars that close at midnight, the last one today's beginning. Numbers are closes. */
function daysOf(rows: readonly (number | Omit<BarWish, 'at'>)[]): KeptBars {
  const end = Math.floor(NOW / DAY_MS) * DAY_MS;
  const bars = barsOf(
    rows.map((row, n) => ({
      at: end - (rows.length - n) * DAY_MS,
      ...(typeof row === 'number' ? { close: row } : row),
    })),
  );
  return {
    timeframe: '1d',
    bars,
    closesAt: bars.openedAt.map((at) => at + DAY_MS),
    source: 'test',
    askedAt: NOW,
    forming: undefined,
  };
}

function aLab(kept: Readonly<Record<string, KeptBars>>) {
  const wants: BarWant[] = [];
  const deps = {
    clock: () => NOW,
    defaultZone: 'UTC',
    calendar: createCalendar(),
    store: {
      actions: { of: () => [] },
      chats: { get: () => undefined },
      lists: { ofChat: () => [], tickers: () => undefined },
      rules: {
        byCode: (_: unknown, code: string) => (code === 'R7K2' ? { text: 'X > 5' } : undefined),
      },
      targets: {
        tickersOf: ({ target }: { target: { ticker?: string } }) =>
          target.ticker === undefined ? ['X', 'Y'] : [target.ticker],
      },
      quotes: { get: () => undefined },
    },
    market: {
      quotes: (tickers: readonly string[]) =>
        Promise.resolve({
          quotes: new Map(
            tickers.map((ticker) => [
              ticker,
              {
                ...QUOTE,
                ticker,
                at: NOW,
                instrument: { ...QUOTE.instrument, ticker, market: 'always' },
              },
            ]),
          ),
          unknown: [],
          failures: [],
        }),
      suggest: () => Promise.resolve([]),
    },
    bars: {
      topUp(wanted: readonly BarWant[]) {
        wants.push(...wanted);
        return Promise.resolve([]);
      },
      read: (_: unknown, timeframe: string) => kept[timeframe],
      actions: () => [],
    },
  } as unknown as BacktestDeps;
  return {
    wants,
    run: (text: string) => backtestApp(deps).run(text, CHAT),
    async report(text: string): Promise<BacktestReport> {
      const answer = await backtestApp(deps).run(text, CHAT);
      return answer.kind === 'report' ? answer : expect.fail(JSON.stringify(answer));
    },
    async study(text: string) {
      const [one] = (await this.report(text)).each;
      return one?.kind === 'study' ? one : expect.fail(JSON.stringify(one));
    },
    async trading(text: string) {
      const [one] = (await this.report(text)).each;
      return one?.kind === 'trading' ? one : expect.fail(JSON.stringify(one));
    },
  };
}

const flat = (count: number, price = 90) => Array.from({ length: count }, () => price);

describe('what a rule would have done', () => {
  // Above 100 on the 31st and 38th of 60 bars.
  const closes = [...flat(30), 110, ...flat(6), 120, 132, ...flat(21)];

  test('is its firings, and the moves after them beside those of every bar', async () => {
    const study = await aLab({ '1d': daysOf(closes) }).study('X > 100 every:close');
    expect(study.rings.map(({ index, price }) => [index, price])).toEqual([
      [30, 110],
      [37, 120],
    ]);
    const [one, five, twenty] = study.after;
    expect([...(one?.moves.rings ?? [])]).toEqual([((90 - 110) * 100) / 110, 10]);
    expect(one?.rings).toMatchObject({ n: 2, upPct: 50 });
    expect(one?.rings.meanPct).toBeCloseTo((10 - 2000 / 110) / 2, 10);
    // All bars but the last: up into 110, into 120 and into 132.
    expect(one?.all.n).toBe(59);
    expect(one?.all.upPct).toBeCloseTo((100 * 3) / 59, 10);
    expect(five?.all.n).toBe(55);
    expect(twenty?.rings).toMatchObject({ n: 2, upPct: 0 });
    expect(study.falls).toMatchObject({ n: 2, worstPct: -25 });
    expect(study.overlapping).toBe(1);
  });

  test('is counted over the stretch that was asked for and no more', async () => {
    const lab = aLab({ '1d': daysOf(closes) });
    const study = await lab.study('X > 100 every:close since 25d');
    expect(study.rings.map(({ index }) => index)).toEqual([37]);
    expect(study.bars).toBe(26);
    expect(study.late).toBeUndefined();
    expect((await lab.study('X > 100 every:close since 2020')).late).toBe('bars');
  });

  test('knows nothing of what came after the stretch', () => {
    const base = daysOf(closes);
    const ready = readyRule('X > 100 every:close') ?? expect.fail();
    const desk = createDesk((timeframe) => (timeframe === '1d' ? base : undefined));
    const until = instant(base.closesAt[40] ?? NaN);
    const trial = { ready, timeframe: '1d', desk, quote: QUOTE } as const;
    const study = studyOf(trial, { since: instant(0), until });
    if (study.kind === 'untried') expect.fail(study.why);
    expect(study.bars).toBe(41);
    expect(study.after.map(({ rings }) => rings.n)).toEqual([2, 1, 0]);
    expect(study.falls.n).toBe(0);
  });

  test('begins where its values are ready, and says so', async () => {
    const study = await aLab({ '1d': daysOf(walk(400)) }).study('X close > sma200 max');
    expect(study.bars).toBeLessThanOrEqual(200);
    expect(study.late).toBe('values');
  });

  test('is not told from too few bars', async () => {
    const lab = aLab({ '1d': daysOf(flat(50)) });
    const [one] = (await lab.report('X close > sma200')).each;
    expect(one).toMatchObject({ kind: 'untried', why: expect.stringContaining('there are 50') });
    const [other] = (await lab.report('X ±8% since now')).each;
    expect(other).toMatchObject({ kind: 'untried', why: expect.stringContaining('measured from') });
  });

  test('of each ticker of a list, tried by itself', async () => {
    const { each, isSeveral } = await aLab({ '1d': daysOf(closes) }).report('* > 100 every:close');
    expect(isSeveral).toBe(true);
    expect(each.map((one) => (one.kind === 'study' ? one.rings.length : one.kind))).toEqual([2, 2]);
  });

  test('may be asked for by the name of a rule', async () => {
    const { said } = await aLab({ '1d': daysOf(closes) }).report('r7k2 5y');
    expect(said.entry.text).toBe('X > 5');
  });
});

describe('the bars it takes', () => {
  test('are asked for as far back as was wished, with what its values need before', async () => {
    const lab = aLab({ '1d': daysOf(walk(3_000)) });
    await lab.report('X close > sma200 since 2020');
    const days = lab.wants.find(({ timeframe }) => timeframe === '1d') ?? expect.fail();
    const reach = reachOf(days, createCalendar(), NOW);
    const needed = Date.UTC(2020, 0) - 200 * DAY_MS;
    expect(reach).toBeLessThanOrEqual(needed);
    expect(reach).toBeGreaterThan(needed - 150 * DAY_MS);
  });

  test('short ones of long ago are refused in words, and nobody is asked', async () => {
    const lab = aLab({});
    const answer = await lab.run('X rsi14@5m x< 30 since 2015');
    expect(answer).toMatchObject({ kind: 'too-far', timeframe: '5m', asked: 'X rsi14@5m x< 30' });
    expect(lab.wants).toEqual([]);
  });

  test('a rule on prices is tried on hours, and on days where hours do not reach', async () => {
    const hours = { ...daysOf(flat(40)), timeframe: '1h' } as const;
    const lab = aLab({ '1h': hours, '1d': daysOf(flat(400)) });
    expect((await lab.study('X > 100 since 30d')).timeframe).toBe('1h');
    expect(await lab.study('X > 100 since 2019')).toMatchObject({
      timeframe: '1d',
      isCoarse: true,
    });
    expect(await lab.run('X +5% 1h since 2019')).toMatchObject({
      kind: 'too-far',
      timeframe: '1h',
    });
  });
});

describe('trading it', () => {
  // Decided at 110, in at 112; decided below 100, out at 96.
  const rows = [
    ...flat(30),
    { open: 90, close: 110 },
    { open: 112, close: 120, low: 111 },
    { open: 120, close: 98, low: 97 },
    { open: 96, close: 95 },
    ...flat(20, 95),
  ];

  test('is filled at the open after the decision, with costs both ways', async () => {
    const lab = aLab({ '1d': daysOf(rows) });
    const { trades, result, held } = await lab.trading('X > 100 exit < 100');
    expect(trades).toMatchObject([{ entryPrice: 112, exitPrice: 96, why: 'signal' }]);
    expect(trades[0]?.pct).toBeCloseTo((100 * (96 - 112 - 0.001 * (96 + 112))) / 112, 10);
    expect(result.stats.buyAndHoldPct).toBeCloseTo((100 * 5) / 90, 10);
    expect(held.at(-1)).toBeCloseTo((10_000 * 95) / 90, 8);
    const free = await lab.trading('X > 100 exit < 100 cost:0%');
    expect(free.trades[0]?.pct).toBeCloseTo((100 * (96 - 112)) / 112, 10);
  });

  test('is left at its stop: from the fill, behind the best close, or by ranges from the fill', async () => {
    const lab = aLab({ '1d': daysOf(rows) });
    const exits = async (stop: string) =>
      (await lab.trading(`X > 100 ${stop} cost:0%`)).trades.map(({ exitPrice, why }) => [
        Math.round(exitPrice * 1_000) / 1_000,
        why,
      ]);
    expect(await exits('stop 5%')).toEqual([[106.4, 'stop']]);
    expect(await exits('stop trail 10%')).toEqual([[108, 'stop']]);
    // The true ranges before were 0 but for the last, 20: a third of it lies 6.667 under the fill.
    expect(await exits('stop 0.5atr10')).toEqual([[111, 'stop']]);
    expect(await exits('stop 50%')).toEqual([[95, 'end']]);
  });

  test('enters when its condition begins, however often it would have been kept from ringing', async () => {
    const swings = [...flat(30), 110, 90, 110, 90, 110, 90, ...flat(20)];
    const { trades } = await aLab({ '1d': daysOf(swings) }).trading(
      'X > 100 every:close cooldown:30d exit < 100',
    );
    expect(trades).toHaveLength(3);
  });
});

test('a rule fires on exactly the bars on which it would have rung live', () => {
  const rules = fc.constantFrom(
    'X close > sma5',
    'X rsi5 < 40 cooldown:3d',
    'X price x> sma10 rearm:2%',
    'X close > close[1] for:2bars',
    'X is > 101',
    'X +3% 1d',
    'X td9 buy or close < low5',
  );
  const moves = fc.array(fc.double({ min: -0.03, max: 0.03, noNaN: true }), {
    minLength: 90,
    maxLength: 120,
  });
  fc.assert(
    fc.property(rules, moves, fc.integer({ min: 21, max: 60 }), (text, steps, days) => {
      let price = 100;
      const base = daysOf(steps.map((step) => (price *= 1 + step)));
      const ready = readyRule(text) ?? expect.fail(text);
      const desk = createDesk((timeframe) => (timeframe === '1d' ? base : undefined));
      const since = instant(NOW - days * DAY_MS);
      const study = studyOf({ ready, timeframe: '1d', desk, quote: QUOTE }, { since, until: NOW });
      if (study.kind === 'untried') return;
      const from = base.closesAt.length - study.bars;
      expect(study.rings.map(({ index }) => index)).toEqual(lived(text, base, from));
    }),
    { numRuns: 150 },
  );
});

/** What a rule armed before bar `from` rings, given one new bar after the other, each judged when it is the last. */
function lived(text: string, whole: BarSeries, from: number): readonly number[] {
  const ready = readyRule(text) ?? expect.fail(text);
  const rung: number[] = [];
  let state: RuleState = NEW_RULE_STATE;
  for (let index = from; index < whole.closesAt.length; index++) {
    const cut = (column: Float64Array) => column.slice(0, index + 1);
    const { openedAt, open, high, low, close, volume } = whole.bars;
    const base: BarSeries = {
      timeframe: '1d',
      closesAt: cut(whole.closesAt),
      bars: {
        openedAt: cut(openedAt),
        open: cut(open),
        high: cut(high),
        low: cut(low),
        close: cut(close),
        volume: cut(volume),
      },
    };
    const desk = createDesk((timeframe) => (timeframe === '1d' ? base : undefined));
    const view = barView({ desk, base, quote: QUOTE, reference: undefined }, index);
    const { verdict, held, value } = ready.compiled.judge(view);
    const signal = { verdict, held, value, at: view.quote.at };
    const decision = decide(
      { state, signal, policy: ready.policy, silence: () => undefined },
      signal.at,
    );
    state = decision.next;
    if (decision.alert && !decision.alert.reason.startsWith('suppressed')) rung.push(index);
  }
  return rung;
}
