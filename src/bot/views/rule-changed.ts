import type { Changed, RuleBefore } from '../../app/rule-change.ts';
import type { RuleFacts } from '../../app/rule-facts.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html, type Html } from '../../core/html.ts';
import { undoButton, type ButtonSubject, type Message } from '../../core/message.ts';
import { dayOf } from './when.ts';
import { ruleCard } from './rule-card.ts';

export type ChangeKind = 'paused' | 'resumed' | 'renewed' | 'changed';

/** The card of a rule that has just been changed, with what was done above it and a way back. */
export function changedCard(kind: ChangeKind, facts: RuleFacts, before: RuleBefore): Message {
  const undo = undoButton('rule-undo', { ...before });
  return ruleCard(facts, { text: headOf(kind, facts, before), undo });
}

function headOf(kind: ChangeKind, { rule, zone }: RuleFacts, before: RuleBefore): Html {
  switch (kind) {
    case 'paused':
      return html`⏸ <b>Paused</b> · <code>${rule.code}</code>`;
    case 'resumed':
      return html`▶️ <b>On again</b> · <code>${rule.code}</code>`;
    case 'renewed':
      return html`🔁 <b>Renewed</b> · <code>${rule.code}</code>${
          rule.expiresAt ? html` until ${dayOf(rule.expiresAt, zone)}` : ''
        }`;
    case 'changed':
      return html`✏️ <b>Changed</b> · <code>${rule.code}</code>, it was
        <s>${withoutNote(before.text)}</s>`;
  }
}

export function goneMessage({ rule, before }: Changed): Message {
  return {
    text: html`🗑 <b>Deleted</b> · <code>${rule.code}</code> ${withoutNote(rule.text)}`,
    buttons: [[undoButton('rule-undo', { ...before })]],
  };
}

/** Reads back what `undoButton` carried. */
export function readBefore(subject: ButtonSubject): RuleBefore {
  const number = (name: string) => Number(subject[name]);
  const optional = (name: string) => (subject[name] === null ? null : number(name));
  const status = (name: string) => STATUSES.find((one) => one === subject[name]) ?? 'paused';
  return {
    rule: number('rule'),
    rev: number('rev'),
    left: status('left'),
    status: status('status'),
    text: String(subject['text']),
    reference: optional('reference'),
    expiresAt: optional('expiresAt'),
  };
}

const STATUSES = ['on', 'paused', 'done', 'expired', 'deleted'] as const;
