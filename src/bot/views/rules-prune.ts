import type { Prunable } from '../../app/rule-prune.ts';
import { formatDuration } from '../../core/duration.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import type { Instant } from '../../core/time.ts';

const SHOWN = 8;

/** Rules that seem to be of no use, each with a button that pauses it. `undo` takes back the last pause. */
export function pruneMessage(found: readonly Prunable[], now: Instant, undo?: Button): Message {
  if (found.length === 0)
    return {
      text: html`🧹 Nothing to prune: every armed rule has rung and been heard, or is too young to
      tell.`,
      buttons: undo ? [[undo]] : [],
    };
  const shown = found.slice(0, SHOWN);
  const pauses = shown.map(({ rule }) =>
    button(`⏸ ${rule.code}`, 'rules-prune', { rule: rule.id }),
  );
  return {
    text: lines(
      html`🧹
        <b>${found.length === 1 ? '1 rule seems' : `${found.length} rules seem`} to be of no use</b
        >. A paused one is kept and can be resumed.`,
      ...shown.map((one) => pruneLine(one, now)),
      found.length > SHOWN ? html`… and ${found.length - SHOWN} more after these.` : undefined,
    ),
    buttons: [
      ...(undo ? [[undo]] : []),
      ...(pauses.length > 4 ? [pauses.slice(0, 4), pauses.slice(4)] : [pauses]),
    ],
  };
}

function pruneLine({ rule, why }: Prunable, now: Instant): Html {
  return html`• <code>${rule.code}</code> ${withoutNote(rule.text)}: ${reason(why, now)}`;
}

function reason(why: Prunable['why'], now: Instant): string {
  switch (why.kind) {
    case 'never-rang':
      return `never rang in ${formatDuration(now - why.since)}`;
    case 'held-back':
      return `all of its ${why.alerts} alerts were held back`;
    case 'ignored':
      return `nobody acknowledged any of its ${why.alerts} alerts`;
  }
}
