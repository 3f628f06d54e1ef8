import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/alerts/decide.ts';
import type { Quote } from '../../src/core/market.ts';
import { NEW_RULE_STATE } from '../../src/core/rule.ts';
import { newTickerState, type TickerState } from '../../src/core/ticker-state.ts';
import {
  DAY_MS,
  HOUR_MS,
  instant,
  MINUTE_MS,
  SECOND_MS,
  type Instant,
} from '../../src/core/time.ts';
import { admit, type AdmitFacts } from '../../src/rules/admit.ts';
import type { SplitFacts } from '../../src/rules/split-jump.ts';
import { readyRule } from '../../src/rules/ready.ts';
import { aQuote as quoteOf } from '../support/quote.ts';
import { aTicker } from '../support/ticker.ts';

const NVDA = aTicker('NVDA');
const NOW = instant(100 * DAY_MS);

const aQuote = (fields: Partial<Quote> = {}) => quoteOf({ at: NOW, ...fields });

function after(last: Partial<Quote> | undefined, held?: TickerState['held']): TickerState {
  const at = instant(NOW - MINUTE_MS);
  return { ...newTickerState(NVDA), quote: last && aQuote({ at, ...last }), held };
}

/** Open for three hours, scanned every minute, known to be unsplit, unless told. */
function look(
  state: TickerState,
  quote: Quote,
  facts: Partial<AdmitFacts> & { now?: Instant } = {},
) {
  const usual = {
    openSince: instant(NOW - 3 * HOUR_MS),
    scanIntervalMs: MINUTE_MS,
    now: NOW,
    splits: { known: [], answer: 'none' as const },
  };
  return admit(state, quote, { ...usual, ...facts });
}

describe('what is believed', () => {
  test('a first quote, and one that follows another', () => {
    expect(look(after(undefined), aQuote()).kind).toBe('new');
    expect(look(after({}), aQuote({ price: 101 })).kind).toBe('new');
  });

  test('the very same quote, or an older one, is nothing new', () => {
    const at = instant(NOW - MINUTE_MS);
    expect(look(after({}), aQuote({ at })).kind).toBe('same');
    expect(look(after({}), aQuote({ at: instant(at - 1), price: 90 })).kind).toBe('same');
    expect(look(after({}), aQuote({ at, price: 101 })).kind).toBe('new');
  });

  test.each([[0], [-1], [NaN], [Infinity]])('%d is no price', (price) => {
    expect(look(after({}), aQuote({ price }))).toMatchObject({
      kind: 'unknown',
      reason: 'suspect',
    });
  });

  test('a time up to two minutes ahead, and no more', () => {
    const ahead = (ms: number) => look(after({}), aQuote({ at: instant(NOW + ms) })).kind;
    expect(ahead(2 * MINUTE_MS)).toBe('new');
    expect(ahead(2 * MINUTE_MS + 1)).toBe('unknown');
  });

  test('another currency never', () => {
    expect(look(after({}), aQuote({ currency: 'EUR' })).kind).toBe('unknown');
  });
});

describe('freshness', () => {
  const old = (ms: number, facts: Parameters<typeof look>[2] = {}, delayMs = 0) =>
    look(after(undefined), aQuote({ at: instant(NOW - ms), delayMs }), facts).kind;

  test('allows five minutes beyond the feed’s own delay', () => {
    expect(old(5 * MINUTE_MS)).toBe('new');
    expect(old(5 * MINUTE_MS + 1)).toBe('unknown');
    expect(old(20 * MINUTE_MS, {}, 15 * MINUTE_MS)).toBe('new');
    expect(old(20 * MINUTE_MS + 1, {}, 15 * MINUTE_MS)).toBe('unknown');
  });

  test('allows two scans where they are further apart', () => {
    const facts = { scanIntervalMs: 10 * MINUTE_MS };
    expect(old(20 * MINUTE_MS, facts)).toBe('new');
    expect(old(20 * MINUTE_MS + 1, facts)).toBe('unknown');
  });

  test('asks nothing while the market is closed', () => {
    expect(old(30 * DAY_MS, { openSince: undefined })).toBe('new');
  });

  test('takes a morning without a price for a holiday where no table says that it is a session', () => {
    const opened = { openSince: instant(NOW - 3 * HOUR_MS), isAssumed: true };
    expect(old(17 * HOUR_MS, opened)).toBe('new');
    expect(old(17 * HOUR_MS, { ...opened, isAssumed: false })).toBe('unknown');
    // It has traded today, so it is no holiday, and an hour's silence is a fault.
    expect(old(HOUR_MS, opened)).toBe('unknown');
  });

  test('blames nobody for yesterday’s price just after the open', () => {
    expect(old(17 * HOUR_MS, { openSince: instant(NOW - 5 * MINUTE_MS) })).toBe('same');
    expect(old(17 * HOUR_MS, { openSince: instant(NOW - 5 * MINUTE_MS - 1) })).toBe('unknown');
  });
});

