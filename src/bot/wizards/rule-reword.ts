import { withoutNote } from '../../core/rule-note.ts';
import { html } from '../../core/html.ts';
import type { Wizard } from '../wizard.ts';

/** Other words for a rule that is not armed yet. */
export const ruleRewordWizard: Wizard = {
  name: 'rule-reword',
  command: 'rule',
  run: (kit, text = '') =>
    kit.ask({
      crumbs: [],
      text: html`✏️ Send the rule as it should be. It was <code>${withoutNote(text)}</code>`,
      options: [[{ label: 'As it was', value: text }]],
      typed: { hint: withoutNote(text).slice(0, 60), read: (typed) => ({ value: typed }) },
    }),
};
