import { formatAge, formatDuration } from '../core/duration.ts';
import { formatQuoted } from '../core/format.ts';
import { html, lines, type Html } from '../core/html.ts';
import { button, type Message } from '../core/message.ts';
import type { Mute } from '../core/mute.ts';
import type { StoredRule } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';
import { wakeHeadline, type Wake, type WakeLook } from '../rules/wake.ts';

/** A rule that holds on one of its tickers. */
export type Holding = { readonly rule: StoredRule; readonly ticker: Ticker };

/** A snooze that is over, and what its rules say at that moment. */
export type Ending = {
  readonly mute: Mute;
  readonly still: readonly Holding[];
  readonly why:
    | { readonly kind: 'time' }
    | { readonly kind: 'woken'; readonly wake: Wake; readonly look: WakeLook };
  readonly now: Instant;
};

const MOST_LISTED = 10;

/** Says that a snooze is over, why, and what holds that would have rung. */
export function wakeMessage(store: Store, ending: Ending): Message {
  const { mute, still, now } = ending;
  const { scope, subject } = mute;
  const more = still.length - MOST_LISTED;
  const first = headOf(ending);
  const [joint, apart] =
    still.length === 0
      ? [first, undefined]
      : ending.why.kind === 'time' && mute.wake === undefined
        ? [html`${first}, and this still holds:`, undefined]
        : [first, html`This holds now:`];
  return {
    text: lines(
      joint,
      apart,
      ...still.slice(0, MOST_LISTED).map((one) => line(store, one, now)),
      more > 0 ? html`… and ${more} more: /rules` : undefined,
    ),
    buttons: [[button('😴 Snooze again', 'quiet-how', { verb: 'snooze', scope, subject })]],
  };
}

function headOf({ mute, why, now }: Ending): Html {
  const over = html`⏰ <b>The snooze is over</b>`;
  if (why.kind === 'woken')
    return html`${over}: ${wakeHeadline(why.wake)} (${readingText(why.look, now)})`;
  if (mute.wake === undefined) return over;
  const waited = formatDuration(now - mute.createdAt);
  return html`${over} after ${waited}; <code>${mute.wake}</code> has not come`;
}

/** `$139.80, 4 s old`; with what else was looked at, where that is no price. */
function readingText({ quote, now: reads, at }: WakeLook, now: Instant): string {
  const money = formatQuoted(quote);
  const isPrice = reads === undefined || money.endsWith(reads);
  const what = isPrice ? money : `${reads}, price ${money}`;
  return `${what}, ${formatAge(Math.max(0, now - at))}`;
}

function line(store: Store, { rule, ticker }: Holding, now: Instant): Html {
  const { code, text, target } = rule;
  const quote = store.quotes.get(ticker)?.quote;
  if (quote === undefined) return html`<code>${code}</code> ${text}`;
  const price = formatQuoted(quote);
  const age = formatAge(Math.max(0, now - quote.at));
  const which = target.kind === 'ticker' ? '' : ` on ${ticker}`;
  return html`<code>${code}</code> ${text}${which} · <b>${price}</b>, data ${age}`;
}
