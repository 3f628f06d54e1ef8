import { html } from '../../core/html.ts';
import type { Section } from './section.ts';

/** What its maker wrote on the rule that rang. */
export const ownNote: Section = ({ store }, { alert, user }) => {
  const rule = alert.ruleId === undefined ? undefined : store.rules.get(alert.ruleId);
  const { note } = alert.evidence;
  return rule?.createdBy === user && note !== undefined ? [html`<i>“${note}”</i>`] : [];
};
