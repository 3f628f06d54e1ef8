import type { App } from '../../app/app.ts';
import type { ChartAnswer } from '../../app/charts.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { ChatId } from '../../core/people.ts';
import { readWish } from '../chart-wish.ts';
import { ADMINS_ONLY_TOAST, mayChange } from '../may-change.ts';
import { inPrivate } from '../my-view.ts';
import { defineCommand, type Press, type PressAnswer } from '../request.ts';
import { chartMessage } from '../views/chart.ts';
import {
  badWordMessage,
  noChartMessage,
  noChartToast,
  notATickerMessage,
} from '../views/no-chart.ts';

export const chart = defineCommand({
  name: 'chart',
  aliases: ['c'],
  says: 'A picture of a ticker, with its levels and indicators',
  needs: 'viewer',
  where: ['private', 'group'],
  changes: 'nothing',
  topic: 'watching',
  examples: ['/chart NVDA', '/chart NVDA 1h sma50 rsi', '/chart BTC-USD 4h bb20,2 levels'],
  guide: html`After the ticker: bars of <code>5m 15m 1h 4h 1d 1w</code>, <code>levels</code> for
    support and resistance, and any measure that a rule may name, on the chart’s own bars unless it
    names others: <code>sma50</code>, <code>rsi14</code>, <code>macd</code>,
    <code>sma200@1d</code>.`,
  wizard: 'chart',
  run: ({ args, actor }, app) => answerTo(app, args, actor.place.chat),
  buttons: {
    chart: {
      needs: 'viewer',
      lasts: true,
      run: async (press, app) => {
        const message = messageOf(await ask(press, app));
        // A channel is for what rings; a picture that one reader asks for is theirs.
        if (press.actor.chatKind === 'channel') return () => inPrivate(press, app, message);
        return () => ({ messages: [message] });
      },
    },
    'chart-turn': {
      needs: 'viewer',
      lasts: true,
      run: async (press, app) => {
        const answer = await ask(press, app);
        // What is on the screen is worth more than a message that there is nothing else.
        if (answer.kind !== 'shown') return () => ({ toast: noChartToast(answer), isAlert: true });
        const edit = chartMessage(answer);
        return () => ({ edit });
      },
    },
    'chart-words': {
      needs: 'viewer',
      async run({ subject, actor }, app) {
        const change = await answerTo(app, String(subject['args']), actor.place.chat);
        return () => ({ messages: [change()] });
      },
    },
    'alert-me': { needs: 'member', run: alertMe },
  },
});

async function answerTo(app: App, args: string, chat: ChatId): Promise<() => Message> {
  const ask = app.charts.read(args, chat);
  switch (ask.kind) {
    case 'not-a-ticker':
      return () => notATickerMessage(ask.typed);
    case 'bad-word':
      return () => badWordMessage(ask);
    case 'chart': {
      const { ticker, timeframe, words, isDark } = ask;
      const wish = { about: { kind: 'ticker' }, ticker, timeframe, words, isDark } as const;
      const message = messageOf(await app.charts.show(wish, chat));
      return () => message;
    }
  }
}

function messageOf(answer: ChartAnswer): Message {
  return answer.kind === 'shown' ? chartMessage(answer) : noChartMessage(answer);
}

async function ask({ subject, actor }: Press, app: App): Promise<ChartAnswer> {
  const wish = readWish(subject, (alert) => app.alerts.get(alert)?.ticker);
  return wish === undefined ? { kind: 'gone' } : app.charts.show(wish, actor.place.chat);
}

async function alertMe(press: Press): Promise<() => PressAnswer> {
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => ({ opens: 'rule', about: String(press.subject['ticker']) });
}
