import { atr } from '../../analysis/atr.ts';
import { formatAge } from '../../core/duration.ts';
import { formatDistance } from '../../core/format.ts';
import { clip, html, type Html } from '../../core/html.ts';
import { withoutNote } from '../../core/rule-note.ts';
import type { StoredRule } from '../../core/records.ts';
import type { Ticker } from '../../core/ticker.ts';
import { priceGap } from '../../rules/nearness.ts';
import { deskOf, ruleSight } from '../rule-sight.ts';
import type { BriefFacts, BriefSection } from './section.ts';

/** Near is within so much of the price, or within so much of an ordinary day's range. */
const NEAR_PCT = 1;
const NEAR_ATR = 0.5;
const ATR_DAYS = 14;
const MOST_NEAR = 6;
const LONGEST_RULE = 80;

type Near = {
  readonly rule: StoredRule;
  readonly ticker: Ticker;
  /** In the price's own unit, with as many decimals as the price has. */
  readonly gap: string;
  readonly pct: number;
  /** How many average days' ranges that is; undefined without daily bars. */
  readonly ranges: number | undefined;
  readonly ageMs: number;
};

/** Rules about prices that are close to ringing, the closest first. */
export const near: BriefSection = {
  name: 'near',
  lines(facts) {
    const { store } = facts.deps;
    const rules = store.rules.ofChat(facts.chat.id).filter(({ status }) => status === 'on');
    const found = rules
      .flatMap((rule) =>
        store.targets.tickersOf(rule).flatMap((ticker) => nearOf(facts, rule, ticker) ?? []),
      )
      .sort((a, b) => a.pct - b.pct);
    if (found.length === 0) return [];
    const more = found.length - MOST_NEAR;
    return [
      html`<b>Close to ringing</b>`,
      ...found.slice(0, MOST_NEAR).map(line),
      ...(more > 0 ? [html`… and ${more} more within 1 % or half a day’s range`] : []),
    ];
  },
};

function nearOf({ deps, now }: BriefFacts, rule: StoredRule, ticker: Ticker): Near | undefined {
  const quote = deps.store.quotes.get(ticker)?.quote;
  const sight = ruleSight(deps, rule, { ticker, quote });
  if (sight === undefined || quote === undefined) return undefined;
  const { compiled, rule: read } = sight.ready;
  // What is true already has rung; only a crossing can come again from there.
  if (sight.judgement.verdict === 'true' && !compiled.isMoment) return undefined;
  const gap = priceGap(read.condition, sight.view);
  if (gap === undefined) return undefined;
  const pct = (gap * 100) / quote.price;
  const range = dayRange(deps, ticker);
  const ranges = range === undefined ? undefined : gap / range;
  const isNear = pct <= NEAR_PCT || (ranges !== undefined && ranges <= NEAR_ATR);
  const away = formatDistance(gap, quote.price);
  return isNear ? { rule, ticker, gap: away, pct, ranges, ageMs: now - quote.at } : undefined;
}

/** The average range of a day lately, in the price's own unit. */
function dayRange(deps: BriefFacts['deps'], ticker: Ticker): number | undefined {
  const days = deskOf(deps, ticker).series('1d');
  if (days === undefined || days.bars.close.length <= ATR_DAYS) return undefined;
  const last = atr(days.bars, ATR_DAYS).at(-1);
  return last === undefined || Number.isNaN(last) || last <= 0 ? undefined : last;
}

function share(ranges: number): string {
  return ranges < 0.05 ? 'under 0.1' : ranges.toFixed(1);
}

function line({ rule, ticker, gap, pct, ranges, ageMs }: Near): Html {
  const days = ranges === undefined ? '' : `, ${share(ranges)} of a day’s range`;
  const which = rule.target.kind === 'ticker' ? '' : `${ticker}: `;
  return html`• ${which}${clip(withoutNote(rule.text), LONGEST_RULE)} · ${gap} away
    (${pct.toFixed(2)}%${days}) · <code>${rule.code}</code> · ${formatAge(Math.max(0, ageMs))}`;
}
