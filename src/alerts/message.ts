import type { NotifyReason, Reading, Evidence, Severity } from '../core/alert.ts';
import { formatAge, formatDuration } from '../core/duration.ts';
import { formatChange, formatMoney, formatPrice } from '../core/format.ts';
import { html, lines, telegramTime, type Html } from '../core/html.ts';
import { formatMoment, moment } from '../core/moment.ts';
import { button, type Button, type Message } from '../core/message.ts';
import { sourceName } from '../core/source-words.ts';
import type { Instant } from '../core/time.ts';
import { formatClock } from '../core/zone.ts';
import { exposureLine, type Exposure } from './exposure.ts';
import { SEVERITY_ICONS } from './icons.ts';
import { LATE_MS } from './journey.ts';

/** What a message about an alert needs to know beside its evidence. */
export type AlertFacts = {
  readonly id: number;
  readonly ref: string;
  readonly severity: Severity;
  readonly reason: NotifyReason;
  readonly evidence: Evidence;
  readonly firedAt: Instant;
  readonly isPrivate: boolean;
  /** What its reader holds of it; only told where nobody else reads. */
  readonly exposure?: Exposure | undefined;
  /** Anybody may read it, strangers too: it tells nothing of who did what. */
  readonly isPublic?: boolean;
  /** A copy in another chat than its rule's, which is where quiet is kept and where the rule has its name. */
  readonly isElsewhere?: boolean;
  /** Its market was closed when the first copy left, or is now: nothing newer could be had. */
  readonly isShut?: boolean;
  readonly zone: string;
  readonly acked: { readonly by: string; readonly at: Instant } | undefined;
  /** How many alerts about shares that moved with it are kept quiet. */
  readonly quieted?: number;
  /** When what it tells of was over. */
  readonly resolvedAt?: Instant | undefined;
  /** Quiet that somebody asked for about this since it rang. */
  readonly quiet: Quiet | undefined;
  /** What opens its rule for whoever reads it in a group or channel. */
  readonly copyUrl: string | undefined;
  /** When its first copy left; undefined while it has not. A later change of the message keeps the age it then had. */
  readonly sentAt: Instant | undefined;
};

export type Quiet = {
  readonly muteId: number;
  readonly verb: 'mute' | 'snooze';
  /** What is quiet: `NVDA`, `this chat`. */
  readonly about: string;
  readonly by: string;
  readonly until: Instant | undefined;
  /** The condition that ends it before that. */
  readonly wake?: string | undefined;
  readonly coversCritical: boolean;
};

/** The message of one alert. Line 1 is what a lock screen shows; evidence is folded; the footer tells the data's age. */
export function alertMessage(alert: AlertFacts, now: Instant): Message {
  const { evidence } = alert;
  const text = lines(
    headline(alert, now),
    lateLine(evidence),
    blindLine(alert, now),
    meaning(evidence),
    alert.isPrivate && alert.exposure ? exposureLine(alert.exposure) : undefined,
    onlyAlerts(evidence),
    alert.isPrivate && evidence.note !== undefined ? html`<i>“${evidence.note}”</i>` : undefined,
    html`<blockquote expandable>${folded(alert)}</blockquote>`,
    footer(alert, now),
    quietedLine(alert.quieted ?? 0),
    alert.resolvedAt && html`☑️ Over since ${moment(alert.resolvedAt, alert.zone, now)}`,
    alert.acked && ackLine(alert, alert.acked, now),
    alert.quiet && quietLine(alert, alert.quiet, now),
  );
  const buttons = [alertButtons(alert), ...readerButtons(alert)];
  return { text, buttons, silent: alert.severity === 'low' };
}

function onlyAlerts(evidence: Evidence): Html | undefined {
  if (evidence.kind !== 'position' || evidence.held.onlyAlerts !== true) return undefined;
  return html`<b>It only alerts</b>: nothing is sold by it.`;
}

