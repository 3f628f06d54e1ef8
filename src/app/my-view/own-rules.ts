import { html, type Html } from '../../core/html.ts';
import { withoutNote } from '../../core/rule-note.ts';
import type { StoredRule } from '../../core/records.ts';
import { ruleFacts, type FactsDeps, type RuleMark } from '../rule-facts.ts';
import type { Looking, Section } from './section.ts';

const MOST_SHOWN = 6;

const STATES: Readonly<Record<RuleMark, string>> = {
  armed: 'armed',
  cooling: 'cooling down',
  resting: 'past its trigger',
  snoozed: 'snoozed',
  muted: 'muted',
  done: 'done',
  expired: 'expired',
  paused: 'paused',
  blocked: 'no data',
};

/** The person's own rules that are judged on the ticker, wherever they made them, with how far each is from ringing. */
export const ownRules: Section = (deps, looking) => {
  const { alert, user } = looking;
  const own = deps.store.targets.judging(alert.ticker).filter((rule) => rule.createdBy === user);
  if (own.length === 0) return [html`You have no rule of your own on ${alert.ticker}.`];
  const more = own.length - MOST_SHOWN;
  return [
    html`<b>Your rules on ${alert.ticker}</b>`,
    ...own.slice(0, MOST_SHOWN).map((rule) => ruleLine(deps, rule, looking)),
    ...(more > 0 ? [html`… and ${more} more`] : []),
  ];
};

function ruleLine(deps: FactsDeps, rule: StoredRule, { alert, user }: Looking): Html {
  const facts = ruleFacts(deps, rule).each.find(({ ticker }) => ticker === alert.ticker);
  const standing = facts?.standing;
  const gap = standing?.gap === undefined ? '' : `: ${standing.gap}`;
  const stands = standing === undefined ? '' : ` · ${standing.now}${gap}`;
  const isPrivate = Number(rule.place.chat) === Number(user);
  const where = isPrivate ? 'private' : (deps.store.chats.get(rule.place.chat)?.title ?? '');
  const state = facts === undefined ? '' : ` · ${STATES[facts.mark]}`;
  return html`• <code>${rule.code}</code> ${withoutNote(rule.text)}${stands}${state} · ${where}`;
}
