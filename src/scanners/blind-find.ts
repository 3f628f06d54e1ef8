import { silenceFor } from '../alerts/silence.ts';
import type { EventKey } from '../core/alert.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { madeFrom } from '../core/timeframe.ts';
import type { StoredSpell } from '../db/blind-spells.ts';
import type { Store } from '../db/store.ts';
import { alertType } from '../rules/alert-type.ts';
import { createDesk } from '../rules/desk.ts';
import { ruleEvidence } from '../rules/evidence.ts';
import type { Brought } from './blind-bars.ts';
import { judgeUnseen, type Passing } from './blind-replay.ts';
import type { Missed } from './blind-words.ts';
import type { LiveRule } from './live-rules.ts';

type FindDeps = { readonly store: Store; readonly bars: BarKeeper };

/** What is known of the time that nobody saw. */
type Seen = {
  readonly spell:
    | (Pick<StoredSpell, 'since' | 'until' | 'last'> & { readonly seenTo: Instant | undefined })
    | undefined;
  readonly got: Brought | undefined;
  readonly now: Instant;
};

/** What became of one rule while nobody looked. */
export type Found =
  | { readonly kind: 'missed'; readonly missed: Missed; readonly passing: Passing; live: LiveRule }
  | { readonly kind: 'rang' | 'nothing' }
  | { readonly kind: 'unjudged'; readonly code: string; readonly ticker: Ticker; why: string };

/** What became of one rule for prices. Rules that are muted here stay quiet here too. */
export function findOf(deps: FindDeps, live: LiveRule, { spell, got, now }: Seen): Found {
  const { store } = deps;
  const { stored, ticker, rule } = live;
  const quote = store.quotes.get(ticker)?.quote;
  if (spell === undefined || quote === undefined) return { kind: 'nothing' };
  if (hasRung(deps, live, spell.since)) return { kind: 'rang' };
  const unjudged = { kind: 'unjudged', code: stored.code, ticker } as const;
  if (got === undefined) return { ...unjudged, why: 'no bars of that time can be had' };
  const desk = createDesk((timeframe) => deps.bars.read(ticker, timeframe));
  const unseen = judgeUnseen(live, { spell, desk, base: got.base, quote });
  if (unseen.kind === 'unjudged')
    return { ...unjudged, why: 'what they read is not known for then' };
  if (unseen.kind === 'nothing') return { kind: 'nothing' };
  const hasSeen = quote.at > (spell.seenTo ?? -Infinity);
  const { severity } = rule.modifiers;
  const ringing = { ruleCode: stored.code, ticker, type: alertType(rule.condition), severity };
  const mutes = store.mutes.live(stored.place.chat, now);
  if (silenceFor(ringing, mutes, { now }) !== undefined) return { kind: 'nothing' };
  const { first } = unseen;
  const { headline } = ruleEvidence({ rule, code: stored.code }, first.view, first.judgement);
  const holds = unseen.holds && !hasSeen;
  const missed = { ticker, code: stored.code, headline, at: first.at, holds, quote };
  return { kind: 'missed', missed, passing: first, live };
}

function hasRung({ store }: FindDeps, { stored, ticker }: LiveRule, since: Instant): boolean {
  return store.alerts
    .ofRule(stored.place.chat, stored.id, 20)
    .some((one) => one.ticker === ticker && one.createdAt >= since && one.reason !== 'late');
}

/** A rule on bars whose bars stay away; the others are judged for what they missed, bar by bar. */
export function faultOf(
  { store }: FindDeps,
  { stored, ticker, compiled }: LiveRule,
): readonly Found[] {
  for (const timeframe of compiled.needs.bars.keys()) {
    const why = store.bars.about(ticker, madeFrom(timeframe))?.trouble?.why;
    if (why !== undefined)
      return [
        {
          kind: 'unjudged',
          code: stored.code,
          ticker,
          why: `no ${timeframe} bars, because ${why}`,
        },
      ];
  }
  return [];
}

/** Written down as late and not sent by itself: the report is its message. */
export function remember(
  deps: FindDeps,
  { live, passing, missed }: Extract<Found, { kind: 'missed' }>,
  now: Instant,
): void {
  const { stored, ticker, rule } = live;
  const { view, judgement, at } = passing;
  const evidence = ruleEvidence({ rule, code: stored.code }, view, judgement);
  deps.store.alerts.add(
    {
      eventKey: `late/${stored.id}/${stored.rev}/${ticker}/${missed.at}` as EventKey,
      place: stored.place,
      ruleId: stored.id,
      ticker,
      type: alertType(rule.condition),
      severity: rule.modifiers.severity,
      reason: 'late',
      fate: 'suppressed',
      evidence: { ...evidence, lateMs: now - at },
      firedAt: at,
    },
    now,
  );
}
