import type { HistoryPage, HistoryWish } from '../../app/history.ts';
import type { HistoryEntry } from '../../app/history-entry.ts';
import { formatDuration } from '../../core/duration.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message, type TextFile } from '../../core/message.ts';
import { formatDate } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';
import { formatClock, isoDate } from '../../core/zone.ts';
import { fateText } from './history-fate.ts';
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
  const again =
    alert.reason === 'repeated' ? 'still: ' : alert.reason === 'worsened' ? 'further: ' : '';
  return lines(
    html`${ICONS[alert.fate]} ${formatClock(alert.firedAt, reading.zone)}
      ${again}${alert.evidence.headline} · <code>${alert.evidence.code}</code> #${alert.ref}`,
    html`↳ ${fateText(entry, reading)}`,
    outcomeLine(entry, reading),
  );
}

const ICONS = { open: '⏳', sent: '🔔', suppressed: '🔕', expired: '⌛', dead: '🚫' } as const;
