import { formatBytes } from '../../core/bytes.ts';
import { clip, html, lines } from '../../core/html.ts';
import { button, REVEALED, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import type { MadeBackup } from '../../core/ports/backups.ts';
import type { Instant } from '../../core/time.ts';

/** Telegram takes files of up to 50 MB from a bot; a little is left for what surrounds it. */
const MOST_BYTES = 49 * 1024 * 1024;

/** The code itself is put in as the message goes out, so that it lies neither in the database nor in its backups. */
export const CODE_MESSAGE: Message = {
  text: lines(
    html`🔑 <b>First, the recovery code</b>`,
    html`Backups are encrypted with a key that lies only on the machine that I run on. If that is
    lost, this code is the key:`,
    html``,
    html`<code>${REVEALED}</code>`,
    html``,
    html`Write it down outside of Telegram. Whoever has it and a backup can read all that is in it.
    When you have it, press the button: I ask for its last group, and then never show it again.`,
  ),
  reveals: 'recovery-code',
  buttons: [
    [button('✅ I have saved it', 'backup-saved', {}), button('Not now', 'backup-later', {})],
  ],
};

/** What the message with the code becomes. */
export const CODE_HIDDEN: Message = {
  text: html`🔑 The recovery code stood here. /backup shows it again until you have confirmed it.`,
};

export function wrongGroup(typed: string): Message {
  return {
    text: html`I read “${clip(typed, 32)}”. That is not the last group of the recovery code: compare
    what you saved with the code. /backup shows it again.`,
  };
}

/** The file, or where it lies when it is too large for Telegram. */
export function backupMessage(
  made: MadeBackup,
  { now, zone }: { readonly now: Instant; readonly zone: string },
): Message {
  const what = html`💾 <b>Backup</b> of ${moment(made.at, zone, now)} · ${formatBytes(made.bytes)},
    compressed and encrypted`;
  if (made.bytes > MOST_BYTES)
    return {
      text: lines(
        what,
        html`Telegram takes 50 MB from a bot. Fetch it from the machine within a day:
          <code>${made.path}</code>`,
      ),
    };
  return {
    text: lines(
      what,
      html`To restore: <code>npm run restore -- FILE</code>. On another machine enter the recovery
        code first: <code>npm start -- --recover-key CODE</code>. Bot token and other settings of
        the machine are not in it.`,
    ),
    file: { name: made.name, isKept: true },
  };
}

export const CODE_CONFIRMED = html`🔑 <b>Confirmed</b> · I will not show the recovery code again.`;
