import type { HistoryEntry } from '../../app/history-entry.ts';
import type { Usefulness } from '../../app/usefulness.ts';
import { formatChange } from '../../core/format.ts';
import { html, type Html } from '../../core/html.ts';
import { formatMoment } from '../../core/moment.ts';
import type { Instant } from '../../core/time.ts';

/** Below so many, chance explains what is seen as well as the rule does. */
const MANY_ENOUGH = 10;
/** Fewer alerts say nothing of whether anybody listens. */
const WORTH_A_WORD = 3;

/** What the price did after an alert: `+1h ▲0.4% · +1d due Tue 6 Jan, 10:33 EST`; nothing before anything is known of it. */
export function outcomeLine(
  { outcomes }: Pick<HistoryEntry, 'outcomes'>,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Html | undefined {
  const known = outcomes.filter(({ at }) => at !== undefined);
  const next = outcomes.find(({ at }) => at === undefined);
  const parts = known.map(({ horizon, pct }) =>
    pct === undefined ? `+${horizon} unknown` : `+${horizon} ${formatChange(pct)}`,
  );
  if (next !== undefined) parts.push(`+${next.horizon} ${dueText(next.dueAt, zone, now)}`);
  return parts.length === 0 ? undefined : html`↳ ${parts.join(' · ')}`;
}

function dueText(dueAt: Instant, zone: string, now: Instant): string {
  return dueAt <= now ? 'not known yet' : `due ${formatMoment(dueAt, zone, now)}`;
}

/** A rule's worth within a line of a list: ` · acked 3 of 8 · +1d ▲0.8% (n=8, too few)`. */
export function usefulText(useful: Usefulness | undefined): string {
  if (useful === undefined) return '';
  const { rang, acked, day } = useful;
  if (rang < WORTH_A_WORD && day.n === 0) return '';
  const after = day.n === 0 ? '' : ` · +1d ${formatChange(day.medianPct)} (${trust(day.n)})`;
  return ` · acked ${acked} of ${rang}${after}`;
}

/** The same as a line of a rule's card. */
export function usefulLine(useful: Usefulness | undefined): Html | undefined {
  if (useful === undefined) return undefined;
  const { rang, acked, heldBack, day } = useful;
  const held = heldBack === 0 ? '' : `, ${heldBack} held back`;
  const right =
    day.rightPct === undefined || day.n < MANY_ENOUGH
      ? ''
      : `, ${day.rightPct.toFixed(0)}% its way`;
  const after =
    day.n === 0
      ? ''
      : `; a trading day later ${formatChange(day.medianPct)} in the middle${right} (${trust(day.n)})`;
  return html`So far ${rang === 1 ? '1 alert' : `${rang} alerts`}, ${acked}
  acknowledged${held}${after}.`;
}

function trust(n: number): string {
  return n < MANY_ENOUGH ? `n=${n}, too few` : `n=${n}`;
}
