import { ENTRY_DAYS, feedsOf, isOurs, type ToldEntry } from '../core/entry.ts';
import { rangeText, stopDistance } from '../core/entry-table.ts';
import { formatChange, formatPrice } from '../core/format.ts';
import { html, lines, type Html } from '../core/html.ts';
import { formatDate } from '../core/moment.ts';
import type { Instant } from '../core/time.ts';
import type { FoundEntry } from './entry-look.ts';

/** A breakout that nobody was told of before. */
export type NewEntry = {
  readonly entry: ToldEntry;
  /** Undefined when only a feed tells of it. */
  readonly detail: FoundEntry | undefined;
  readonly closesAt: Instant;
};

/** The message of a single entry, down to what is folded. */
export function entryHead({ entry, detail }: NewEntry): readonly Html[] {
  const { ticker, system, level, close, isSkipped } = entry;
  const days = ENTRY_DAYS[system];
  const price = close === undefined ? '' : ` · ${formatPrice(close)}`;
  return [
    html`${isSkipped ? '⚪️' : '🟢'} <b>${ticker} made a ${days}-day high</b>${price} (old high
      ${formatPrice(level)})`,
    ...(isSkipped ? [html`Skipped by System 1: the breakout before it would have won.`] : []),
    ...(detail ? fasterLine(detail) : []),
    ...closeLine(entry),
    ...stopLine(entry),
  ];
}

/** What is folded of an entry: its levels, earnings, and who says so. */
export function entryDetail({ entry, detail }: NewEntry, isNamed: boolean): readonly Html[] {
  const days = ENTRY_DAYS[entry.system];
  const name = isNamed ? html`<b>${entry.ticker}, ${days} days</b>: ` : html``;
  const feeds = feedsOf(entry).join(', ');
  if (detail === undefined)
    return [html`${name}${feeds} says so; my own look at closed days did not find it.`];
  const { adds, exit } = detail.breakout;
  const exitDays = days === 20 ? 10 : 20;
  return [
    lines(
      html`${name}the high of ${formatDate(entry.session)} is above the highest high of the ${days}
      sessions before it (the day itself excluded)`,
      isNamed ? fasterLine(detail)[0] : undefined,
      html`Classic add points every ½N from ${formatPrice(entry.level)}:
      ${adds.map(formatPrice).join(' · ')}`,
      Number.isNaN(exit)
        ? undefined
        : html`Exit for this system: ${exitDays}-day low, now ${formatPrice(exit)}`,
      earningsLine(detail),
      feeds === '' ? undefined : html`${feeds} says so too`,
    ),
  ];
}

/** What a feed names beside the chat's own tickers. */
export function strangerLine(
  strangers: readonly ToldEntry[],
  unknown: ReadonlySet<string>,
): Html | undefined {
  if (strangers.length === 0) return undefined;
  const shown = strangers.slice(0, MOST_STRANGERS).map((entry) => {
    const days = `${ENTRY_DAYS[entry.system]} days`;
    return `${entry.ticker} (${days}${unknown.has(entry.ticker) ? ', unknown to me' : ''})`;
  });
  const more = strangers.length - shown.length;
  const feeds = [...new Set(strangers.flatMap(feedsOf))].join(', ');
  return html`${feeds} also names, in none of your lists:
  ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_STRANGERS = 20;

function fasterLine({ entry, breakout, since }: FoundEntry): readonly Html[] {
  if (entry.system === 1 || breakout.faster === undefined || since === undefined) return [];
  const state = breakout.faster.isSkipped ? 'skipped the move that began' : 'already long since';
  return [html`20-day system: ${state} ${formatDate(since)}. This is the 55-day entry.`];
}

function closeLine({ close, level }: ToldEntry): readonly Html[] {
  if (close === undefined) return [];
  const gap = formatChange(((close - level) * 100) / level);
  return close > level
    ? [html`It closed beyond the old high too (${gap}).`]
    : [html`It did <b>not</b> close beyond the old high (${gap}).`];
}

function stopLine(entry: ToldEntry): readonly Html[] {
  const { n, stop, level } = entry;
  if (stop === undefined) return isOurs(entry) ? [] : [html`The feed tells no stop.`];
  const far = stopDistance(entry);
  const distance = far === undefined ? '' : `, ${formatChange(far)} from the close`;
  const range = n === undefined ? html`Stop` : html`N (20-day ATR) ${rangeText(entry)} → 2N stop`;
  return [
    html`${range} would be <b>${formatPrice(stop)}</b> (from ${formatPrice(level)}${distance})`,
  ];
}

function earningsLine({ earnings }: FoundEntry): Html | undefined {
  if (earnings === undefined) return undefined;
  const { sessions, isEstimate } = earnings;
  const when = sessions === 1 ? 'the next session' : `${sessions} sessions`;
  return html`Earnings in ${when}${isEstimate ? ' (estimated)' : ''}`;
}
