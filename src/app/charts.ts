import type { Instrument, MarketId, Quote } from '../core/market.ts';
import type { ChatId } from '../core/people.ts';
import type { ChartPicture } from '../core/picture.ts';
import type { BarFault, BarWant } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { lengthOf, type Timeframe } from '../core/timeframe.ts';
import type { MeasureTable } from '../rules/registry.ts';
import { measuresWith } from '../rules/score.ts';
import { chartFacts, type ChartFacts } from './chart-facts.ts';
import { seriesOf } from './chart-lines.ts';
import { sceneOf, type ChartScene } from './chart-scene.ts';
import { subjectOf, type ChartAbout, type ChartSubject } from './chart-subject.ts';
import { contentOf, readChart, type ChartAsk } from './chart-words.ts';
import type { AppDeps } from './deps.ts';
import { outlookOf } from './outlook.ts';
import { readTicker, type Reading } from './reading.ts';
import { deskOf } from './rule-sight.ts';
import { wantsFor } from './rule-wants.ts';
import { sessionFacts, type SessionFacts } from './session.ts';

/** A chart as somebody wants it; what is undefined follows from what it is about, or from the chat. */
export type ChartWish = {
  readonly about: ChartAbout;
  readonly ticker: Ticker;
  readonly timeframe: Timeframe | undefined;
  /** What is drawn beside the price, as typed: `sma50`, `levels`. */
  readonly words: readonly string[];
  readonly isDark: boolean | undefined;
};

export type ChartShown = {
  readonly kind: 'shown';
  /** With everything filled in that was left open. */
  readonly wish: ChartWish & { readonly timeframe: Timeframe; readonly isDark: boolean };
  readonly picture: ChartPicture;
  readonly facts: ChartFacts;
  readonly subject: Pick<ChartSubject, 'says' | 'code' | 'end'> | undefined;
  readonly quote: Quote | undefined;
  readonly session: SessionFacts | undefined;
  /** Why the price of now is doubtful or cannot be had. */
  readonly doubt: string | undefined;
  /** Why the bars could not be brought up to date. */
  readonly fault: string | undefined;
  readonly zone: string;
  readonly now: Instant;
};

export type ChartAnswer =
  | ChartShown
  | {
      readonly kind: 'unknown';
      readonly wish: ChartWish;
      readonly suggestions: readonly Instrument[];
    }
  /** `why` follows "I can't get 1d bars of NVDA: ". */
  | {
      readonly kind: 'no-bars';
      readonly wish: ChartWish & { readonly timeframe: Timeframe };
      readonly why: string;
      readonly since: Instant | undefined;
      readonly quote: Quote | undefined;
      readonly zone: string;
      readonly now: Instant;
    }
  /** The alert or rule that it is about is no longer kept. */
  | { readonly kind: 'gone' };

type Needs = Pick<AppDeps, 'store' | 'market' | 'bars' | 'calendar' | 'clock' | 'defaultZone'>;

const USUAL: Timeframe = '1d';
const BARS = 120;
/** Of a rule, so that it can be seen how often it rang. */
const RULE_BARS = 250;
/** Swings are looked for in 250 bars, behind those of their ATR. */
const LEVEL_BARS = 270;

/** Charts: of a ticker, and of rules and their alerts on it. */
export function chartsApp(deps: Needs) {
  return {
    /** What follows `/chart`, as understood. Asks nobody. */
    read: (args: string, chat: ChatId): ChartAsk =>
      readChart(args, measuresWith(deps.store.chats.get(chat)?.score)),
    /** Brings in what a chart needs and says what it will show. Awaits the provider; writes nothing but bars. */
    show: (wish: ChartWish, chat: ChatId): Promise<ChartAnswer> => show(deps, wish, chat),
  };
}

async function show(deps: Needs, wish: ChartWish, chat: ChatId): Promise<ChartAnswer> {
  const { about, ticker } = wish;
  const reading = await readTicker(deps, ticker);
  if (reading.kind === 'unknown' && about.kind !== 'alert')
    return { kind: 'unknown', wish, suggestions: reading.suggestions };
  const quote = reading.kind === 'unknown' ? undefined : reading.quote;
  const subject = subjectOf(deps, { about, ticker, chat }, quote);
  if (subject === undefined && about.kind !== 'ticker') return { kind: 'gone' };
  const timeframe = wish.timeframe ?? subject?.timeframe ?? USUAL;
  const known = measuresWith(deps.store.chats.get(chat)?.score);
  const plan: Plan = { wish: { ...wish, timeframe }, chat, known, reading, quote, subject };
  const market = quote?.instrument.market;
  const wants = market === undefined ? [] : wantsOf(plan, market, deps.clock());
  const faults = await deps.bars.topUp(wants);
  // They may have told of a split.
  const settled = subjectOf(deps, { about, ticker, chat }, quote);
  return answerOf(deps, { ...plan, subject: settled }, faults);
}

type Plan = {
  readonly wish: ChartWish & { readonly timeframe: Timeframe };
  readonly chat: ChatId;
  /** The measures of its chat. */
  readonly known: MeasureTable;
  readonly reading: Reading;
  readonly quote: Quote | undefined;
  readonly subject: ChartSubject | undefined;
};

