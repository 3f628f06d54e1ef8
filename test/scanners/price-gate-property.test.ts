import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { userId } from '../../src/core/people.ts';
import type { StoredRule } from '../../src/core/records.ts';
import type { RuleState } from '../../src/core/rule.ts';
import { MINUTE_MS } from '../../src/core/time.ts';
import { CHAT } from '../support/database.ts';
import { AMD, aQuotesDesk, NVDA, targetOf, type QuotesDesk } from '../support/quotes-desk.ts';

// Whatever happens, in any order: with the gate all that is written down is what it is without.

const quarter = (min: number, max: number) =>
  fc.integer({ min: min * 4, max: max * 4 }).map((n) => n / 4);
const level = quarter(97, 103);
const condition = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('>', '>=', '<', '<=', 'x', 'x>', 'x<'), level)
      .map(([op, number]) => `${op} ${number}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('in', 'outside', 'exits'), level, quarter(1, 3))
      .map(([op, low, width]) => `${op} ${low}..${low + width}`),
  },
  { weight: 1, arbitrary: level.map((number) => `is > ${number}`) },
  { weight: 1, arbitrary: level.map((number) => `> ${number} and change < 2%`) },
  { weight: 1, arbitrary: level.map((number) => `not x< ${number}`) },
  { weight: 1, arbitrary: fc.constantFrom('change > 1%', '±1.5% since now', '+1% 10m') },
);
const modifier = fc.constantFrom(
  '',
  '',
  ' cooldown:0',
  ' cooldown:10m',
  ' rearm:1%',
  ' rearm:0.25pt',
  ' rearm:0%',
  ' every:once',
  ' worsen:1%',
  ' for:1m',
  ' sev:critical',
  ' cooldown:0 rearm:2pt',
);
const text = fc
  .tuple(fc.constantFrom('NVDA', 'NVDA', 'AMD', '@both'), condition, modifier)
  .map(([ticker, words, more]) => `${ticker} ${words}${more}`);
const which = fc.nat(30);

const act = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      does: fc.constant('tick' as const),
      steps: fc.array(
        fc.record({
          NVDA: fc.option(quarter(96, 104), { nil: undefined, freq: 8 }),
          AMD: fc.option(quarter(96, 104), { nil: undefined, freq: 3 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      afterMs: fc.constantFrom(5_000, 30_000, 11 * MINUTE_MS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('fail' as const),
      fails: fc.constantFrom('scan' as const, 'commit' as const),
      NVDA: quarter(96, 104),
    }),
  },
  { weight: 10, arbitrary: fc.record({ does: fc.constant('add' as const), text }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('state' as const),
      which,
      phase: fc.constantFrom<RuleState['phase']>('new', 'armed', 'firing'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('pause' as const), which }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('resume' as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('edit' as const),
      which,
      text,
      keepsState: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('bring' as const), price: level }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('undone' as const), which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('list' as const), isIn: fc.boolean() }),
  },
);

type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

async function perform(desk: QuotesDesk, one: Act): Promise<number> {
  const { rules } = desk.store();
  const known = rules.ofChat(CHAT);
  const rule = 'which' in one ? known[one.which % known.length] : undefined;
  switch (one.does) {
    case 'tick': {
      let judged = 0;
      for (const prices of one.steps) judged += (await desk.tick(prices, one)).length;
      return judged;
    }
    case 'fail':
      return (await desk.tick(one, one)).length;
    case 'add':
      desk.add(`N${known.length}`, one.text);
      return 0;
    case 'bring':
      desk.bring(NVDA, one.price);
      return 0;
    case 'list':
      enlist(desk, one.isIn);
      return 0;
    case 'restart':
      desk.restart();
      return 0;
    default:
      if (rule !== undefined) meddle(desk, one, rule);
      return 0;
  }
}

/** Has AMD in the list of both, or not; NVDA always is. */
function enlist(desk: QuotesDesk, isIn: boolean): void {
  const { lists } = desk.store();
  const tickers = isIn ? [NVDA, AMD] : [NVDA];
  lists.add({ chat: CHAT, name: 'both', tickers, by: userId(7) }, desk.now());
  if (!isIn) lists.drop(CHAT, 'both', [AMD]);
}

type Meddling = Extract<Act, { readonly which: number }>;

function meddle(desk: QuotesDesk, one: Meddling, { id, target }: StoredRule): void {
  const ticker = target.kind === 'ticker' ? target.ticker : NVDA;
  const store = desk.store();
  const { rules } = store;
  const state = rules.state(id, ticker);
  switch (one.does) {
    case 'state':
      return rules.putState(id, ticker, { ...state, phase: one.phase });
    case 'pause':
      return rules.setStatus(id, 'paused', desk.now());
    case 'resume':
      return rules.setStatus(id, 'on', desk.now());
    case 'edit': {
      const to = targetOf(one.text);
      const wish = { text: one.text, target: to, reference: 100, expiresAt: undefined };
      rules.rewrite(id, wish, desk.now());
      if (one.keepsState) rules.putState(id, to.kind === 'ticker' ? to.ticker : AMD, state);
      return undefined;
    }
    case 'undone': {
      const undone = () =>
        store.transact(() => {
          rules.putState(id, ticker, { ...state, phase: 'firing' });
          throw new Error('undone');
        });
      expect(undone).toThrow('undone');
    }
  }
}

test('skipping changes nothing that is written down', async () => {
  const counts = { gated: 0, open: 0, alerts: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 12 }),
      fc.array(act, { minLength: 10, maxLength: 30 }),
      async (texts, acts) => {
        const [gated, open] = [aQuotesDesk(true), aQuotesDesk(false)];
        for (const desk of [gated, open]) {
          enlist(desk, true);
          for (const [n, words] of texts.entries()) desk.add(`R${n}`, words);
        }
        for (const one of acts) {
          counts.gated += await perform(gated, one);
          counts.open += await perform(open, one);
          expect(gated.written()).toEqual(open.written());
        }
        counts.alerts += open.store().alerts.newest(1_000).length;
      },
    ),
    { numRuns: 20 },
  );
  expect(counts.alerts).toBeGreaterThan(60);
  expect(counts.gated).toBeLessThan(counts.open * 0.9);
}, 120_000);
