import type { ImportPreview } from '../../app/rule-transfer.ts';
import { withoutNote } from '../../core/rule-note.ts';
import type { TextFile } from '../../core/message.ts';
import { clip, html, lines } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import type { Attached } from '../attached.ts';
import { counted } from './list.ts';

const MOST_SHOWN = 12;
const LONGEST_SHOWN = 80;

/** A chat's rules as a file to keep. */
export function exportMessage(exported: { file: TextFile; count: number } | undefined): Message {
  if (exported === undefined)
    return { text: html`📄 There are no rules here, so there is nothing to export.` };
  const { file, count } = exported;
  return {
    text: html`📄 ${counted(count, 'rule')}, one a line, as they stand now. Answer this file with
      <code>/rules import</code> to bring them back, here or in another chat of mine.`,
    file,
  };
}

/** What an import would do, before it does anything. */
export function importPreview({ fresh, known, bad, room, limit }: ImportPreview): Message {
  const fits = Math.min(fresh.length, room);
  const shown = fresh.slice(0, MOST_SHOWN);
  const action = {
    kind: 'verb',
    verb: 'import-apply',
    subject: { rules: fresh.slice(0, room).join('\n') },
    once: true,
  } as const;
  const apply: Button = { label: `✅ Apply (${fits})`, action, style: 'success' };
  return {
    text: lines(
      html`📥 <b>Import</b>: ${fresh.length} new, ${known} already there, ${bad.length} unreadable.
        Nothing has been changed yet.`,
      ...shown.map((text) => html`＋ <code>${withoutNote(text)}</code>`),
      fresh.length > shown.length ? html`… and ${fresh.length - shown.length} more.` : undefined,
      ...bad
        .slice(0, MOST_SHOWN)
        .map(
          ({ line, text, why }) =>
            html`⚠️ Line ${line}: <code>${clip(withoutNote(text), LONGEST_SHOWN)}</code> · ${why}`,
        ),
      bad.length > MOST_SHOWN ? html`… and ${bad.length - MOST_SHOWN} more lines.` : undefined,
      fresh.length > room
        ? html`⚠️ There is room for ${room} more: a chat keeps ${limit} rules at most.`
        : undefined,
    ),
    buttons: fits === 0 ? [] : [[apply, button('✖', 'import-no', {})]],
  };
}

/** Why there is nothing to import. */
export function noImport(attached: Exclude<Attached, { kind: 'text' }>): Message {
  switch (attached.kind) {
    case 'none':
      return {
        text: html`📥 Send the rules behind it, one a line, or answer a file or a message that holds
          them with <code>/rules import</code>. <code>/rules export</code> writes such a file.`,
      };
    case 'too-big':
      return {
        text: html`⚠️ That file is larger than ${Math.floor(attached.mostBytes / 1024)} kB, which no
        list of rules is. Nothing was read.`,
      };
    case 'failed':
      return {
        text: html`⚠️ Telegram did not hand me that file just now. Try again in a minute, or paste
          the rules behind <code>/rules import</code>.`,
      };
  }
}

/** A text without a single rule in it. */
export const EMPTY_IMPORT: Message = {
  text: html`📥 I see no rules in that: only blank lines and comments. One rule a line, as in
    <code>NVDA &gt; 150</code>.`,
};