describe('jumps', () => {
  test('of a quarter are believed, of more only at the second reading', () => {
    expect(look(after({}), aQuote({ price: 125 })).kind).toBe('new');
    expect(look(after({}), aQuote({ price: 75 })).kind).toBe('new');
    const held = look(after({}), aQuote({ price: 126 }));
    expect(held).toMatchObject({ kind: 'unknown', held: { price: 126, since: NOW } });
  });

  test('need the second reading to agree, and to come half a minute later', () => {
    const since = (ms: number, price = 130) =>
      look(after({}, { price, since: instant(NOW - ms) }), aQuote({ price: 131 })).kind;
    expect(since(30 * SECOND_MS)).toBe('new');
    expect(since(30 * SECOND_MS - 1)).toBe('unknown');
    expect(since(MINUTE_MS, 140)).toBe('unknown');
  });

  test.each([[10_000], [1], [11_900], [0.9]])(
    'a hundredfold, as %d, is never believed',
    (price) => {
      const state = after({}, { price, since: instant(NOW - HOUR_MS) });
      expect(look(state, aQuote({ price })).kind).toBe('unknown');
    },
  );

  test.each([[1e308], [7_501], [1.3], [1e-308]])(
    'beyond all that prices do, as %d, are never believed',
    (price) => {
      const state = after({}, { price, since: instant(NOW - HOUR_MS) });
      const found = look(state, aQuote({ price }));
      expect(found).toMatchObject({ kind: 'unknown', reason: 'suspect' });
      expect('why' in found ? found.why.length : 0).toBeLessThan(150);
    },
  );

  test('with another close of the day before are about something else, until a night has passed', () => {
    const seen = (last: Partial<Quote>, quote: Partial<Quote>) => {
      const price = quote.price ?? 100;
      const state = after({ previousClose: 98, ...last }, { price, since: instant(NOW - HOUR_MS) });
      return look(state, aQuote(quote)).kind;
    };
    expect(seen({}, { price: 111, previousClose: 87 })).toBe('unknown');
    expect(seen({}, { price: 10, previousClose: 9.8 })).toBe('unknown');
    expect(seen({}, { price: 109, previousClose: 87 })).toBe('new');
    expect(seen({}, { price: 111, previousClose: 98 })).toBe('new');
    const yesterday = { at: instant(NOW - 4 * HOUR_MS - 1) };
    expect(seen(yesterday, { price: 111, previousClose: 87 })).toBe('new');
  });

  test('are measured from yesterday’s close where nothing else is known', () => {
    expect(look(after(undefined), aQuote({ previousClose: 50 })).kind).toBe('unknown');
    expect(look(after(undefined), aQuote({ previousClose: 90 })).kind).toBe('new');
  });

  test('over more than a week are nothing odd', () => {
    const last = { at: instant(NOW - 7 * DAY_MS - 1) };
    expect(look(after(last), aQuote({ price: 200 })).kind).toBe('new');
  });
});

