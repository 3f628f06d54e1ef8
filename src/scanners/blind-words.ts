import { formatAge } from '../core/duration.ts';
import { formatPrice } from '../core/format.ts';
import { html, lines, type Html } from '../core/html.ts';
import type { Quote } from '../core/market.ts';
import type { Message } from '../core/message.ts';
import { moment } from '../core/moment.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';

/** Something that came true while nobody looked. */
export type Missed = {
  readonly ticker: Ticker;
  readonly code: string;
  /** `NVDA crossed below 140.00`. */
  readonly headline: string;
  readonly at: Instant;
  /** It still was so when the market closed, and no price has come since. */
  readonly holds: boolean;
  readonly quote: Quote | undefined;
};

/** What one place is told of a time in which nothing could be seen. */
export type BlindReport = {
  readonly since: Instant;
  readonly until: Instant;
  readonly whys: readonly string[];
  readonly tickers: readonly Ticker[];
  readonly missed: readonly Missed[];
  readonly unjudged: readonly { readonly code: string; readonly ticker: Ticker; why: string }[];
  /** Rules that were held against what happened. */
  readonly judged: number;
  /** Rules that rang by themselves since. */
  readonly rang: number;
  /** Rules on bars: each bar that closed meanwhile is judged by itself. */
  readonly onBars: number;
  /** Tickers beyond those that a report takes. */
  readonly beyond: number;
  readonly lengths: readonly Timeframe[];
};

const MOST_LISTED = 15;
const MOST_NAMED = 6;

/** The message: when, why, what came true meanwhile, and what nobody can tell. Never an alert. */
export function blindMessage(report: BlindReport, zone: string, now: Instant): Message {
  const { missed, lengths } = report;
  const from =
    lengths.length === 0 ? '' : `Looked up afterwards from ${lengths.join(' and ')} bars. `;
  return {
    text: lines(
      html`🕳 <b>LATE: I was blind</b> ${moment(report.since, zone, now)} –
        ${moment(report.until, zone, now)} (${report.whys.join('; ')}).`,
      summary(report),
      ...missed.slice(0, MOST_LISTED).map((one) => missedLine(one, zone, now)),
      missed.length > MOST_LISTED
        ? html`… and ${missed.length - MOST_LISTED} more, see /history`
        : undefined,
      rangLine(report),
      ...unjudgedLines(report),
      barsLine(report),
      report.beyond > 0
        ? html`${count(report.beyond, 'more ticker')} ${report.beyond === 1 ? 'was' : 'were'} not
          looked at: one report takes 50.`
        : undefined,
      html`<i>${from}This is no alert, and nothing is sold because of it.</i>`,
    ),
    silent: missed.length === 0,
  };
}

function summary({ missed, judged, tickers }: BlindReport): Html | undefined {
  if (missed.length > 0) return html`While away:`;
  if (judged === 0) return undefined;
  const names = tickers.slice(0, MOST_NAMED).join(', ');
  const more = tickers.length > MOST_NAMED ? ` and ${tickers.length - MOST_NAMED} more` : '';
  return html`While away nothing came and went that ${count(judged, 'rule')} here
  ${judged === 1 ? 'waits' : 'wait'} for (${names}${more}).`;
}

function missedLine({ quote, headline, ...one }: Missed, zone: string, now: Instant): Html {
  const at = moment(one.at, zone, now);
  const age = quote === undefined ? '' : formatAge(Math.max(0, now - quote.at));
  const price = quote === undefined ? '' : formatPrice(quote.price);
  const after = one.holds
    ? html`, and it stood there at the close${price === '' ? '' : ` (${price})`}: it rings by itself
      if that is still so when trading goes on`
    : html`${price === '' ? '' : ` (now ${price}, ${age})`}`;
  return html`• ${didHtml(headline, one.ticker)} at ${at}${after} · <code>${one.code}</code>`;
}

/** `NVDA did cross below 140.00`, where the headline says `crossed`; otherwise the headline as it is. */
function didHtml(headline: string, ticker: Ticker): Html {
  const start = `${ticker} crossed `;
  if (!headline.startsWith(start)) return html`<b>${headline}</b>`;
  return html`<b>${ticker}</b> <i>did</i> cross ${headline.slice(start.length)}`;
}

function rangLine({ rang }: BlindReport): Html | undefined {
  if (rang === 0) return undefined;
  return html`${count(rang, 'rule')} rang by ${rang === 1 ? 'itself' : 'themselves'} since, with the
  first price.`;
}

function barsLine({ onBars }: BlindReport): Html | undefined {
  if (onBars === 0) return undefined;
  return html`${count(onBars, 'rule')} on bars ${onBars === 1 ? 'is' : 'are'} judged for every bar
  that closed meanwhile; what rings of them says that it is late.`;
}

/** What could not be judged, under each reason once. */
function unjudgedLines({ unjudged }: BlindReport): readonly Html[] {
  const byWhy = Map.groupBy(unjudged, ({ why }) => why);
  return [...byWhy].map(([why, rules]) => {
    const named = rules.slice(0, MOST_NAMED).map(({ code, ticker }) => `${code} ${ticker}`);
    const more = rules.length > MOST_NAMED ? ` and ${rules.length - MOST_NAMED} more` : '';
    return html`⚠️ ${count(rules.length, 'rule')} could not be judged (${named.join(', ')}${more}):
    ${why}`;
  });
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
