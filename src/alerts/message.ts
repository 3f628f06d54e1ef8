import type { NotifyReason, RuleEvidence, Severity } from '../core/alert.ts';
import { formatAge, formatDuration } from '../core/duration.ts';
import { formatChange, formatPrice } from '../core/format.ts';
import { html, lines, telegramTime, type Html } from '../core/html.ts';
import { button, type Button, type Message } from '../core/message.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import { formatClock } from '../core/zone.ts';

/** What a message about an alert needs to know beside its evidence. */
export type AlertFacts = {
  readonly id: number;
  readonly ref: string;
  readonly severity: Severity;
  readonly reason: NotifyReason;
  readonly evidence: RuleEvidence;
  readonly firedAt: Instant;
  readonly isPrivate: boolean;
  readonly zone: string;
  readonly acked: { readonly by: string; readonly at: Instant } | undefined;
};

const ICONS: Readonly<Record<Severity, string>> = {
  low: '🔹',
  medium: '🔔',
  high: '🟠',
  critical: '🔴',
};

/** The message of one alert. Line 1 is what a lock screen shows; evidence is folded; the footer tells the data's age. */
export function alertMessage(alert: AlertFacts, now: Instant): Message {
  const { evidence } = alert;
  const text = lines(
    headline(alert),
    meaning(evidence),
    alert.isPrivate && evidence.note !== undefined ? html`<i>“${evidence.note}”</i>` : undefined,
    html`<blockquote expandable>${folded(alert)}</blockquote>`,
    footer(alert, now),
    alert.acked &&
      html`✅ Acknowledged by ${alert.acked.by} at ${formatClock(alert.acked.at, alert.zone)}`,
  );
  return { text, buttons: [alertButtons(alert)], silent: alert.severity === 'low' };
}

/** The three things that can be done about an alert at once. */
function alertButtons({ id, acked }: AlertFacts): readonly Button[] {
  const subject = { alert: id };
  const quiet = [button('😴 Snooze', 'snooze', subject), button('🔕 Mute', 'mute', subject)];
  return acked === undefined ? [button('✅ Ack', 'ack', subject), ...quiet] : quiet;
}

function headline({ evidence, severity, reason }: AlertFacts): Html {
  const change = changeToday(evidence);
  const still = reason === 'repeated' ? 'still: ' : reason === 'worsened' ? 'further: ' : '';
  return html`${ICONS[severity]} <b>${still}${evidence.headline}</b> · now
    <b>${formatPrice(evidence.price)}</b>${change === undefined ? '' : ` ${formatChange(change)}`}`;
}

function meaning(evidence: RuleEvidence): Html {
  const { previousPrice, price, name } = evidence;
  const gap =
    previousPrice === undefined ? undefined : ((price - previousPrice) * 100) / previousPrice;
  const jumped =
    gap !== undefined && Math.abs(gap) >= 2
      ? ` It moved ${formatChange(gap)} since the reading before.`
      : '';
  return html`${name}: ${evidence.sentence}.${jumped}`;
}

function folded({ evidence, ref, zone }: AlertFacts): Html {
  const { previousPrice, previousAt } = evidence;
  const before =
    previousPrice === undefined || previousAt === undefined
      ? 'No earlier reading'
      : `Previous ${formatPrice(previousPrice)} at ${formatClock(previousAt, zone)}`;
  const readings = evidence.readings.map(
    (reading) => html`${reading.label} ${formatPrice(reading.value)} (${reading.against})`,
  );
  return lines(
    html`${before}, current ${formatPrice(evidence.price)} at
    ${formatClock(evidence.quotedAt, zone)}`,
    ...readings,
    html`Rule: ${evidence.rule}`,
    evidence.rearm === '' ? undefined : html`${evidence.rearm}`,
    html`Source
    ${evidence.source}${evidence.currency === '' ? '' : `, quoted in ${evidence.currency}`} · alert
    #${ref}`,
  );
}

function footer({ evidence }: AlertFacts, now: Instant): Html {
  const age = formatAge(Math.max(0, now - evidence.quotedAt));
  const delay = evidence.delayMs > 0 ? ` · feed delayed ${formatDuration(evidence.delayMs)}` : '';
  const when = telegramTime(evidence.quotedAt, 't', formatClock(evidence.quotedAt, 'UTC'));
  return html`<code>${evidence.code}</code> · ${evidence.frequency} · data ${age}${delay} · ${when}`;
}

function changeToday({ price, previousClose }: RuleEvidence): number | undefined {
  if (previousClose === undefined || previousClose === 0) return undefined;
  return ((price - previousClose) * 100) / previousClose;
}

const LATE_MS = 15 * MINUTE_MS;

type Sending = {
  readonly ref: string;
  readonly firedAt: Instant;
  readonly createdAt: Instant;
  readonly uncertain: number;
  readonly zone: string;
};

/** The line above a message that may be a second copy, or that comes late; undefined for an ordinary one. */
export function alertPrefix(sending: Sending, now: Instant): string | undefined {
  const repeat =
    sending.uncertain > 0
      ? `🔁 repeat of #${sending.ref}: the first copy may not have arrived`
      : undefined;
  const lateMs = now - sending.createdAt;
  const late =
    lateMs > LATE_MS
      ? `🕰 delayed ${formatDuration(lateMs)}: fired ${formatClock(sending.firedAt, sending.zone)}, the price may be another by now`
      : undefined;
  const said = [repeat, late].filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join('\n');
}
