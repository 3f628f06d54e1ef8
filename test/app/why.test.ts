import { describe, expect, test } from 'vitest';
import type { WhyFacts } from '../../src/app/why-facts.ts';
import type { Gate } from '../../src/app/why-gates.ts';
import { gateText } from '../../src/bot/views/why-gates.ts';
import { plainText } from '../../src/core/html.ts';
import type { RuleState } from '../../src/core/rule.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../src/core/time.ts';
import { aView } from '../rules/support.ts';
import {
  aMute,
  ARMED,
  CLOSED,
  aStored,
  NOW,
  OPENED_AT,
  whyFacts,
  whyOf,
  type WhyWish,
} from './support.ts';

const READER = { zone: 'America/New_York', now: NOW };
const RANG: RuleState = {
  ...ARMED,
  phase: 'firing',
  seq: 1,
  rangAt: plus(NOW, -20 * MINUTE_MS),
  rangValue: 151,
};

/** The first failing gate and its words; undefined when nothing holds the rule back. */
function silence(wish: WhyWish): readonly [Gate['gate'], string] | undefined {
  const why = whyOf(whyFacts(wish));
  return (
    why.first && [
      why.first.gate,
      plainText(gateText(why.first, why, READER)).replaceAll('\u2060', ''),
    ]
  );
}

function facts(changed: Partial<WhyFacts>): WhyWish {
  return { facts: changed };
}

const status = (fields: Parameters<typeof aStored>[1]) =>
  facts({ rule: aStored('NVDA > 150', fields) });

const quote = whyFacts().price.quote;
const aged = (ms: number) =>
  facts({ price: { quote: quote && { ...quote, at: plus(NOW, -ms) }, trouble: undefined } });

const HOURLY = {
  timeframe: '1h',
  needs: 143,
  has: 200,
  lastClosedAt: NOW,
  source: 'yahoo',
  askedAt: NOW,
  trouble: undefined,
  overdue: undefined,
} as const;
const PACE = {
  timeframe: '1h',
  judgedTo: plus(NOW, -HOUR_MS),
  isWaiting: true,
  nextClose: plus(NOW, HOUR_MS),
} as const;

/** An RSI of 27 on the last hour, which was 31 on the one before. */
function hourly(changed: Partial<WhyFacts> = {}, value = 27, bars = 200): WhyWish {
  const series = () => ({ value, previous: 31, openedAt: NOW - HOUR_MS, closedAt: NOW });
  return {
    text: 'NVDA rsi14@1h < 30',
    view: aView({ price: 151, series }),
    bars,
    facts: { series: [HOURLY], bar: PACE, ...changed },
  };
}

