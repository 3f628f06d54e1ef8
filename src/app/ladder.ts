import { levels, type Level } from '../analysis/levels.ts';
import { sliceBars } from '../core/bars-columns.ts';
import type { Instrument, Quote } from '../core/market.ts';
import type { ChatId } from '../core/people.ts';
import type { KeptBars } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { readingAt, type Desk } from '../rules/desk.ts';
import { drawingOf } from '../rules/drawing.ts';
import { seriesOf } from './chart-lines.ts';
import type { AppDeps } from './deps.ts';
import { readTicker } from './reading.ts';
import { deskOf, readyFor } from './rule-sight.ts';

/** One price that means something. */
export type Rung = {
  readonly price: number;
  /** From the price of now, in percent of it. */
  readonly awayPct: number;
  readonly what:
    | {
        readonly kind: 'turn';
        readonly side: Level['kind'];
        readonly touches: number;
        readonly lastTest: Instant;
      }
    /** A measure as rules spell it: `high20`, `sma50`. */
    | { readonly kind: 'measure'; readonly name: string }
    | { readonly kind: 'rule'; readonly code: string };
};

export type Ladder =
  | {
      readonly kind: 'ladder';
      readonly ticker: Ticker;
      readonly quote: Quote;
      /** Highest first. */
      readonly rungs: readonly Rung[];
      /** Measures that there are not enough bars for. */
      readonly lacking: readonly string[];
      readonly bars:
        | (Pick<KeptBars, 'source' | 'askedAt'> & { readonly closedAt: Instant })
        | undefined;
      readonly fault: string | undefined;
      readonly doubt: string | undefined;
      readonly zone: string;
      readonly now: Instant;
    }
  | {
      readonly kind: 'unknown';
      readonly ticker: Ticker;
      readonly suggestions: readonly Instrument[];
    }
  | { readonly kind: 'no-price'; readonly ticker: Ticker; readonly why: string };

type Needs = Pick<AppDeps, 'store' | 'market' | 'bars' | 'calendar' | 'clock' | 'defaultZone'>;

const MEASURES = [
  'high20',
  'low20',
  'high55',
  'low55',
  'high52w',
  'low52w',
  'sma20',
  'sma50',
  'sma200',
];
/** What the longest of them needs, and swings of 250 bars behind their ATR. */
const BARS = 280;
/** Of each side, the nearest: further swings are history. */
const MOST_TURNS = 4;

/** Every price of a ticker that matters, above and below where it is. */
export function ladderApp(deps: Needs) {
  return {
    /** Awaits the provider; writes nothing but bars. */
    async ladder(ticker: Ticker, chat: ChatId): Promise<Ladder> {
      const reading = await readTicker(deps, ticker);
      if (reading.kind === 'unknown')
        return { kind: 'unknown', ticker, suggestions: reading.suggestions };
      const { quote } = reading;
      const doubt = 'why' in reading ? reading.why : undefined;
      if (quote === undefined) return { kind: 'no-price', ticker, why: doubt ?? 'none has come' };
      const { market } = quote.instrument;
      const [fault] = await deps.bars.topUp([{ ticker, market, timeframe: '1d', bars: BARS }]);
      return ladderOf(deps, { quote, doubt, fault: fault?.why, chat });
    },
  };
}

type Found = {
  readonly quote: Quote;
  readonly doubt: string | undefined;
  readonly fault: string | undefined;
  readonly chat: ChatId;
};

function ladderOf(deps: Needs, { quote, doubt, fault, chat }: Found): Ladder {
  const { store, bars, clock, defaultZone } = deps;
  const { ticker, price } = quote;
  const now = clock();
  const kept = bars.read(ticker, '1d');
  const measured = measuresOn(deskOf(deps, ticker), now);
  const rungs = [
    ...(kept ? turnsOf(kept, price) : []),
    ...measured.filter(({ price: at }) => Number.isFinite(at)),
    ...rulesOn(deps, quote, chat),
  ].map(({ price: at, what }): Rung => ({
    price: at,
    what,
    awayPct: ((at - price) * 100) / price,
  }));
  return {
    kind: 'ladder',
    ticker,
    quote,
    rungs: rungs.sort((a, b) => b.price - a.price),
    lacking: measured.flatMap(({ price: at, what }) =>
      Number.isFinite(at) || what.kind !== 'measure' ? [] : [what.name],
    ),
    bars: kept && {
      source: kept.source,
      askedAt: kept.askedAt,
      closedAt: instant(kept.closesAt.at(-1) ?? NaN),
    },
    fault,
    doubt,
    zone: store.chats.get(chat)?.zone ?? defaultZone,
    now,
  };
}

type Bare = Pick<Rung, 'price' | 'what'>;

function turnsOf({ bars }: KeptBars, price: number): readonly Bare[] {
  const found = levels(sliceBars(bars, 0));
  const below = found.filter((level) => level.price <= price).slice(-MOST_TURNS);
  const above = found.filter((level) => level.price > price).slice(0, MOST_TURNS);
  const bare =
    (side: Level['kind']) =>
    ({ price: at, touches, lastTest }: Level): Bare => ({
      price: at,
      what: { kind: 'turn', side, touches, lastTest: instant(lastTest) },
    });
  return [...below.map(bare('support')), ...above.map(bare('resistance'))];
}

/** As a rule would read them now, the day in progress not among their bars. */
function measuresOn(desk: Desk, now: Instant): readonly Bare[] {
  const read = readingAt(desk, now, { isLive: true });
  return MEASURES.map((name) => {
    const [series] = seriesOf(name);
    return { price: (series && read(series)?.value) ?? NaN, what: { kind: 'measure', name } };
  });
}

function rulesOn({ store }: Needs, quote: Quote, chat: ChatId): readonly Bare[] {
  const { ticker, previousClose } = quote;
  return store.rules
    .ofChat(chat)
    .filter((rule) => rule.status === 'on' && store.targets.tickersOf(rule).includes(ticker))
    .flatMap((rule) => {
      const { code, reference } = rule;
      const ready = readyFor({ store }, rule);
      const drawing = ready && drawingOf(ready.rule, { previousClose, reference });
      const triggers = drawing?.triggers.filter(({ of }) => of === 'price') ?? [];
      return triggers.map(({ level }): Bare => ({ price: level, what: { kind: 'rule', code } }));
    });
}
