import type { AuditLine, AuditPage, AuditState, AuditWish } from '../../app/audit.ts';
import { formatDuration } from '../../core/duration.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Message, type TextFile } from '../../core/message.ts';
import { formatMoment } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';
import { pageButtons } from './pages.ts';

type Reading = { readonly wish: AuditWish; readonly check: AuditState; readonly now: Instant };

const LONGEST_VALUE = 120;
const LONGEST_SUBJECT = 60;
const HASH_SHOWN = 12;

/** One page of who changed what, newest first, with the state of the chain. */
export function auditMessage(found: AuditPage, { wish, check, now }: Reading): Message {
  const { lines: rows, page, pages, upTo, zone, total } = found;
  const subject = { ...wish, upTo };
  const count = html`📒 <b>${total} ${total === 1 ? 'change' : 'changes'}</b>${scope(wish)}`;
  const none = html`Nothing of that kind is in the log. /audit alone shows all of it.`;
  return {
    text: lines(
      count,
      chainLine(check),
      ...(rows.length === 0 && total + check.rows > 0 ? [none] : []),
      ...rows.map((row) => rowText(row, { zone, now })),
    ),
    buttons: [
      ...pageButtons({ verb: 'audit', subject, page, of: pages }),
      ...(rows.length === 0 ? [] : [[button('CSV', 'audit-csv', { ...subject, page: 0 })]]),
    ],
  };
}

/** The rows as a file. */
export function auditFileMessage(
  found: { readonly file: TextFile; readonly isCut: boolean } | undefined,
): Message {
  if (found === undefined) return { text: html`There is nothing to put into a file.` };
  const older = found.isCut ? html` Older changes did not fit: ask by person, word or days.` : '';
  return { text: html`📒 Times in it are UTC.${older}`, file: found.file };
}

function scope({ about, backMs }: AuditWish): string {
  const which = about === '' ? '' : ` · ${clip(about, LONGEST_SUBJECT)}`;
  return backMs === 0 ? which : `${which} · last ${formatDuration(backMs)}`;
}

function chainLine({ rows, head, broken }: AuditState): Html {
  if (broken === undefined) {
    const seal =
      head === '' ? html`` : html`; the last is sealed <code>${head.slice(0, HASH_SHOWN)}</code>`;
    return html`🔗 The log is whole: ${rows} rows${seal}`;
  }
  return html`⚠️ The log was changed outside of the program: ${BREAKS[broken.why](broken.id)}. What
  stands before it is as it was written. Compare with a backup.`;
}

const BREAKS = {
  changed: (id) => `row ${id} is not as it was written`,
  missing: (id) => `rows are missing before or at ${id}`,
  unsealed: (id) => `row ${id} has lost its seal`,
} as const satisfies Record<string, (id: number) => string>;

function rowText(
  { id, at, who, action, subject, before, after }: AuditLine,
  { zone, now }: { zone: string; now: Instant },
): Html {
  const what = clip(subject, LONGEST_SUBJECT);
  return lines(
    html`<b>#${id}</b> ${formatMoment(at, zone, now)} · ${who} · ${action} <code>${what}</code>`,
    change(before, after),
  );
}

function change(before: string | undefined, after: string | undefined): Html | undefined {
  if (before === undefined && after === undefined) return undefined;
  return html`↳ ${value(before)} → ${value(after)}`;
}

function value(text: string | undefined): string {
  return text === undefined || text === '' ? '–' : clip(text, LONGEST_VALUE);
}