describe('each gate alone is found first, in its own words', () => {
  test.each<[string, WhyWish, Gate['gate'], string | RegExp]>([
    ['paused', status({ status: 'paused' }), 'status', 'It is paused, and so it is not judged'],
    ['done', status({ status: 'done' }), 'status', 'It is done: it has rung once, as asked'],
    ['deleted', status({ status: 'deleted' }), 'status', 'It was deleted'],
    [
      'expired',
      status({ status: 'expired', expiresAt: NOW }),
      'status',
      'It expired on Mon 5 Jan 2026',
    ],
    [
      'unreadable',
      facts({ ready: undefined }),
      'text',
      'I can no longer read its words: NVDA > 150',
    ],
    [
      'chat gone',
      facts({ chat: { isActive: false, why: 'blocked' } }),
      'chat',
      'I can’t write to its chat any more: blocked',
    ],
    [
      'muted',
      facts({ mutes: [aMute()] }),
      'quiet',
      'NVDA is muted until 11:30 EST by Ann: judged and written down, not sent',
    ],
    [
      'snoozed',
      facts({
        mutes: [aMute({ verb: 'snooze', scope: 'rule', subject: 'R7K2', until: undefined })],
      }),
      'quiet',
      'Rule R7K2 is snoozed until somebody ends it by Ann: judged and written down, not sent',
    ],
    [
      'no price',
      facts({ price: { quote: undefined, trouble: undefined } }),
      'price',
      'No price of NVDA has come yet',
    ],
    [
      'trouble',
      facts({
        price: {
          quote,
          trouble: {
            why: 'the price source does not know this ticker',
            since: OPENED_AT,
            isTold: true,
          },
        },
      }),
      'price',
      /^NVDA can’t be judged since 09:30 EST: the price source does not know this ticker; the last price that I believed was 151.00 at 10:29 EST \(4 s old/,
    ],
    [
      'closed',
      facts({ hours: CLOSED }),
      'market',
      'Market closed, opens Tue 6 Jan, 03:30 EST (in 17 h); nothing is judged until then',
    ],
    [
      'stale',
      aged(301_000),
      'quote',
      'The price is too old to be judged: 5 min old, of at most 5 min while its market is open',
    ],
    [
      'no bars',
      hourly({ series: [{ ...HOURLY, has: 0, lastClosedAt: undefined }], part: undefined }),
      'bars',
      'No 1h bars of NVDA have come yet',
    ],
    [
      'late bars',
      hourly({ series: [{ ...HOURLY, lastClosedAt: OPENED_AT, overdue: NOW }] }),
      'bars',
      'Bars are late: 200 of 1h (needs 143), the last closed 09:30 EST, Yahoo Finance; the one that closed 10:30 EST has not come',
    ],
    [
      'too few bars',
      hourly({}, NaN, 9),
      'bars',
      'Too few bars: rsi14@1h still warms up: it needs 140 bars of 1h, and there are 9',
    ],
    [
      'flat',
      hourly({}, NaN),
      'known',
      /^What it takes is not known yet: rsi14@1h has no value although there are enough bars of 1h/,
    ],
    [
      'nothing that long ago',
      { text: 'NVDA -3% 15m' },
      'known',
      'What it takes is not known yet: no price of 15 min ago is kept',
    ],
    [
      'no reference',
      { text: 'NVDA +3% since now' },
      'known',
      /the price that it is measured from has not come yet$/,
    ],
    [
      'no previous close',
      { text: 'NVDA +3% 1d' },
      'known',
      /its source has not told the previous close$/,
    ],
    [
      'not so',
      { view: aView({ price: 148.2 }) },
      'condition',
      'It is not so, by the price of 10:29 EST',
    ],
    [
      'not so on a bar',
      hourly({}, 43),
      'condition',
      'It is not so, by the 1h bar that closed 10:29 EST',
    ],
    [
      'holding',
      {
        text: 'NVDA > 150 for:10m',
        facts: {
          state: {
            ...ARMED,
            phase: 'pending',
            pendingSince: plus(NOW, -4_000 - 4 * MINUTE_MS),
            pendingCount: 3,
          },
        },
      },
      'hold',
      'It must stay so for 10 min: 4 min so far (since 10:25 EST)',
    ],
    [
      'holding bars',
      {
        ...hourly({ state: { ...ARMED, phase: 'pending', pendingSince: NOW, pendingCount: 1 } }),
        text: 'NVDA rsi14@1h < 30 for:3bars',
      },
      'hold',
      'It must stay so for 3 bars: 1 of 3 so far (since 10:30 EST)',
    ],
    [
      'never judged',
      facts({ state: { ...ARMED, phase: 'new' } }),
      'fresh',
      'It has not been judged yet, and the first judgement only notes where it stands',
    ],
    [
      'already so',
      facts({ state: { ...ARMED, phase: 'firing' } }),
      'fresh',
      'It was so already when it was armed: it rings again after it is back at 149.25 or below',
    ],
    [
      'rang',
      { text: 'NVDA > 150 worsen:2% cooldown:0', facts: { state: RANG } },
      'fresh',
      'It rang at 10:10 EST and has not come back since: it rings again after it is back at 149.25 or below, or when it goes 2% further',
    ],
    [
      'held back',
      facts({ state: { ...RANG, rangAt: undefined } }),
      'fresh',
      /^It became so while it was held back, and has not come back since: it rings again after/,
    ],
    [
      'cooling',
      facts({ state: { ...RANG, phase: 'armed' } }),
      'cooldown',
      'It cools down until 11:10 EST (40 min more), having rung at 10:10 EST',
    ],
    [
      'judged bar',
      hourly({ bar: { ...PACE, judgedTo: NOW, isWaiting: false } }),
      'news',
      'The bar that closed 10:30 EST has been judged; the next closes 11:30 EST',
    ],
  ])('%s', (...[, wish, gate, words]) => {
    const [first, said] = silence(wish) ?? [];
    expect(first).toBe(gate);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  test('with nothing in its way there is none', () => {
    expect(silence({})).toBeUndefined();
    expect(silence(hourly())).toBeUndefined();
  });
});

describe('the edges of gates', () => {
  test.each<[string, WhyWish, boolean]>([
    ['a price as old as it may be', aged(300_000), true],
    [
      'an old price right after the opening',
      {
        facts: {
          ...aged(HOUR_MS).facts,
          hours: { ...whyFacts().hours, openSince: plus(NOW, -4 * MINUTE_MS) } as never,
        },
      },
      true,
    ],
    [
      'an old price where hours are not known',
      {
        facts: {
          ...aged(HOUR_MS).facts,
          hours: {
            ...whyFacts().hours,
            session: { market: 'other', isOpen: true, change: undefined },
          } as never,
        },
      },
      true,
    ],
    [
      'the closing price, still to come',
      {
        facts: {
          ...aged(70 * MINUTE_MS).facts,
          hours: { ...CLOSED, closedAt: plus(NOW, -45 * MINUTE_MS) },
        },
      },
      true,
    ],
    [
      'the closing price, given up',
      {
        facts: {
          ...aged(70 * MINUTE_MS).facts,
          hours: { ...CLOSED, closedAt: plus(NOW, -46 * MINUTE_MS) },
        },
      },
      false,
    ],
    [
      'the closing price, already there',
      {
        facts: { ...aged(MINUTE_MS).facts, hours: { ...CLOSED, closedAt: plus(NOW, -MINUTE_MS) } },
      },
      false,
    ],
    ['a closed market with a bar to judge', hourly({ hours: CLOSED }), true],
    [
      'a closed market with nothing to judge',
      hourly({ hours: CLOSED, bar: { ...PACE, isWaiting: false } }),
      false,
    ],
    ['a rule on bars with an old price', hourly({ ...aged(HOUR_MS).facts }), true],
    ['a mute that has ended', facts({ mutes: [aMute({ until: NOW })] }), true],
    [
      'a mute, for a critical rule',
      { text: 'NVDA > 150 sev:critical', ...facts({ mutes: [aMute()] }) },
      true,
    ],
    [
      'a full chat, for a critical rule',
      { text: 'NVDA > 150 sev:critical', ...facts({ rate: { count: 99, most: 20 } }) },
      true,
    ],
    ['a full chat: it comes in a digest', facts({ rate: { count: 20, most: 20 } }), true],
    [
      'a cooldown that ends now',
      facts({ state: { ...RANG, phase: 'armed', rangAt: plus(NOW, -HOUR_MS) } }),
      true,
    ],
    [
      'the state asked for, while it lasts',
      { text: 'NVDA is > 150 cooldown:10m', facts: { state: RANG } },
      true,
    ],
    ['few bars whose value is known', hourly({ series: [{ ...HOURLY, has: 20 }] }, 27, 20), true],
    ['late bars that set no pace', { ...facts({ series: [{ ...HOURLY, overdue: NOW }] }) }, true],
  ])('%s', (_, wish, rings) => {
    expect(silence(wish) === undefined).toBe(rings);
  });
});