function quietedLine(count: number): Html | undefined {
  if (count === 0) return undefined;
  const what = count === 1 ? '1 alert' : `${count} alerts`;
  return html`🤫 ${what} about shares that moved with it ${count === 1 ? 'is' : 'are'} kept quiet:
    <code>/history missed</code>`;
}

/** What can be done about an alert at once. */
function alertButtons({ id, acked, quiet, isElsewhere }: AlertFacts): readonly Button[] {
  const subject = { alert: id };
  const ack = acked === undefined ? [button('✅ Ack', 'ack', subject)] : [];
  const chart = button('📈 Chart', 'chart', { about: 'alert', id });
  if (isElsewhere === true) return [...ack, chart];
  if (quiet !== undefined) {
    const undo = button(`↩ Undo ${quiet.verb}`, 'quiet-end', { ...subject, mute: quiet.muteId });
    return [...ack, undo, chart];
  }
  return [
    ...ack,
    button('😴 Snooze', 'snooze', subject),
    button('🔕 Mute', 'mute', subject),
    chart,
  ];
}

type Bar = NonNullable<Evidence['bar']>;

/** What whoever reads along in a group or channel may do for themselves. */
function readerButtons({ id, isPrivate, copyUrl }: AlertFacts): readonly (readonly Button[])[] {
  if (isPrivate) return [];
  const copy: readonly Button[] =
    copyUrl === undefined
      ? []
      : [{ label: '🔔 Copy this rule', action: { kind: 'url', url: copyUrl } }];
  return [[...copy, button('👁 My view', 'my-view', { alert: id })]];
}

type Acked = NonNullable<AlertFacts['acked']>;

function ackLine({ isPublic, zone }: AlertFacts, { by, at }: Acked, now: Instant): Html {
  return html`✅ Acknowledged${isPublic === true ? '' : html` by ${by}`} at ${moment(at, zone, now)}`;
}

function quietLine({ severity, zone, isPublic }: AlertFacts, quiet: Quiet, now: Instant): Html {
  const { verb, about, until, by, wake } = quiet;
  const what = verb === 'snooze' ? '😴 Snoozed' : '🔕 Muted';
  const last = until === undefined ? html`somebody says so` : moment(until, zone, now);
  const end = wake === undefined ? last : html`<code>${wake}</code> or ${last}`;
  const spared = severity === 'critical' && !quiet.coversCritical;
  const whose = isPublic === true ? '' : ` by ${by}`;
  return html`${what} until ${end}${whose} · ${about}${spared ? ' · critical ones still ring' : ''}`;
}

function headline({ evidence, severity, reason, firedAt, sentAt }: AlertFacts, now: Instant): Html {
  const change = changeToday(evidence);
  const still = reason === 'repeated' ? 'still: ' : reason === 'worsened' ? 'further: ' : '';
  // What left late has a line above it that tells the price of then and of now.
  const when = (sentAt ?? now) - firedAt > LATE_MS ? 'then' : 'now';
  return html`${SEVERITY_ICONS[severity]} <b>${still}${evidence.headline}</b> · ${when}
    <b>${priceText(evidence)}</b>${change === undefined ? '' : ` ${formatChange(change)}`}`;
}

/** Plain, as the level in the headline is; but nobody should take pence for pounds, or a share of an account for money. */
function priceText({ price, currency }: Evidence): string {
  return UNITS.has(currency) ? formatMoney(price, currency) : formatPrice(price);
}

/** What is told with its unit all the same. */
const UNITS: ReadonlySet<string> = new Set(['GBp', '%']);

function meaning({ previousPrice, previousClose, price, name, currency }: Evidence): Html {
  const gap =
    previousPrice === undefined ? undefined : ((price - previousPrice) * 100) / previousPrice;
  const jumped =
    gap !== undefined && Math.abs(gap) >= JUMP_PCT
      ? ` · ${formatChange(gap)} since the reading before`
      : '';
  const close =
    previousClose === undefined ? '' : ` · last close ${formatMoney(previousClose, currency)}`;
  return html`${name}${close}${jumped}`;
}

