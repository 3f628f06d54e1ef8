import { formatDuration } from '../core/duration.ts';
import { formatPrice } from '../core/format.ts';
import { html, lines, telegramTime, type Html } from '../core/html.ts';
import type { Place } from '../core/people.ts';
import type { TickerState } from '../core/ticker-state.ts';
import type { Instant } from '../core/time.ts';
import { formatClock } from '../core/zone.ts';
import type { Notice } from './define.ts';
import type { LiveRule } from './live-rules.ts';

export type TickerChange = {
  readonly before: TickerState;
  readonly after: TickerState;
  readonly rules: readonly LiveRule[];
};

type Told = { readonly place: Place; readonly items: Html[] };

/** One notice a chat for tickers that have just become blind, and one for those that see again. */
export function troubleNotices(changes: readonly TickerChange[], now: Instant): readonly Notice[] {
  const blind = changes.filter(
    ({ before, after }) => after.trouble?.isTold === true && before.trouble?.isTold !== true,
  );
  const back = changes.filter(
    ({ before, after }) => before.trouble?.isTold === true && after.trouble === undefined,
  );
  return [
    ...notices(blind, now, {
      key: 'blind',
      item: blindItem,
      head: html`🕳 <b>I can’t judge some prices at the moment</b>`,
      foot: html`Your rules are kept and wait; no alert is made from missing data. I’ll say when it
      works again.`,
    }),
    ...notices(back, now, {
      key: 'back',
      item: backItem,
      head: html`👁 <b>Prices are back</b>`,
      foot: html`Rules are judged again from the next price on. Where it lasted more than 2 minutes
      of trading, I look up what came and went meanwhile and tell it as late.`,
    }),
  ];
}

type Wording = {
  readonly key: string;
  readonly head: Html;
  readonly foot: Html;
  readonly item: (change: TickerChange, now: Instant) => Html;
};

function notices(
  changes: readonly TickerChange[],
  now: Instant,
  wording: Wording,
): readonly Notice[] {
  const byPlace = new Map<string, Told>();
  for (const change of changes) {
    for (const place of placesOf(change.rules)) {
      const key = `${place.chat}/${place.thread ?? ''}`;
      const told = byPlace.get(key) ?? { place, items: [] };
      told.items.push(wording.item(change, now));
      byPlace.set(key, told);
    }
  }
  return [...byPlace.entries()].map(([key, { place, items }]) => ({
    key: `${wording.key}/${key}/${now}`,
    place,
    message: { text: lines(wording.head, ...listed(items), wording.foot), silent: true },
  }));
}

const MOST_LISTED = 20;

function listed(items: readonly Html[]): readonly Html[] {
  const rest = items.length - MOST_LISTED;
  return rest > 0 ? [...items.slice(0, MOST_LISTED), html`… and ${rest} more`] : items;
}

function placesOf(rules: readonly LiveRule[]): readonly Place[] {
  const places = rules.map(({ stored }) => stored.place);
  return [
    ...new Map(places.map((place) => [`${place.chat}/${place.thread ?? ''}`, place])).values(),
  ];
}

function blindItem({ after, rules }: TickerChange): Html {
  const waiting = rules.length === 1 ? '1 rule waits' : `${rules.length} rules wait`;
  const since = after.trouble?.since;
  const when =
    since === undefined
      ? html``
      : html` since ${telegramTime(since, 't', formatClock(since, 'UTC'))}`;
  return html`• <b>${after.ticker}</b>${when}: ${after.trouble?.why ?? ''} · ${waiting}`;
}

function backItem({ before, after }: TickerChange, now: Instant): Html {
  const blindMs = before.trouble === undefined ? 0 : now - before.trouble.since;
  const price = after.quote ? `, now ${formatPrice(after.quote.price)}` : '';
  return html`• <b>${after.ticker}</b>: blind for ${formatDuration(blindMs)}${price}`;
}
