import { clip, html } from '../../core/html.ts';
import { defineCommand, unlessAlone } from '../request.ts';
import { FORGOTTEN, forgetQuestion, KEPT } from '../views/forget.ts';

export const forget = defineCommand({
  name: 'forget',
  isRare: true,
  says: 'Erase everything I know about you',
  needs: 'viewer',
  where: ['private'],
  changes: unlessAlone,
  examples: ['/forget'],
  topic: 'admin',
  run({ args, actor, updateId }, app) {
    if (args === '') return () => forgetQuestion(app.forget.look(actor), actor.user);
    if (args.toLowerCase() !== 'everything')
      return () => ({
        text: html`I read “${clip(args, 64)}”. To erase all that I know about you, send
          <code>/forget everything</code>; single rules go by /rules.`,
      });
    return () => {
      app.forget.erase(actor, updateId);
      return FORGOTTEN;
    };
  },
  buttons: {
    forget: {
      needs: 'viewer',
      run: ({ actor, updateId }, app) => {
        return () => {
          app.forget.erase(actor, updateId);
          return { messages: [FORGOTTEN], toast: 'Done.' };
        };
      },
    },
    'forget-not': { needs: 'viewer', run: () => () => ({ edit: KEPT }) },
  },
});
