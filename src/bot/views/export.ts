import type { BookCounts, BookFiles, ExportWish } from '../../app/book-files.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';

const NOTHING_HELD: Message = {
  text: html`There is nothing to put into a file: I know of no account of yours.
    <code>/accounts</code> lets me read your broker,
    <code>/positions add NVDA 100 @ 121.40</code> tells me by hand.`,
};

/** What there is to take, and in which form. */
export function exportMessage(counts: BookCounts | undefined, year: number): Message {
  if (counts === undefined) return NOTHING_HELD;
  const last = year - 1;
  return {
    text: lines(
      html`📎 <b>Your books as files</b>: ${countText(counts)}.`,
      html`<i>xlsx</i> is one file with a sheet for each, <i>CSV</i> one file for each. Times are
        UTC; every amount stands in its own currency and in yours, by the rate of its day, which
        stands beside it. One year alone: <code>/export xlsx ${last}</code>`,
    ),
    buttons: [
      [
        button('xlsx', 'export-file', { format: 'xlsx' }),
        button('CSV', 'export-file', { format: 'csv' }),
      ],
      [
        button(`xlsx ${last}`, 'export-file', { format: 'xlsx', year: last }),
        button(`CSV ${last}`, 'export-file', { format: 'csv', year: last }),
      ],
    ],
  };
}

/** The files, a message each, the first with what is in them. */
export function exportFiles(made: BookFiles, { format, year }: ExportWish): readonly Message[] {
  const when = year === undefined ? '' : ` of ${year}`;
  switch (made.kind) {
    case 'nothing':
      return [
        {
          text:
            year === undefined
              ? html`📎 There is nothing to put into a file yet: no trade, nothing held, no day
                written down.`
              : html`📎 I have nothing of ${year}: no trade, nothing held, no day written down.
                  Everything there is: <code>/export ${format}</code>`,
        },
      ];
    case 'too-big':
      return [{ text: html`📎 ${countText(made.counts)}${when} ${tooBig(format, year)}` }];
    case 'made':
      return made.files.map((file, n) => ({ text: captionOf(made.counts, { n, when }), file }));
  }
}

function tooBig(format: ExportWish['format'], year: number | undefined): Html {
  const byYear = html`<code>/export ${format} 2025</code>`;
  if (format === 'csv')
    return html`are more than I can send at once. Take them year by year: ${byYear}`;
  const parts = html`<code>/export csv${year === undefined ? '' : ` ${year}`}</code>`;
  return html`are more than one xlsx file may hold here. Take them year by year, ${byYear}, or as
  CSV, which comes in parts: ${parts}`;
}

function captionOf(
  counts: BookCounts,
  { n, when }: { readonly n: number; readonly when: string },
): Html {
  if (n > 0) return html`📎 The next of them.`;
  return html`📎 ${countText(counts)}${when}. Times in it are UTC. Results are as the broker told
  them; for taxes your broker’s own statement is what counts.`;
}

function countText({ trades, positions, equity }: BookCounts): string {
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  return `${counted(trades, 'trade')}, ${counted(positions, 'position')} and ${counted(equity, 'day')} of worth`;
}
