import type { Grade, JobLine, StatusReport } from '../../app/status.ts';
import { formatBytes } from '../../core/bytes.ts';
import type { ContactRow } from '../../app/contact-rows.ts';
import { formatDuration } from '../../core/duration.ts';
import { clip, html, lines, telegramTime, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import type { Instant } from '../../core/time.ts';
import { recoveryBanner } from './recovery.ts';
import { formatClock } from '../../core/zone.ts';
import { channelsLine } from './channels.ts';

const LAMPS: Readonly<Record<Grade, string>> = { green: '🟢', amber: '🟠', red: '🔴' };

export type StatusWish = {
  readonly now: Instant;
  /** Owners in private see what was given up, by name, and may try it again. */
  readonly seesLetters: boolean;
  /** What reaches the chat besides Telegram. */
  readonly channels: readonly ContactRow[];
  /** Said while nothing can be sold. */
  readonly halted: Html | undefined;
};

/** One line a component, the worst of them as the headline. */
export function statusMessage(
  report: StatusReport,
  { now, seesLetters, channels, halted }: StatusWish,
): Message {
  const letters = seesLetters ? report.deadLetters : [];
  return {
    text: lines(
      headline(report),
      recoveryBanner(report.recovery),
      halted,
      ...report.jobs.map((job) => jobLine(job, now)),
      report.jobs.length === 0 ? html`🟠 Scans: none has run yet` : undefined,
      pricesLine(report, now),
      outboxLine(report, now),
      channelsLine(channels, { zone: report.zone, now }),
      backupLine(report, now),
      marketLine(report, now),
      rulesLine(report),
      ...incidentLines(report),
      ...letterLines(letters, now),
      html`<i>As of ${formatClock(now, report.zone)}</i>`,
    ),
    buttons: [
      ...letters.map(({ id, alert, title }) => [
        retry(id, `↻ Send again: ${alert ?? 'message'} → ${clip(title, 20)}`),
      ]),
      [button('🔄 Refresh', 'status', {}), button('🧪 Send test alert', 'test-alert', {})],
    ],
  };
}

function retry(delivery: number, label: string): Button {
  return { label, action: { kind: 'verb', verb: 'requeue', subject: { delivery }, once: true } };
}

function headline({ jobs, prices, outbox, backup, recovery, incidents }: StatusReport): Html {
  const grades = [...jobs.map((job) => job.grade), prices.grade, outbox.grade, backup.grade];
  if (grades.includes('red')) return html`🔴 <b>Something does not work</b>`;
  if (
    jobs.length === 0 ||
    recovery !== undefined ||
    grades.includes('amber') ||
    incidents.length > 0
  )
    return html`🟠 <b>I work, with something to look at</b>`;
  return html`🟢 <b>All is well</b>`;
}

const LONGEST_WHY = 120;

function jobLine({ name, grade, lastOkAt, trouble }: JobLine, now: Instant): Html {
  const last =
    lastOkAt === undefined ? 'no run has succeeded yet' : `last done ${ago(lastOkAt, now)}`;
  const why = trouble === undefined ? '' : `; then: ${clip(trouble, LONGEST_WHY)}`;
  return html`${LAMPS[grade]} ${capital(name)}: ${last}${why}`;
}

function pricesLine({ prices }: StatusReport, now: Instant): Html {
  const { grade, known, blind, newestAt, isShut } = prices;
  if (known === 0) return html`${LAMPS[grade]} Prices: none has been needed yet`;
  const since = isShut ? 'markets closed, last trade' : 'newest from';
  const newest = newestAt === undefined ? 'none arrived yet' : `${since} ${ago(newestAt, now)}`;
  return blind === 0
    ? html`${LAMPS[grade]} Prices: ${count(known, 'ticker')}, ${newest}`
    : html`${LAMPS[grade]} Prices: ${blind} of ${count(known, 'ticker')} cannot be judged, ${newest}`;
}

function outboxLine({ outbox }: StatusReport, now: Instant): Html {
  const { grade, waiting, uncertain, oldestDueAt, dead } = outbox;
  const parts = [
    waiting === 0 ? 'nothing waits to be sent' : `${waiting} waiting to be sent`,
    ...(oldestDueAt === undefined || grade !== 'red'
      ? []
      : [`oldest due ${ago(oldestDueAt, now)}`]),
    ...(uncertain === 0 ? [] : [`${uncertain} in doubt`]),
    ...(dead === 0 ? [] : [`${dead} given up within a week`]),
  ];
  return html`${LAMPS[grade]} Telegram: ${parts.join(' · ')}`;
}

function backupLine({ backup: { grade, last, drill } }: StatusReport, now: Instant): Html {
  if (last === undefined) return html`⚪ Backups: none made yet`;
  const tried =
    drill === undefined
      ? 'restoring not tried yet'
      : `restoring tried ${ago(drill.at, now)}: ${drill.trouble === undefined ? 'it works' : clip(drill.trouble, LONGEST_WHY)}`;
  return html`${LAMPS[grade]} Backups: newest from ${ago(last.at, now)}, ${formatBytes(last.bytes)}
  · ${tried}`;
}

function marketLine({ market, zone }: StatusReport, now: Instant): Html {
  const { isOpen, next } = market;
  if (next === undefined) return html`🕰 US market: ${isOpen ? 'open' : 'closed'}`;
  const when = telegramTime(next.at, 'wt', formatClock(next.at, zone));
  return html`🕰 US market: ${isOpen ? 'open' : 'closed'}, ${next.kind} ${when} (in
  ${formatDuration(next.at - now)})`;
}

function rulesLine({ rules }: StatusReport): Html {
  return html`🔔 Rules here: ${rules.on} on · ${rules.paused} paused · ${count(rules.muted, 'mute')}`;
}

function incidentLines({ incidents }: StatusReport): readonly Html[] {
  if (incidents.length === 0) return [];
  return [html`⚠️ Open incidents:`, ...incidents.map(({ sentence }) => html`• ${sentence}`)];
}

function letterLines(letters: StatusReport['deadLetters'], now: Instant): readonly Html[] {
  if (letters.length === 0) return [];
  return [
    html`✉️ Given up:`,
    ...letters.map(
      ({ alert, kind, title, why, at, isGone }) =>
        html`• ${alert ?? kind} → ${title}, ${ago(at, now)}:
        ${clip(why, LONGEST_WHY)}${isGone ? ' (out of reach)' : ''}`,
    ),
  ];
}

function ago(at: Instant, now: Instant): string {
  return now - at < 1_000 ? 'just now' : `${formatDuration(now - at)} ago`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
