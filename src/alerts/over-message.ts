import type { Evidence } from '../core/alert.ts';
import { formatAge, formatDuration } from '../core/duration.ts';
import { formatPrice } from '../core/format.ts';
import { html, lines } from '../core/html.ts';
import { button, type Message } from '../core/message.ts';
import { moment } from '../core/moment.ts';
import type { Instant } from '../core/time.ts';

export type OverFacts = {
  readonly id: number;
  readonly ref: string;
  readonly evidence: Evidence;
  readonly createdAt: Instant;
  readonly resolvedAt: Instant | undefined;
  /** The last price known; undefined when there is none. */
  readonly quote: { readonly price: number; readonly at: Instant } | undefined;
  readonly zone: string;
};

/** Word that what an alert told of is over. Quiet: nobody has to do anything about it. */
export function overMessage(facts: OverFacts, now: Instant): Message {
  const { id, ref, evidence, createdAt, resolvedAt, quote, zone } = facts;
  const lasted = formatDuration((resolvedAt ?? now) - createdAt);
  const price =
    quote === undefined
      ? html``
      : html` · now <b>${formatPrice(quote.price)}</b>, data
          ${formatAge(Math.max(0, now - quote.at))}`;
  return {
    text: lines(
      html`☑️ <b>Over: ${evidence.headline}</b>${price}`,
      html`It rang at ${moment(createdAt, zone, now)} at ${formatPrice(evidence.price)} and held for
      ${lasted}.`,
      html`<code>${evidence.code}</code> · alert #${ref}`,
    ),
    buttons: [[button('📈 Chart', 'chart', { about: 'alert', id })]],
    silent: true,
  };
}
