import { alertMessage } from '../../alerts/message.ts';
import type { Tried } from '../../app/rule-try.ts';
import { html, lines, type Html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { StoredRule } from '../../core/records.ts';

/** A rule's alert as it would look now, marked, silent, and with nothing to press: it is no alert. */
export function testMessage(rule: StoredRule, tried: Tried): Message {
  if (tried.kind === 'nothing')
    return {
      text: html`🧪 <code>${rule.code}</code> has nothing to show. ${tried.why}`,
      silent: true,
    };
  const { text } = alertMessage(tried.facts, tried.now);
  return {
    text: lines(
      html`🧪 <b>TEST of <code>${rule.code}</code>: nothing has rung.</b> ${stands(tried.verdict)}
        What follows is its alert with the numbers of this moment.`,
      text,
    ),
    silent: true,
  };
}

function stands(verdict: Extract<Tried, { kind: 'alert' }>['verdict']): Html {
  switch (verdict) {
    case 'true':
      return html`Its condition is so now.`;
    case 'false':
      return html`Its condition is <b>not</b> so now.`;
    case 'unknown':
      return html`Whether its condition is so is <b>not known</b> now: /why tells what is missing.`;
  }
}