describe('what may be a split', () => {
  const at = instant(NOW - HOUR_MS);
  const tenFor1 = { kind: 'split', at, numerator: 10, denominator: 1 } as const;
  const facts = (answer: SplitFacts['answer'], ...known: SplitFacts['known']) => ({
    splits: { known, answer },
  });
  const why = (...args: Parameters<typeof look>) => {
    const admission = look(...args);
    return admission.kind === 'unknown' ? admission.why : admission.kind;
  };

  test.each([
    [10, '10:1'],
    [10.9, '10:1'],
    [52, '2:1'],
    [34, '3:1'],
    [66, '3:2'],
    [81, '5:4'],
    [125, '4:5'],
    [151, '2:3'],
    [1_040, '1:10'],
    [4.9, '20:1'],
    [3_100, '1:30'],
  ])('a hundred that is %d looks like %s, and is asked about', (price, ratio) => {
    const admission = look(after({}), aQuote({ price }), facts('unasked'));
    expect(admission).toMatchObject({ kind: 'unknown', asksSplit: true, held: { price } });
    expect(why(after({}), aQuote({ price }), facts('unasked'))).toContain(
      `looks like a ${ratio} split; I am asking`,
    );
  });

  test('other jumps of an eighth and more are asked about as well', () => {
    const asks = (price: number) =>
      'asksSplit' in look(after({}), aQuote({ price }), facts('unasked'));
    expect([87.9, 16, 112.1].map(asks)).toEqual([true, true, true]);
    expect([88.1, 111.9].map(asks)).toEqual([false, false]);
    expect(why(after({}), aQuote({ price: 2.6 }), facts('unasked'))).toMatch(/2.60; I am asking$/);
  });

  test('is not believed at any reading while nobody can say', () => {
    const held = { price: 50, since: instant(NOW - HOUR_MS) };
    expect(why(after({}, held), aQuote({ price: 50 }), facts('failed'))).toContain(
      'I am waiting to learn whether NVDA was split',
    );
    const seen = look(after({}, held), aQuote({ price: 50 }), facts('failed'));
    expect(seen).toMatchObject({ held });
    expect(look(after({}, held), aQuote({ price: 50 }), facts('none')).kind).toBe('new');
  });

  test('where nobody is going to ask, only what looks like one is doubted', () => {
    const splits = { splits: undefined } as never;
    const held = { price: 50, since: instant(NOW - HOUR_MS) };
    expect(why(after({}, held), aQuote({ price: 50 }), splits)).toContain('I am asking');
    expect(look(after({}), aQuote({ price: 81 }), splits).kind).toBe('new');
  });

  test('needs shares to split', () => {
    const crypto = { instrument: { ...aQuote().instrument, kind: 'crypto' } } as const;
    const quote = aQuote({ price: 50, ...crypto });
    expect(look(after({}), quote, facts('unasked'))).not.toHaveProperty('asksSplit');
    const held = { price: 50, since: instant(NOW - HOUR_MS) };
    expect(look(after({}, held), quote, facts('unasked')).kind).toBe('new');
  });

  test('a hundredfold is asked about too, and stays refused without one', () => {
    const quote = aQuote({ price: 1 });
    expect(look(after({}), quote, facts('unasked'))).toHaveProperty('asksSplit');
    const held = { price: 1, since: instant(NOW - HOUR_MS) };
    expect(why(after({}, held), quote, facts('none'))).toContain('pence and pounds');
  });

  test('a price that changed although nobody traded waits for a trade', () => {
    const last = after({ at: NOW }, { price: 50, since: instant(NOW - HOUR_MS) });
    expect(why(last, aQuote({ price: 50 }), facts('none'))).toContain('without a trade');
    expect(look(last, aQuote({ price: 95 }), facts('none')).kind).toBe('new');
  });

  test('a price from before a split that has come is nothing new', () => {
    const old = { at: instant(at - 1) };
    const last = after({ at: instant(at - HOUR_MS), price: 10 });
    const closed = { openSince: undefined };
    expect(look(last, aQuote(old), { ...closed, ...facts('none', tenFor1) }).kind).toBe('same');
    const ahead = { ...tenFor1, at: instant(NOW + HOUR_MS) };
    expect(look(after({}), aQuote(), facts('none', ahead)).kind).toBe('new');
  });

  test('a price that a vendor has not divided is doubted for a day', () => {
    const last = after({ price: 10 }, { price: 99, since: instant(NOW - HOUR_MS) });
    expect(why(last, aQuote({ price: 99 }), facts('none', tenFor1))).toBe(
      'it is quoted as if there had been no 10:1 split',
    );
    const longAgo = { ...tenFor1, at: instant(NOW - 25 * HOUR_MS) };
    expect(look(last, aQuote({ price: 99 }), facts('none', longAgo)).kind).toBe('new');
  });

  test.each([
    [99, 9.9],
    [9.9, 9.9],
    [104, 10.4],
  ])('yesterday’s close, told as %d, is %d', (previousClose, expected) => {
    const last = after({ price: 10, previousClose: 9.8 });
    const quote = aQuote({ price: 10.2, previousClose });
    const admission = look(last, quote, facts('none', tenFor1));
    expect(admission.kind === 'new' && admission.quote.previousClose).toBeCloseTo(expected, 10);
  });
});

