import type { App } from '../../app/app.ts';
import type { Asked } from '../../app/why.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { ChatId } from '../../core/people.ts';
import { defineCommand, type Press, type PressAnswer } from '../request.ts';
import { ERASED } from '../views/alert-toast.ts';
import { whichMessage, whyAlertMessage, whyMessage, whyTickerMessage } from '../views/why.ts';

export const why = defineCommand({
  name: 'why',
  says: 'Why a rule rang, and why it is silent now',
  needs: 'viewer',
  where: ['private', 'group'],
  isRare: true,
  changes: 'nothing',
  topic: 'rules',
  examples: ['/why R7K2', '/why NVDA', '/why #7Q2M9', '/why R7K2 NVDA'],
  guide: html`Answer an alert with <code>/why</code> to see what it was made of. Of a rule it tells
    the first thing that keeps it silent, then everything that is asked before it rings, in order:
    paused, muted, price, market, bars, condition, <code>for:</code>, re-arm, cooldown, rate.`,
  run({ args, actor, repliesTo }, app) {
    const { chat } = actor.place;
    return () => answer(app, app.why.find(args, { chat, repliesTo }), chat);
  },
  buttons: {
    'rule-why': {
      needs: 'viewer',
      run: (press, app) => () => {
        const rule = app.rules.find(press.actor.place.chat, Number(press.subject['rule']));
        return rule
          ? { messages: [whyMessage(app.why.rule(rule))] }
          : { toast: 'That rule is gone. /rules shows what there is.' };
      },
    },
    'alert-why': { needs: 'viewer', run: (press, app) => () => ofAlert(press, app) },
  },
});

function ofAlert({ subject }: Press, app: App): PressAnswer {
  const found = app.why.alert(Number(subject['alert']));
  return found ? { messages: [whyAlertMessage(found)] } : ERASED;
}

function answer(app: App, asked: Asked, chat: ChatId): Message {
  switch (asked.kind) {
    case 'rule':
      return whyMessage(app.why.rule(asked.rule, asked.ticker));
    case 'alert': {
      const found = app.why.alert(asked.id);
      return found ? whyAlertMessage(found) : { text: html`That alert is no longer kept.` };
    }
    case 'ticker':
      return whyTickerMessage(app.why.ticker(asked.ticker, chat));
    case 'nothing':
      return whichMessage(app.why.suggest(chat));
    case 'not-about':
      return {
        text: html`<code>${asked.rule.code}</code> is not about <b>${asked.text.slice(0, 40)}</b>:
          <code>${withoutNote(asked.rule.text)}</code>`,
      };
    case 'unknown':
      return {
        text: html`I know no rule, alert or ticker <b>${asked.text.slice(0, 40)}</b> here. /rules
          and /history show what there is; for example <code>/why R7K2</code>`,
      };
  }
}
