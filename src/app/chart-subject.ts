import type { ChatId } from '../core/people.ts';
import type { AlertRecord } from '../core/records.ts';
import type { CorporateAction, Quote } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { drawingOf, type Drawing } from '../rules/drawing.ts';
import { explainRule } from '../rules/explain.ts';
import { readyRule, type ReadyRule } from '../rules/ready.ts';
import type { AppDeps } from './deps.ts';
import { outlookTimeframe } from './rule-wants.ts';

/** What a chart is about: a ticker by itself, or something that rang, waits to ring, or would have rung on it. */
export type ChartAbout =
  | { readonly kind: 'ticker' }
  | { readonly kind: 'alert'; readonly id: number }
  | { readonly kind: 'rule'; readonly id: number }
  /** A rule's text before it is armed. */
  | { readonly kind: 'draft'; readonly text: string };

/** What a rule gives a chart of one of its tickers. */
export type ChartSubject = {
  readonly ready: ReadyRule;
  readonly drawing: Drawing;
  readonly timeframe: Timeframe;
  /** Moments at which it rang, epoch milliseconds; those of a draft are worked out from its bars. */
  readonly rings: readonly number[];
  /** The alert's own moment and price: the chart ends there. */
  readonly end: { readonly until: Instant; readonly price: number } | undefined;
  readonly previousClose: number | undefined;
  /** What it is, to head the chart: the alert's headline, or the rule in plain words. */
  readonly says: string;
  /** What its chat calls the rule; a draft has no name yet. */
  readonly code: string | undefined;
};

type Needs = Pick<AppDeps, 'store' | 'bars'>;
type Asked = { readonly about: ChartAbout; readonly ticker: Ticker; readonly chat: ChatId };

const scoreIn = ({ store }: Needs, chat: ChatId) => store.chats.get(chat)?.score;

const MOST_RINGS = 200;

/** The rule behind a chart as it is kept; undefined when it is gone, or can no longer be read. */
export function subjectOf(
  deps: Needs,
  asked: Asked,
  quote: Quote | undefined,
): ChartSubject | undefined {
  const { about } = asked;
  switch (about.kind) {
    case 'ticker':
      return undefined;
    case 'alert':
      return ofAlert(deps, asked, about.id);
    case 'rule':
      return ofRule(deps, { ...asked, id: about.id }, quote);
    case 'draft':
      return ofText(about.text, { ticker: asked.ticker, quote, score: scoreIn(deps, asked.chat) });
  }
}

/** The rule as it was when it rang, up to that moment and with the numbers of then. */
function ofAlert(deps: Needs, { chat }: Asked, id: number): ChartSubject | undefined {
  const alert = deps.store.alerts.get(id);
  const ready = alert && readyRule(alert.evidence.rule, scoreIn(deps, chat));
  if (alert === undefined || ready === undefined) return undefined;
  const { evidence, ticker, ruleId } = alert;
  const rule = ruleId === undefined ? undefined : deps.store.rules.get(ruleId);
  const until = momentOf(alert);
  // A split since then has brought every bar on a new footing; what was written down then has to follow.
  const shares = sharesSince(deps.bars.actions(ticker), until);
  const { previousClose } = evidence;
  // A rule's own reference price has been rescaled by now.
  const reference = rule?.reference && rule.reference * shares;
  const drawing = drawingOf(ready.rule, { previousClose, reference });
  return {
    ready,
    drawing: { ...drawing, triggers: drawing.triggers.map((one) => onFooting(one, shares)) },
    timeframe: evidence.bar?.timeframe ?? outlookTimeframe(ready.compiled),
    rings: ruleId === undefined ? [ringOf(alert)] : ringsOf(deps, { chat, ruleId, ticker }, alert),
    end: { until, price: evidence.price / shares },
    previousClose: previousClose && previousClose / shares,
    says: evidence.headline,
    code: evidence.code,
  };
}

function ofRule(
  deps: Needs,
  { chat, id, ticker }: Asked & { readonly id: number },
  quote: Quote | undefined,
): ChartSubject | undefined {
  const rule = deps.store.rules.get(id);
  if (rule === undefined || rule.place.chat !== chat || rule.status === 'deleted') return undefined;
  const score = scoreIn(deps, chat);
  const subject = ofText(rule.text, { ticker, quote, score, reference: rule.reference });
  return (
    subject && { ...subject, rings: ringsOf(deps, { chat, ruleId: id, ticker }), code: rule.code }
  );
}

type OnTicker = {
  readonly ticker: Ticker;
  readonly quote: Quote | undefined;
  readonly score: string | undefined;
  readonly reference?: number | undefined;
};

function ofText(text: string, on: OnTicker): ChartSubject | undefined {
  const { ticker, quote, score, reference } = on;
  const ready = readyRule(text, score);
  if (ready === undefined) return undefined;
  const { rule, compiled } = ready;
  const previousClose = quote?.previousClose;
  return {
    ready,
    // A rule that is not made yet would be measured from the price of now.
    drawing: drawingOf(rule, { previousClose, reference: reference ?? quote?.price }),
    timeframe: outlookTimeframe(compiled),
    rings: [],
    end: undefined,
    previousClose,
    says: explainRule(rule, ticker).sentence,
    code: undefined,
  };
}

type OfRule = { readonly chat: ChatId; readonly ruleId: number; readonly ticker: Ticker };

/** What rang, told or not of `own`: held back, it is looked at all the same. */
function ringsOf(
  { store }: Needs,
  { chat, ruleId, ticker }: OfRule,
  own?: AlertRecord,
): readonly number[] {
  const rang = store.alerts
    .ofRule(chat, ruleId, MOST_RINGS)
    .filter((alert) => alert.ticker === ticker && alert.fate !== 'suppressed');
  const all = own === undefined || rang.some(({ id }) => id === own.id) ? rang : [...rang, own];
  return all.map(ringOf);
}

/** A moment within the bar that it rang on: when one closes the next has begun. */
function ringOf({ evidence }: AlertRecord): number {
  const { bar, quotedAt } = evidence;
  return bar === undefined || bar.isForming ? quotedAt : bar.closesAt - 1;
}

function momentOf({ evidence }: AlertRecord): Instant {
  const { bar, quotedAt } = evidence;
  return bar === undefined || bar.isForming ? quotedAt : bar.closesAt;
}

/** How many shares one of then is now. */
function sharesSince(actions: readonly CorporateAction[], then: Instant): number {
  return actions.reduce(
    (shares, action) =>
      action.kind === 'split' && action.at > then
        ? (shares * action.numerator) / action.denominator
        : shares,
    1,
  );
}

type Trigger = Drawing['triggers'][number];

function onFooting({ of, level }: Trigger, shares: number): Trigger {
  return of === 'price' ? { of, level: level / shares } : { of, level };
}
