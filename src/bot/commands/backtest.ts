import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import { ADMINS_ONLY_TOAST, mayChange } from '../may-change.ts';
import { defineCommand, type Press, type PressAnswer } from '../request.ts';
import { proposeRule } from '../rule-making.ts';
import { backtestMessage, exitsMessage } from '../views/backtest.ts';

export const backtest = defineCommand({
  name: 'backtest',
  aliases: ['bt'],
  says: 'What a rule would have done on the past, and what the price did after',
  needs: 'viewer',
  where: ['private', 'group'],
  isRare: true,
  changes: 'nothing',
  topic: 'rules',
  examples: [
    '/backtest NVDA rsi14 x< 30 since 2020',
    '/backtest NVDA price x> sma200 2018-01-01',
    '/backtest SPY td9 buy max',
    '/backtest * price x> high55 5y',
    '/backtest NVDA price x> sma50 exit price x< sma20 stop 8%',
    '/backtest BTC-USD price x> high20 exit price x< low10 stop 2N cost:0.05%',
    '/backtest SPY rsi2 x< 10 exit rsi2 x> 70 stop trail 3atr',
  ],
  guide: html`A rule, or the name of one of yours, on closed bars: judged, cooled down and re-armed
    exactly as live. <code>since 2020</code>, <code>2018-01-31</code>, <code>5y</code> and
    <code>max</code> say from when on; 5 years when nothing does. Moves are from the close at which
    it rings to the close so many bars later, beside the same of every bar of the stretch: what is
    no better than that is no edge. With <code>exit …</code>, <code>stop 8%</code>,
    <code>stop 3atr</code> (14 bars), <code>stop 2N</code> (20 bars) or
    <code>stop trail 10%</code> it is traded: long only, decided on the close, filled at the next
    open, a stop touched within a bar at its price or at an open beyond it, all of the money in each
    trade, 0.1% costs a side unless <code>cost:</code> says otherwise. Cooldown and re-arm have no
    part in trading. <i>Sharpe</i> is mean over sample deviation of daily returns,
    <i>Sortino</i> over downside deviation, both for a year and without a riskless rate;
    <i>Calmar</i> the compounded annual return over the deepest fall; <i>factor</i> money won over
    money lost; <i>SQN</i> √n times mean over deviation of the trades’ results; <i>a trade</i> their
    plain mean; <i>in R</i> the same in units of what the first stop risked; <i>a year</i> by the
    calendar; <i>lasting</i> from a peak until it is reached again.`,
  async run({ args, actor }, app) {
    if (args.trim() === '') return () => ASK;
    const answer = await app.backtest.run(args, actor.place.chat);
    return () => backtestMessage(answer);
  },
  buttons: {
    backtest: { needs: 'viewer', run: again },
    'backtest-trade': {
      needs: 'viewer',
      run:
        ({ subject }) =>
        () => ({ messages: [exitsMessage(String(subject['asked']))] }),
    },
    'backtest-arm': { needs: 'member', run: arm },
  },
});

const ASK = {
  text: html`Which rule? As in <code>/backtest NVDA rsi14 x&lt; 30 since 2020</code>, or traded:
    <code>/backtest NVDA price x&gt; sma50 exit price x&lt; sma20 stop 8%</code>. More: /help
    backtest`,
};

/** The same line, or a repaired one, over the stretch that the button names. */
async function again({ subject, actor }: Press, app: App): Promise<() => PressAnswer> {
  const { since, isPictured } = subject;
  const from = typeof since === 'string' ? ` since ${since}` : '';
  const answer = await app.backtest.run(`${String(subject['asked'])}${from}`, actor.place.chat);
  return () => {
    const message = backtestMessage(answer);
    // A text cannot become a picture, nor a picture a text.
    const isAlike = (message.picture !== undefined) === (isPictured === true);
    return typeof since === 'string' && isAlike ? { edit: message } : { messages: [message] };
  };
}

/** What was tried is shown as a rule before it is armed, as if it had been typed. */
async function arm(press: Press, app: App): Promise<() => PressAnswer> {
  const { subject, actor, updateId } = press;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  const draft = await app.rules.draft(String(subject['text']), actor.place.chat, actor.user);
  return () => ({ messages: [proposeRule(app, draft, { by: actor, updateId })] });
}
