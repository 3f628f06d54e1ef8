import { formatAge } from '../../core/duration.ts';
import { html, type Html } from '../../core/html.ts';
import type { Quote } from '../../core/market.ts';
import type { Instant } from '../../core/time.ts';
import { dayOf } from './when.ts';

/** An event that may explain a move before it happens; undefined when none is known to come. */
export function earningsLine(
  { earnings, at }: Quote,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Html | undefined {
  if (earnings === undefined || earnings.at < now) return undefined;
  const estimate = earnings.isEstimate ? ' (estimated)' : '';
  return html`📅 Earnings ${dayOf(earnings.at, zone)}${estimate}, as of a quote
  ${formatAge(Math.max(0, now - at))}.`;
}
