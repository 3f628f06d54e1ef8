import type { BookFacts } from '../../app/risk-book.ts';
import type { LimitKind, LimitSet } from '../../app/risk.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Message } from '../../core/message.ts';
import type { RiskLimits } from '../../core/book.ts';
import { limitText, percentText } from './risk-words.ts';

const NAMES: Readonly<Record<LimitKind, { readonly verb: string; readonly what: string }>> = {
  total: { verb: 'limit', what: 'the whole book' },
  per: { verb: 'per', what: 'one position' },
};

/** A limit as it is now, where the book stands against it, and a way back. */
export function limitSetMessage({ change, limitPct, book }: LimitSet): Message {
  const { which, before, after } = change;
  const usual = after === undefined ? ', which is the usual' : '';
  return {
    text: lines(
      html`🛡 The limit of risk for ${NAMES[which].what} is <b>${limitText(limitPct)}</b> of the
        account${usual}.`,
      book && standing(which, limitPct, book),
    ),
    buttons: [
      [
        undoButton('risk-undo', { which, before: before ?? null, after: after ?? null }),
        button('Show the book', 'risk', { anew: true }),
      ],
    ],
  };
}

function standing(which: LimitKind, limitPct: number, { risk }: BookFacts): Html | undefined {
  if (risk.openPct === undefined) return undefined;
  if (which === 'per') {
    const { length } = risk.beyondPer;
    const many = length === 1 ? '1 position is' : `${length} positions are`;
    return length === 0 ? html`Every position is within it.` : html`${many} above it.`;
  }
  return risk.openPct > limitPct
    ? html`The open risk is ${percentText(risk.openPct)}, above it already. I tell you when it goes
      above it anew.`
    : html`The open risk is ${percentText(risk.openPct)}. I tell you when it goes above the limit.`;
}

export function limitUndone({ change, limitPct }: LimitSet): Message {
  return {
    text: html`↩ Undone: the limit of risk for ${NAMES[change.which].what} is ${limitText(limitPct)}
    again.`,
  };
}

/** What a limit is, when none or no such one was typed. */
export function limitProblem(
  { which, text, most }: { which: LimitKind; text: string; most: number },
  now: RiskLimits,
): Message {
  const { verb, what } = NAMES[which];
  const is = which === 'total' ? now.totalPct : now.perPct;
  const usual = which === 'total' ? [5, 7, 10] : [0.5, 0.7, 1];
  const choices = usual.filter((pct) => pct <= most);
  return {
    text: lines(
      text === '' ? undefined : html`⚠️ I read <code>/risk ${verb} ${clip(text, 60)}</code>`,
      html`The limit of risk for ${what} is ${limitText(is)} of the account. It can be from 0.1% to
      ${limitText(most)}${which === 'per' ? ', which is your limit for the whole book' : ''}.`,
      html`For example: <code>/risk ${verb} ${String(usual[1] ?? '')}%</code>, or
        <code>/risk ${verb} usual</code>`,
    ),
    buttons: [choices.map((pct) => button(limitText(pct), 'risk-set', { which, pct }))],
  };
}

/** Nothing that /risk knows was typed. */
export function riskUnread(text: string): Message {
  return {
    text: lines(
      html`⚠️ I read <code>/risk ${clip(text, 60)}</code>`,
      html`I know <code>/risk</code>, the name of something that you hold behind it,
        <code>/risk limit 7%</code> for everything together and <code>/risk per 0.7%</code> for one
        position.`,
    ),
    buttons: [[button('Show the book', 'risk', { anew: true })]],
  };
}
