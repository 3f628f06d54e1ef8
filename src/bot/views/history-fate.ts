import type { HistoryEntry } from '../../app/history-entry.ts';
import type { Fate, Sending } from '../../app/history-fate.ts';
import { LATE_MS } from '../../alerts/journey.ts';
import { formatDuration } from '../../core/duration.ts';
import { formatMoment } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';

type Reading = { readonly zone: string; readonly now: Instant };

/** What became of an alert, in plain words: where it went or why it did not, and what followed. */
export function fateText(entry: HistoryEntry, reading: Reading): string {
  const { alert } = entry;
  const acked =
    alert.ackedAt === undefined
      ? undefined
      : `acknowledged by ${alert.ackedBy ?? 'somebody'} ${formatMoment(alert.ackedAt, reading.zone, alert.firedAt)}`;
  const resolved =
    alert.resolvedAt === undefined
      ? undefined
      : `over since ${formatMoment(alert.resolvedAt, reading.zone, alert.firedAt)}`;
  return [ending(entry, reading), escalated(entry.became), acked, resolved]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function ending(entry: HistoryEntry, reading: Reading): string {
  const { alert, why, became } = entry;
  switch (alert.fate) {
    case 'sent':
      return delivered(entry) + together(became);
    case 'open':
      return waiting(entry, reading);
    case 'suppressed':
      return heldBack(entry, reading);
    case 'expired':
      return `never delivered: its time ran out${reasonText(why)}`;
    case 'dead':
      return `never delivered${reasonText(why)}${tried(became)}`;
  }
}

function delivered({ alert, sentAt, wasRepeated, became }: HistoryEntry): string {
  const lateMs = sentAt === undefined ? 0 : sentAt - alert.createdAt;
  const isDigest = became.bundle?.kind === 'quiet';
  const late =
    lateMs > LATE_MS && !isDigest ? `delivered ${formatDuration(lateMs)} late` : 'delivered';
  const sure = wasRepeated ? `${late}, perhaps twice` : late;
  const first = became.sendings.filter(({ step }) => step === 'first');
  const names = channelsOf(first.filter(({ status }) => status === 'sent'));
  // Where Telegram alone was meant and reached, there is nothing to say.
  const by = names.length === 0 || names.join() === 'telegram' ? '' : ` by ${listed(names)}`;
  const lost = first.filter(({ status }) => status === 'dead' || status === 'expired');
  const failed = lost.map(({ channel, code }) => `, not by ${channel}${reasonText(code)}`);
  return `${sure}${by}${[...new Set(failed)].join('')}`;
}

function together({ bundle }: Fate): string {
  if (bundle === undefined || bundle.count < 2) return '';
  const names = { storm: 'a storm', quiet: 'the quiet hours', card: 'one card' };
  return `, with ${bundle.count - 1} more of ${names[bundle.kind]}`;
}

function waiting({ why, waitsUntil, became }: HistoryEntry, { zone, now }: Reading): string {
  const { bundle } = became;
  if (bundle !== undefined && bundle.dueAt > now) {
    const until = formatMoment(bundle.dueAt, zone, now);
    return bundle.kind === 'quiet'
      ? `held for the quiet hours until ${until}, then part of one message`
      : `gathered with others until ${until}`;
  }
  return waitsUntil === undefined || waitsUntil <= now
    ? 'on its way'
    : `on its way, next try ${formatMoment(waitsUntil, zone, now)}${reasonText(why)}`;
}

function heldBack({ alert, became }: HistoryEntry, { zone }: Reading): string {
  const { heldBy, inhibitedBy, cooldownMs } = became;
  switch (alert.reason) {
    case 'suppressed-cooldown':
      return cooldownMs === undefined || cooldownMs === 0
        ? 'held back: the rule had rung shortly before (cooldown)'
        : `held back: the rule had rung within ${formatDuration(cooldownMs)} before (cooldown)`;
    case 'suppressed-muted':
    case 'suppressed-snoozed': {
      const word = alert.reason === 'suppressed-muted' ? 'muted' : 'snoozed';
      if (heldBy === undefined) return `held back: ${word}`;
      const last =
        heldBy.until === undefined
          ? 'until further notice'
          : `until ${formatMoment(heldBy.until, zone, alert.firedAt)}`;
      const end = heldBy.wake === undefined ? last : `until ${heldBy.wake}`;
      return `held back: ${heldBy.about} was ${word} by ${heldBy.by} ${end}`;
    }
    case 'suppressed-rate':
      return 'held back: more alerts than this chat takes in a minute';
    case 'suppressed-inhibited':
      return inhibitedBy === undefined
        ? 'held back: the whole market moved'
        : `held back: explained by #${inhibitedBy.ref} (${inhibitedBy.headline})`;
    case 'suppressed-log':
      return 'kept here alone: its route sends nothing';
    case 'late':
      return 'told late, with what I could not see at the time';
    default:
      return 'held back';
  }
}

function escalated({ sendings }: Fate): string | undefined {
  const steps = new Set(
    sendings.map(({ step }) => step).filter((step) => step.startsWith('escal')),
  );
  if (steps.size === 0) return undefined;
  const sent = sendings.filter(({ step, status }) => step.startsWith('escal') && status === 'sent');
  const names = channelsOf(sent);
  const times = steps.size === 1 ? 'once' : steps.size === 2 ? 'twice' : `${steps.size} times`;
  return `escalated ${times}${names.length === 0 ? '' : ` by ${listed(names)}`}`;
}

function tried({ sendings }: Fate): string {
  const names = channelsOf(sendings.filter(({ step }) => step === 'first'));
  return names.length > 1 ? `, tried by ${listed(names)}` : '';
}

function channelsOf(sendings: readonly Sending[]): readonly string[] {
  return [...new Set(sendings.map(({ channel }) => channel))];
}

function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join()
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

const CODES: ReadonlyMap<string, string> = new Map([
  ['401', 'Telegram did not accept the bot’s token'],
  ['404', 'Telegram did not accept the bot’s token'],
  ['429', 'Telegram asked me to slow down'],
  ['no answer', 'Telegram did not answer'],
  ['unreachable', 'Telegram could not be reached'],
  ['stopped while sending', 'I was stopped while sending it'],
]);

/** Why, as far as a person needs it; Telegram's own words lose their prefix. */
export function reasonText(why: string | undefined): string {
  if (why === undefined || why === '') return '';
  const plain = why.replace(/^gave up after /, '');
  if (/^5\d\d$/.test(plain)) return ' (Telegram had a fault of its own)';
  return ` (${CODES.get(plain) ?? plain.replace(/^(?:Bad Request|Forbidden): /, '')})`;
}
