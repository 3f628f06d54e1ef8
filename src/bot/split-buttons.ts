import { html } from '../core/html.ts';
import { ADMINS_ONLY_TOAST, mayChange } from './may-change.ts';
import type { ButtonHandler } from './request.ts';
import { ruleCard } from './views/rule-card.ts';
import { readBefore } from './views/rule-changed.ts';
import { CHANGED_SINCE } from './views/undone.ts';

/** Under the card of a split: puts one rule's words back. The card stays, for it is about the others too. */
export const splitButtons: Readonly<Record<string, ButtonHandler>> = {
  'split-undo': {
    needs: 'member',
    async run(press, app) {
      if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
      return () => {
        const doing = { by: press.actor, updateId: press.updateId };
        const rule = app.rules.undo(readBefore(press.subject), doing);
        if (rule === undefined) return CHANGED_SINCE;
        const text = html`↩ <b>Undone</b> · <code>${rule.code}</code> is as it was before the split`;
        return { messages: [ruleCard(app.rules.facts(rule), { text, undo: undefined })] };
      };
    },
  },
};
