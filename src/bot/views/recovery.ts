import type { HeldLine, OpenRecovery } from '../../app/recovery.ts';
import type { StatusReport } from '../../app/status.ts';
import { formatDuration } from '../../core/duration.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';
import { pageButtons } from './pages.ts';

export type RecoveryLook = { readonly now: Instant; readonly zone: string };

type Noticed = Pick<OpenRecovery, 'snapshotAt' | 'noticedAt' | 'waiting'>;

/** Tells an owner that an earlier state of the database has come back, and asks what is to become of its messages. */
export function restoredMessage(noticed: Noticed, { now, zone }: RecoveryLook): Message {
  const { snapshotAt, noticedAt, waiting } = noticed;
  const from =
    snapshotAt === undefined
      ? html`an earlier time, which I cannot tell`
      : html`${moment(snapshotAt, zone, now)} (${formatDuration(noticedAt - snapshotAt)} old)`;
  return {
    text: lines(
      html`🛟 <b>I was restored</b> from a state of ${from}`,
      html`What happened since then I do not know: rules, mutes and people that were changed, alerts
      that rang.`,
      html``,
      waiting === 0
        ? html`Nothing was on its way then, so there is nothing to decide.`
        : html`<b>${messages(waiting)}</b> ${waiting === 1 ? 'was' : 'were'} on the way then, and
            may have been sent since. I hold ${waiting === 1 ? 'it' : 'them'} until you say; what
            you decide cannot be taken back.`,
      html``,
      html`Rules look anew: what is past its trigger already does not ring again; new alerts ring as
      always. Nothing is sold by itself until that is allowed anew. Look through /rules.`,
    ),
    buttons:
      waiting === 0
        ? []
        : [
            [
              button(`🔁 Send ${all(waiting)} as a repeat`, 'restored-send', {}),
              button(`🗑 Drop ${all(waiting)}`, 'restored-drop', {}),
            ],
            [button('👁 Show each', 'restored-each', { page: 0 })],
          ],
  };
}

/** Tells an owner that the newest backup could not be restored when that was tried. */
export function drillFailed({
  name,
  trouble,
}: NonNullable<StatusReport['backup']['drill']>): Message {
  return {
    text: html`🛟 <b>The newest backup would not do.</b> I tried to restore <code>${name}</code>, in
      a folder of its own: ${trouble ?? 'it failed'}. Make another with <code>npm run backup</code>,
      and see that the disk of the backups is well.`,
  };
}

/** What the card becomes once all is decided. */
export function decidedMessage(decided: {
  readonly verb: 'send' | 'drop';
  readonly count: number;
}): Message {
  const { verb, count } = decided;
  if (count === 0) return { text: html`🛟 All of it was decided about already.` };
  return {
    text:
      verb === 'send'
        ? html`🛟 <b>Sent again</b> · ${messages(count)}, each labelled as a repeat`
        : html`🛟 <b>Dropped</b> · ${messages(count)} will not be sent. /history has the alerts.`,
  };
}

type Page = { readonly lines: readonly HeldLine[]; readonly page: number; readonly of: number };

/** Each message by itself, some at a time. */
export function heldMessage(page: Page, { now }: RecoveryLook): Message {
  return {
    text: lines(
      html`🛟 <b>Held since the restore</b>`,
      ...page.lines.map(
        (line, n) =>
          html`${n + 1}. ${about(line)} → ${line.title}, ${formatDuration(now - line.createdAt)} ago`,
      ),
    ),
    buttons: [
      ...page.lines.map(({ id }, n) => [
        button(`🔁 Send ${n + 1}`, 'restored-one', { id, page: page.page, send: true }),
        button(`🗑 Drop ${n + 1}`, 'restored-one', { id, page: page.page, send: false }),
      ]),
      ...pageButtons({ verb: 'restored-each', subject: {}, page: page.page, of: page.of }),
      [button('‹ Back', 'restored', {})],
    ],
  };
}

/** Above whatever speaks of the state of things, until it is decided; undefined when there is nothing to decide. */
export function recoveryBanner(recovery: OpenRecovery | undefined): Html | undefined {
  if (recovery === undefined) return undefined;
  return html`🛟 <b>Restored from a backup</b>: ${messages(recovery.waiting)} held until an owner
    decides (/restored), and nothing is sold by itself`;
}

const LONGEST_TEXT = 60;

function about({ alert, kind, text }: HeldLine): string {
  if (alert !== undefined) return alert;
  return text === '' ? kind : clip(text.replaceAll(/\s+/g, ' '), LONGEST_TEXT);
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

function all(count: number): string {
  return count === 1 ? 'it' : `all ${count}`;
}
