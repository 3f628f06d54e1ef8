import type { AlertReceipt, Copy } from '../../app/alert-receipt.ts';
import { LATE_MS } from '../../alerts/journey.ts';
import type { NotifyReason, Evidence } from '../../core/alert.ts';
import { formatAge, formatDuration } from '../../core/duration.ts';
import { formatMoney, formatPrice } from '../../core/format.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html, type Html } from '../../core/html.ts';
import { formatMoment, moment } from '../../core/moment.ts';
import type { AlertRecord } from '../../core/records.ts';
import { sourceName } from '../../core/source-words.ts';
import { reasonText } from './history-fate.ts';
import { folded, readingText, type Reader } from './why-parts.ts';

const REASONS: Readonly<Record<NotifyReason, string>> = {
  first: 'told, because it had become so',
  escalated: 'told, because it had become more severe',
  worsened: 'told again, because it had gone further',
  repeated: 'told again, because it was still so when its cooldown was over',
  resolved: 'told, because it was over',
  late: 'told late',
  'suppressed-cooldown': 'held back: it had rung shortly before (cooldown)',
  'suppressed-muted': 'held back: it was muted',
  'suppressed-snoozed': 'held back: it was snoozed',
  'suppressed-inhibited': 'kept quiet: it moved with the market',
  'suppressed-log': 'kept in the history: this chat has set so for its severity',
  'suppressed-rate': 'held back: more alerts than this chat takes in a minute',
  unchanged: 'nothing new',
};

/** What rang and when, and whether it was told: `🔔 NVDA crossed above 150.00 at 151.00 …`. */
export function firingLine({ alert }: AlertReceipt, { zone, now }: Reader): Html {
  const { evidence, ref, reason, firedAt } = alert;
  const icon = reason.startsWith('suppressed') ? '🔕' : '🔔';
  return html`${icon} <b>${evidence.headline}</b> at
    ${formatMoney(evidence.price, evidence.currency)}, ${moment(firedAt, zone, now)} (#${ref}):
    ${REASONS[reason]}.`;
}

/** What was true on what, when that was judged, and how its message fared. */
export function receiptLines(receipt: AlertReceipt, reader: Reader): readonly (Html | undefined)[] {
  const { alert, copies } = receipt;
  const { evidence } = alert;
  return [
    ...evidence.readings.map((one) => html`✓ ${readingText(one, reader)}`),
    before(evidence, reader),
    evidence.bar && barText(evidence.bar, reader),
    sourceText(alert, reader),
    evidence.rearm === '' || evidence.rearm === 'never'
      ? undefined
      : html`After that it could ring again only ${evidence.rearm}`,
    judgedText(alert, reader),
    ...copies.map((copy) => copyText(copy, alert, reader)),
    alert.ackedAt &&
      html`Acknowledged by ${alert.ackedBy ?? 'somebody'}
      ${moment(alert.ackedAt, reader.zone, reader.now)}`,
    html`Rule then: <code>${withoutNote(evidence.rule)}</code>`,
  ];
}

/** The same folded away. */
export function foldedReceipt(receipt: AlertReceipt, reader: Reader): Html {
  return folded(`Alert #${receipt.alert.ref}`, ...receiptLines(receipt, reader));
}

function before({ previousPrice, previousAt }: Evidence, { zone, now }: Reader): Html {
  if (previousPrice === undefined || previousAt === undefined)
    return html`The price before is not known`;
  return html`Price before: ${formatPrice(previousPrice)} at ${moment(previousAt, zone, now)}`;
}

function barText(bar: NonNullable<Evidence['bar']>, { zone, now }: Reader): Html {
  const { timeframe, openedAt, closesAt, isForming } = bar;
  const from = formatMoment(openedAt, zone, now);
  return isForming
    ? html`On the ${timeframe} bar since ${from}, which was still forming (provisional)`
    : html`On the ${timeframe} bar ${from} – ${formatMoment(closesAt, zone, openedAt)}, closed`;
}

function sourceText({ evidence, createdAt }: AlertRecord, { zone, now }: Reader): Html {
  const { quotedAt, source, delayMs, bar } = evidence;
  const age = formatAge(Math.max(0, createdAt - quotedAt));
  const delay = delayMs > 0 ? `, feed delayed ${formatDuration(delayMs)}` : '';
  const what = bar === undefined || bar.isForming ? 'Quote of' : 'Bar closed';
  return html`${what} ${moment(quotedAt, zone, now)}, ${age} when it was judged,
  ${sourceName(source)}${delay}`;
}

function judgedText({ createdAt, evidence: { lateMs } }: AlertRecord, reader: Reader): Html {
  const at = moment(createdAt, reader.zone, reader.now);
  return lateMs === undefined
    ? html`Judged ${at}, in time`
    : html`Judged ${at}, <b>late</b>: ${formatDuration(lateMs)} after it was so`;
}

function copyText(copy: Copy, { createdAt }: AlertRecord, { zone, now }: Reader): Html {
  const { sentAt, tries, waitsUntil, why, status, isInDoubt } = copy;
  const count = tries.length === 1 ? '1 try' : `${tries.length} tries`;
  const twice = isInDoubt ? '; perhaps twice' : '';
  const to = copy.channel === 'telegram' ? 'Telegram' : copy.channel;
  if (sentAt !== undefined) {
    const tookMs = sentAt - createdAt;
    const late = tookMs > LATE_MS ? html`, <b>late</b>` : html``;
    return html`Sent to ${to} ${moment(sentAt, zone, now)}, ${formatDuration(tookMs)} after${late},
    ${count}${triesText(copy, { zone, now })}${twice}`;
  }
  if (waitsUntil === undefined)
    return html`Never sent to ${to} (${status}) after ${count}${reasonText(why)}`;
  const next = waitsUntil > now ? html`, next ${moment(waitsUntil, zone, now)}` : html``;
  return html`On its way to ${to}: ${count} so far${next}${reasonText(why)}`;
}

const MOST_TRIES = 4;

/** What became of the tries before the one that counted. */
function triesText({ tries }: Copy, { zone, now }: Reader): string {
  const failed = tries.filter(({ outcome }) => outcome !== 'sent').slice(-MOST_TRIES);
  if (failed.length === 0) return '';
  const each = failed.map(
    ({ startedAt, code }) => `${formatMoment(startedAt, zone, now)}${reasonText(code)}`,
  );
  return `; failed ${each.join(', ')}`;
}