function lateLine({ lateMs, bar }: Evidence): Html | undefined {
  if (lateMs === undefined) return undefined;
  const when = bar === undefined ? 'then' : 'when its bar closed';
  return html`🕰 <b>LATE</b>: this was so ${formatDuration(lateMs)} ago, ${when}; I could not judge
    it sooner`;
}

function blindLine({ evidence, zone }: AlertFacts, now: Instant): Html | undefined {
  const { blindSince } = evidence;
  if (blindSince === undefined) return undefined;
  return html`🕳 I was blind from ${moment(blindSince, zone, now)} until this price: it may have
  happened earlier`;
}

/** From which distance between two readings on it is worth a word. */
const JUMP_PCT = 2;

function folded({ evidence, ref, zone }: AlertFacts): Html {
  const { previousPrice, previousAt } = evidence;
  const before =
    previousPrice === undefined || previousAt === undefined
      ? 'No earlier reading'
      : `Previous ${formatPrice(previousPrice)} at ${formatMoment(previousAt, zone, evidence.quotedAt)}`;
  return lines(
    evidence.bar && barLine(evidence.bar, zone),
    html`${before}, current ${formatPrice(evidence.price)} at
    ${formatClock(evidence.quotedAt, zone)}`,
    ...evidence.readings.map(readingLine),
    evidence.exDividend === undefined
      ? undefined
      : html`Ex-dividend today: ${Number(evidence.exDividend.toPrecision(6))} a share`,
    html`Rule:
    ${evidence.rule === '' ? evidence.sentence : `${evidence.rule} (${evidence.sentence})`}`,
    again(evidence.rearm),
    html`Source
    ${sourceName(evidence.source)}${/^%?$/.test(evidence.currency) ? '' : `, quoted in ${evidence.currency}`}
    · alert #${ref}`,
  );
}

/** The bar that it was judged by; a closed one stays as it is. */
function barLine({ timeframe, openedAt, closesAt, isForming }: Bar, zone: string): Html {
  if (isForming)
    return html`${timeframe} bar since ${formatMoment(openedAt, zone, closesAt)}, still forming:
      <b>provisional</b>, it may be gone when the bar closes`;
  const from = formatMoment(openedAt, zone, closesAt);
  return html`${timeframe} bar ${from} – ${formatMoment(closesAt, zone, closesAt)}, closed: this
  can’t change any more`;
}

/** A reading with what it was a bar or a quote before: `rsi14 31.20 → 27.80 (< 30)`. */
function readingLine({ label, value, previous, isPercent, against }: Reading): Html {
  const text = (one: number) => (isPercent ? formatChange(one) : formatPrice(one));
  const from = previous === undefined ? '' : `${text(previous)} → `;
  return html`${label} ${from}${text(value)} (${against})`;
}

function again(rearm: string): Html | undefined {
  if (rearm === '') return undefined;
  return rearm === 'never' ? html`It does not ring again` : html`Rings again ${rearm}`;
}

function footer({ evidence, sentAt, isElsewhere, isShut }: AlertFacts, now: Instant): Html {
  const age = `data ${formatAge(Math.max(0, (sentAt ?? now) - evidence.quotedAt))}`;
  const fresh = isShut === true ? 'market closed, last trade' : age;
  const delay = evidence.delayMs > 0 ? ` · feed delayed ${formatDuration(evidence.delayMs)}` : '';
  const when = telegramTime(evidence.quotedAt, 't', formatClock(evidence.quotedAt, 'UTC'));
  const code = isElsewhere === true ? html`` : html`<code>${evidence.code}</code> · `;
  return html`${code}${evidence.frequency} · ${fresh}${isShut === true ? ' ' : `${delay} · `}${when}`;
}

function changeToday({ price, previousClose }: Evidence): number | undefined {
  if (previousClose === undefined || previousClose === 0) return undefined;
  return ((price - previousClose) * 100) / previousClose;
}
