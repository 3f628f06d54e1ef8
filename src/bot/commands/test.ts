import { html } from '../../core/html.ts';
import { defineCommand } from '../request.ts';
import { testMessage } from '../views/test-alert.ts';

export const test = defineCommand({
  name: 'test',
  isRare: true,
  says: 'What a rule’s alert looks like, without ringing it',
  needs: 'member',
  where: ['private', 'group'],
  changes: 'nothing',
  topic: 'rules',
  examples: ['/test R7K2', '/test R7K2 NVDA'],
  guide: html`The alert comes marked TEST and without a sound, with the numbers of this moment.
  Nothing is written down as an alert, and the rule stays as it is.`,
  run({ args, actor }, app) {
    const { chat } = actor.place;
    return () => {
      const asked = app.why.find(args, { chat, repliesTo: undefined });
      if (asked.kind === 'rule' && asked.rule.status !== 'deleted')
        return testMessage(asked.rule, app.why.test(asked.rule, asked.ticker));
      const what =
        asked.kind === 'not-about' ? html` It is not about ${asked.text.slice(0, 40)}.` : '';
      return {
        text: html`I need a rule of this chat, as in <code>/test R7K2</code>.${what} /rules shows
          them.`,
      };
    };
  },
  buttons: {
    'rule-test': {
      needs: 'member',
      run: (press, app) => () => {
        const rule = app.rules.find(press.actor.place.chat, Number(press.subject['rule']));
        return rule
          ? { messages: [testMessage(rule, app.why.test(rule))] }
          : { toast: 'That rule is gone. /rules shows what there is.' };
      },
    },
  },
});