function answerOf(deps: Needs, plan: Plan, faults: readonly BarFault[]): ChartAnswer {
  const { store, clock, calendar } = deps;
  const { wish, reading, quote, subject } = plan;
  const now = clock();
  const zone = store.chats.get(plan.chat)?.zone ?? deps.defaultZone;
  const picture = pictureOf(deps, plan, { zone, now });
  const scene = sceneOf(deps, picture, now);
  const doubt = 'why' in reading ? reading.why : undefined;
  const fault = faults.find(({ timeframe }) => timeframe === wish.timeframe)?.why;
  if (scene === undefined) {
    const why = fault ?? doubt ?? `there are none up to that moment`;
    const since = store.quotes.get(wish.ticker)?.trouble?.since;
    return { kind: 'no-bars', wish, why, since, quote, zone, now };
  }
  const { isDark } = picture;
  return {
    kind: 'shown',
    wish: { ...wish, isDark },
    picture,
    facts: chartFacts(picture, scene, priceNow(plan, scene)),
    subject,
    quote,
    session: quote && sessionFacts(calendar, quote.instrument.market, now),
    doubt,
    fault,
    zone,
    now,
  };
}

/** An alert's own price; else the quote's, unless the bars are newer. */
function priceNow({ subject, quote }: Plan, { price, window }: ChartScene) {
  if (subject?.end) return { price: subject.end.price, previousClose: subject.previousClose };
  const isNewer = quote !== undefined && quote.at >= window.closedAt;
  return { price: isNewer ? quote.price : price, previousClose: quote?.previousClose };
}

function pictureOf(
  deps: Needs,
  plan: Plan,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): ChartPicture {
  const { wish, chat, subject } = plan;
  const { ticker, timeframe, words } = wish;
  const { score, chartTheme } = deps.store.chats.get(chat) ?? {};
  const typed = contentOf(words, timeframe, plan.known);
  return {
    kind: 'chart',
    ticker,
    name: (plan.quote ?? deps.store.quotes.get(ticker)?.quote)?.instrument.name,
    timeframe,
    measures: [...(subject?.drawing.measures ?? []), ...typed.measures],
    hasLevels: typed.hasLevels || subject?.drawing.hasLevels === true,
    triggers: subject?.drawing.triggers ?? [],
    marks: wish.about.kind === 'draft' ? draftRings(deps, plan, now) : (subject?.rings ?? []),
    until: subject?.end?.until ?? now,
    last: lastOf(deps, plan),
    bars: barsOf(plan),
    score,
    zone,
    isDark: wish.isDark ?? chartTheme === 'dark',
  };
}

/** The price within the bar that was in progress at the end; undefined while there was none. */
function lastOf({ calendar, store }: Needs, plan: Plan): ChartPicture['last'] {
  const { subject, quote, wish, reading } = plan;
  const end = subject?.end;
  if (end === undefined && reading.kind !== 'priced') return undefined;
  const last = end
    ? { price: end.price, at: end.until }
    : quote && { price: quote.price, at: quote.at };
  const market = (quote ?? store.quotes.get(wish.ticker)?.quote)?.instrument.market;
  if (last === undefined || market === undefined) return undefined;
  return market === 'other' || calendar.isOpen(market, last.at) ? last : undefined;
}

/** Where a rule that is not armed would have rung, as its card counts it. */
function draftRings(deps: Needs, { subject, quote }: Plan, now: Instant): readonly number[] {
  if (subject === undefined || quote === undefined) return [];
  const desk = deskOf(deps, quote.ticker);
  const outlook = outlookOf({ ready: subject.ready, desk, quote, now });
  return outlook.kind === 'tried' ? outlook.rings.map(({ at }) => at - 1) : [];
}

function barsOf({ wish }: Plan): number {
  return wish.about.kind === 'rule' || wish.about.kind === 'draft' ? RULE_BARS : BARS;
}

/** Every series that a chart shows, as far back as it does, with what its first values are made of. */
function wantsOf(plan: Plan, market: MarketId, now: Instant): readonly BarWant[] {
  const { wish, subject, known } = plan;
  const { ticker, timeframe, words, about } = wish;
  // What has passed since an alert lies behind its bars; weekends are not traded.
  const pastMs = (now - (subject?.end?.until ?? now)) * (market === 'always' ? 1 : 5 / 7);
  const spanMs = barsOf(plan) * lengthOf(timeframe) + pastMs;
  const want = (frame: Timeframe, before: number): BarWant => {
    const bars = before + Math.ceil(spanMs / lengthOf(frame));
    return { ticker, market, timeframe: frame, bars };
  };
  const typed = contentOf(words, timeframe, known).measures;
  const spelled = [...(subject?.drawing.measures ?? []), ...typed];
  const tried =
    about.kind === 'draft' && subject ? wantsFor(subject.ready.compiled, { ticker, market }) : [];
  return [
    want(timeframe, Math.max(0, LEVEL_BARS - barsOf(plan))),
    ...spelled
      .flatMap((one) => seriesOf(one, known))
      .map(({ measure, periods, timeframe: frame }) => want(frame, measure.lookback(periods))),
    ...tried,
  ];
}
