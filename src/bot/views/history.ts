import type { HistoryEntry, HistoryPage, HistoryWish } from '../../app/history.ts';
import { LATE_MS } from '../../alerts/message.ts';
import { formatDuration } from '../../core/duration.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message, type TextFile } from '../../core/message.ts';
import { formatDate, formatMoment } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';
import { formatClock, isoDate } from '../../core/zone.ts';
import { outcomeLine } from './outcomes.ts';
import { pageButtons } from './pages.ts';

/** One page of what rang and what did not, newest first. */
export function historyMessage(found: HistoryPage, wish: HistoryWish, now: Instant): Message {
  const { entries, pages, page, isCut, upTo, zone } = found;
  if (entries.length === 0) return { text: emptyText(wish) };
  const subject = { ...wish, upTo };
  return {
    text: lines(
      title(found, wish),
      ...entries.flatMap((entry, i) => withDate(entry, entries[i - 1], { zone, now })),
      isCut
        ? html`<i
            >Older ones are beyond these ${pages} pages: ask by ticker, rule or days, or take the
            CSV.</i
          >`
        : undefined,
    ),
    buttons: [
      ...pageButtons({ verb: 'history', subject, page, of: pages }),
      [button('CSV', 'history-csv', { ...subject, page: 0 })],
    ],
  };
}

/** The alerts as a file. */
export function historyFileMessage(
  found: { readonly file: TextFile; readonly isCut: boolean } | undefined,
): Message {
  if (found === undefined) return { text: html`📜 There is nothing to put into a file.` };
  const older = found.isCut ? ' Older ones did not fit: ask by ticker, rule or days.' : '';
  return { text: html`📜 Times in it are UTC.${older}`, file: found.file };
}

function title({ total }: HistoryPage, wish: HistoryWish): Html {
  const what = wish.missed
    ? total === 1
      ? 'missed alert'
      : 'missed alerts'
    : total === 1
      ? 'alert'
      : 'alerts';
  return html`📜 <b>${total} ${what}</b>${scope(wish)}`;
}

function scope({ about, backMs }: HistoryWish): string {
  const which = about === '' ? '' : ` · ${about.toUpperCase()}`;
  return backMs === 0 ? which : `${which} · last ${formatDuration(backMs)}`;
}

function emptyText(wish: HistoryWish): Html {
  if (wish.missed) return html`📜 Nothing was missed${scope(wish)}: whatever rang was delivered.`;
  return html`📜 Nothing has rung here yet${scope(wish)}.`;
}

type Reading = { readonly zone: string; readonly now: Instant };

function withDate(
  entry: HistoryEntry,
  above: HistoryEntry | undefined,
  reading: Reading,
): readonly Html[] {
  const date = isoDate(entry.alert.firedAt, reading.zone);
  const isSame = above !== undefined && isoDate(above.alert.firedAt, reading.zone) === date;
  const year = date.slice(0, 4);
  const inYear = year === isoDate(reading.now, reading.zone).slice(0, 4) ? '' : ` ${year}`;
  const heading = html`<b>${formatDate(date)}${inYear}</b>`;
  return [...(isSame ? [] : [heading]), entryText(entry, reading)];
}

function entryText(entry: HistoryEntry, reading: Reading): Html {
  const { alert } = entry;
  const acked =
    alert.ackedAt === undefined
      ? ''
      : ` · acknowledged by ${alert.ackedBy ?? 'somebody'} ${formatMoment(alert.ackedAt, reading.zone, alert.firedAt)}`;
  const again =
    alert.reason === 'repeated' ? 'still: ' : alert.reason === 'worsened' ? 'further: ' : '';
  return lines(
    html`${ICONS[alert.fate]} ${formatClock(alert.firedAt, reading.zone)}
      ${again}${alert.evidence.headline} · <code>${alert.evidence.code}</code> #${alert.ref}`,
    html`↳ ${fate(entry, reading)}${acked}`,
    outcomeLine(entry, reading),
  );
}

const ICONS = { open: '⏳', sent: '🔔', suppressed: '🔕', expired: '⌛', dead: '🚫' } as const;

/** What became of it, in plain words. */
function fate(
  { alert, why, sentAt, waitsUntil, wasRepeated }: HistoryEntry,
  { zone, now }: Reading,
): string {
  switch (alert.fate) {
    case 'sent': {
      const lateMs = sentAt === undefined ? 0 : sentAt - alert.createdAt;
      const late = lateMs > LATE_MS ? `delivered ${formatDuration(lateMs)} late` : 'delivered';
      return wasRepeated ? `${late}, perhaps twice` : late;
    }
    case 'open':
      return waitsUntil === undefined || waitsUntil <= now
        ? 'on its way'
        : `on its way, next try ${formatMoment(waitsUntil, zone, now)}${reasonText(why)}`;
    case 'suppressed':
      return heldBack(alert.reason);
    case 'expired':
      return `never delivered: its time ran out${reasonText(why)}`;
    case 'dead':
      return `never delivered${reasonText(why)}`;
  }
}

function heldBack(reason: string): string {
  switch (reason) {
    case 'suppressed-cooldown':
      return 'held back: the rule had rung shortly before (cooldown)';
    case 'suppressed-muted':
      return 'held back: muted';
    case 'suppressed-snoozed':
      return 'held back: snoozed';
    case 'suppressed-rate':
      return 'held back: more alerts than this chat takes in a minute';
    case 'late':
      return 'told late, with what I could not see at the time';
    default:
      return 'held back';
  }
}

const CODES: Readonly<Record<string, string>> = {
  '401': 'Telegram did not accept the bot’s token',
  '404': 'Telegram did not accept the bot’s token',
  '429': 'Telegram asked me to slow down',
  'no answer': 'Telegram did not answer',
  unreachable: 'Telegram could not be reached',
  'stopped while sending': 'I was stopped while sending it',
};

/** Why, as far as a person needs it; Telegram's own words lose their prefix. */
export function reasonText(why: string | undefined): string {
  if (why === undefined || why === '') return '';
  const plain = why.replace(/^gave up after /, '');
  if (/^5\d\d$/.test(plain)) return ' (Telegram had a fault of its own)';
  return ` (${CODES[plain] ?? plain.replace(/^(?:Bad Request|Forbidden): /, '')})`;
}
