import { PNL_SPANS, type PnlSpan } from '../../core/pnl.ts';
import { html } from '../../core/html.ts';
import type { ButtonSubject } from '../../core/message.ts';
import type { PnlWish } from '../../app/performance.ts';
import { defineCommand } from '../request.ts';
import { pnlMessage } from '../views/pnl.ts';

export const pnl = defineCommand({
  name: 'pnl',
  says: 'How your accounts fared: profit, drawdown, Sharpe, sales, what was given back',
  needs: 'member',
  where: ['private'],
  topic: 'watching',
  isRare: true,
  changes: 'nothing',
  examples: ['/pnl', '/pnl 90d', '/pnl all Trading 212'],
  guide: html`<code>7d</code>, <code>30d</code>, <code>90d</code>, <code>1y</code> or
    <code>all</code>, and the name of an account if it is to be that one alone. <i>Profit</i> is the
    change of what was realised and of what is not realised yet, from the end of the day before the
    span: money that you pay in or out is none. A day’s gain is its profit over what there was the
    day before; the percentage is the gains compounded. <i>Sharpe</i> is their mean over their
    sample deviation, times √252, without a riskless rate, from 20 days on. <i>Deepest fall</i> is
    of the compounded gains from a high. Several accounts are one sum by the rates of each day; that
    a currency itself rose or fell is not counted as profit. Dividends and interest count where the
    broker books them as realised. <code>/export</code> gives all of it as files.`,
  run({ args, actor }, app) {
    const wish = readWish(args);
    return () => pnlMessage(app.performance.look(actor, wish), actor.user);
  },
  buttons: {
    pnl: {
      needs: 'member',
      run({ subject, actor }, app) {
        const answer = app.performance.again(actor, wishOf(subject));
        return () => {
          const message = pnlMessage(answer, actor.user);
          // A text cannot become a picture, nor a picture a text.
          const isAlike = (message.picture !== undefined) === (subject['isPictured'] === true);
          return isAlike ? { edit: message } : { messages: [message] };
        };
      },
    },
  },
});

const USUAL: PnlSpan = '30d';

function spanOf(word: unknown): PnlSpan | undefined {
  return PNL_SPANS.find((span) => span === word);
}

/** A span anywhere among the words; the rest is an account's name. */
function readWish(args: string): { readonly span: PnlSpan; readonly name: string } {
  const words = args.split(/\s+/).filter((word) => word !== '');
  const at = words.findIndex((word) => spanOf(word.toLowerCase()) !== undefined);
  const span = spanOf(words[at]?.toLowerCase()) ?? USUAL;
  return { span, name: words.filter((_, n) => n !== at).join(' ') };
}

function wishOf(subject: ButtonSubject): PnlWish {
  const { account } = subject;
  return {
    span: spanOf(subject['span']) ?? USUAL,
    side: subject['side'] === 'worth' ? 'worth' : 'profit',
    accountId: typeof account === 'number' ? account : undefined,
  };
}
