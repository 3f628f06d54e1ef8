import type { Quote } from '../core/market.ts';
import type { ChatId } from '../core/people.ts';
import type { KeptBars } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { compileRule } from '../rules/compile.ts';
import { explainRule, type Explanation } from '../rules/explain.ts';
import type { JudgedBar } from '../rules/measure.ts';
import { ringPolicy } from '../rules/policy.ts';
import type { Rule } from '../rules/rule.ts';
import { sightOf } from '../rules/sight.ts';
import { standingOf, type Standing } from '../rules/standing.ts';
import type { AppDeps } from './deps.ts';
import { outlookOf, type Outlook } from './outlook.ts';
import type { Reading } from './reading.ts';
import { whereTo } from './rule-destinations.ts';
import type { ReadyDraft } from './rule-draft.ts';
import { deskOf } from './rule-sight.ts';
import { sessionFacts, type SessionFacts } from './session.ts';

/** A rule before it is armed: what was understood, where it stands, and what it would have done. */
export type Preflight = {
  readonly rule: Rule;
  readonly said: Explanation;
  readonly isLevel: boolean;
  /** Each ticker that it would be about. */
  readonly each: readonly TickerPreflight[];
  readonly isSeveral: boolean;
  /** True already on one of them: then it has to be said what it shall do. */
  readonly isTrue: boolean;
  readonly expiresAt: Instant | undefined;
  /** Where its alerts go, for people; empty when that is this chat alone. */
  readonly goesTo: readonly string[];
  /** Others read along, so what is its maker's own is not shown. */
  readonly isShared: boolean;
  readonly zone: string;
  readonly now: Instant;
};

export type TickerPreflight = {
  readonly ticker: Ticker;
  readonly quote: Quote | undefined;
  /** Why its price cannot be believed or had at this moment. */
  readonly doubt: string | undefined;
  readonly session: SessionFacts | undefined;
  readonly standing: Standing | undefined;
  /** The closed bar that the standing is of, for a rule that waits for closes. */
  readonly bar: JudgedBar | undefined;
  readonly isTrue: boolean;
  readonly series: readonly SeriesReadiness[];
  readonly outlook: Outlook;
};

/** Whether there are bars enough of one length for every value to be trusted. */
export type SeriesReadiness = {
  readonly timeframe: Timeframe;
  readonly needed: number;
  readonly kept: KeptBars | undefined;
  /** Why they could not be had. */
  readonly fault: string | undefined;
};

export type PreflightDeps = Pick<AppDeps, 'store' | 'bars' | 'calendar' | 'clock' | 'defaultZone'>;

/** Everything that the card before arming tells. Asks nobody: the draft has asked. */
export function preflightOf(deps: PreflightDeps, draft: ReadyDraft, chat: ChatId): Preflight {
  const { rule, readings, expiresAt, settled } = draft;
  const now = deps.clock();
  const isShared = deps.store.chats.get(chat)?.kind !== 'private';
  const compiled = compileRule(rule);
  const ready = { rule, compiled, policy: ringPolicy(rule, compiled) };
  const each = readings.map((reading) => onTicker(deps, { draft, ready, reading, now }));
  return {
    rule,
    said: explainRule(rule),
    isLevel: compiled.level,
    each,
    isSeveral: rule.target.kind !== 'ticker',
    isTrue: each.some((one) => one.isTrue),
    expiresAt,
    goesTo: whereTo(rule.modifiers.to, { settled, isShared }),
    isShared,
    zone: deps.store.chats.get(chat)?.zone ?? deps.defaultZone,
    now,
  };
}

type About = {
  readonly draft: ReadyDraft;
  readonly ready: Parameters<typeof sightOf>[0];
  readonly reading: Reading;
  readonly now: Instant;
};

function onTicker(deps: PreflightDeps, { draft, ready, reading, now }: About): TickerPreflight {
  const { ticker } = reading;
  const quote = reading.kind === 'unknown' ? undefined : reading.quote;
  const desk = deskOf(deps, ticker);
  const priceAgo = (ms: number) => quote && deps.store.quotes.priceAgo(ticker, ms, quote.at);
  // The price at this moment would be the one that it is measured from.
  const sight = quote && sightOf(ready, { quote, desk, reference: quote.price, priceAgo });
  const faults = draft.faults.filter((fault) => fault.ticker === ticker);
  return {
    ticker,
    quote,
    doubt: 'why' in reading ? reading.why : undefined,
    session: quote && sessionFacts(deps.calendar, quote.instrument.market, now),
    standing: sight && standingOf(ready.rule.condition, sight.view),
    bar: sight?.view.bar,
    isTrue: sight?.judgement.verdict === 'true' && !ready.compiled.isMoment,
    series: [...ready.compiled.needs.bars].map(([timeframe, needed]) => ({
      timeframe,
      needed,
      kept: deps.bars.read(ticker, timeframe),
      fault: faults.find((fault) => fault.timeframe === timeframe)?.why,
    })),
    outlook: quote
      ? outlookOf({ ready, desk, quote, now })
      : { kind: 'untried', why: 'no price has come yet' },
  };
}