// Within a quarter of each other, so that no quote is held for a second reading.
describe('whatever comes, in whatever order', () => {
  const paths = fc.array(
    fc.record({ price: fc.integer({ min: 90, max: 110 }), gapS: fc.integer({ min: 1, max: 240 }) }),
    {
      minLength: 2,
      maxLength: 40,
    },
  );

  test('quotes that are repeated or come again late make no further alert', () => {
    fc.assert(
      fc.property(paths, fc.infiniteStream(fc.nat()), (path, picks) => {
        const quotes = timeline(path);
        const noisy = quotes.flatMap((quote, n) => {
          const pick = picks.next().value ?? 0;
          return [
            quote,
            ...Array.from({ length: pick % 3 }, () => quotes[pick % (n + 1)] ?? quote),
          ];
        });
        expect(ringsOn(noisy)).toEqual(ringsOn(quotes));
      }),
    );
  });

  test('what is not believed neither rings nor re-arms', () => {
    fc.assert(
      fc.property(paths, fc.infiniteStream(fc.nat()), (path, picks) => {
        const quotes = timeline(path);
        const spoilt = quotes.flatMap((quote, n) => {
          const spoil = n > 0 && SPOILS[(picks.next().value ?? 0) % SPOILS.length];
          return spoil ? [spoil(quote), quote] : [quote];
        });
        expect(ringsOn(spoilt)).toEqual(ringsOn(quotes));
      }),
    );
  });
});

const SPOILS: readonly (((quote: Quote) => Quote) | undefined)[] = [
  undefined,
  (quote) => ({ ...quote, price: quote.price * 100 }),
  (quote) => ({ ...quote, price: quote.price / 100 }),
  (quote) => ({ ...quote, price: NaN }),
  (quote) => ({ ...quote, at: instant(quote.at - DAY_MS) }),
  (quote) => ({ ...quote, at: instant(quote.at + DAY_MS) }),
  (quote) => ({ ...quote, currency: 'GBp' }),
];

function timeline(path: readonly { price: number; gapS: number }[]): readonly Quote[] {
  let at: number = NOW;
  return path.map(({ price, gapS }) => aQuote({ price, at: instant((at += gapS * SECOND_MS)) }));
}

/** Prices at which `NVDA > 100` rings when these arrive one after another, each as soon as it is made. */
function ringsOn(quotes: readonly Quote[]): readonly number[] {
  const ready = readyRule('NVDA > 100 cooldown:0');
  if (ready === undefined) throw new Error('the rule can be read');
  let ticker = newTickerState(NVDA);
  let state = NEW_RULE_STATE;
  let now = NOW;
  const rang: number[] = [];
  for (const quote of quotes) {
    if (quote.at <= now + MINUTE_MS * 5 && quote.at > now) now = quote.at;
    const admission = look(ticker, quote, { now, openSince: instant(NOW - DAY_MS) });
    if (admission.kind === 'unknown') ticker = { ...ticker, held: admission.held };
    if (admission.kind !== 'new') continue;
    const previous = ticker.quote && { price: ticker.quote.price, at: ticker.quote.at };
    const view = { quote, previous, priceAgo: () => undefined, reference: undefined };
    const { verdict, held, value } = ready.compiled.judge(view);
    const signal = { verdict, held, value, at: quote.at };
    const judged = { state, signal, policy: ready.policy, silence: () => undefined };
    const decision = decide(judged, now);
    state = decision.next;
    ticker = { ...ticker, quote, held: undefined };
    if (decision.alert) rang.push(quote.price);
  }
  return rang;
}
