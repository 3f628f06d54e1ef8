import type { App } from '../../app/app.ts';
import type { Message } from '../../core/message.ts';
import type { ChatId } from '../../core/people.ts';
import { parseTicker } from '../../core/ticker.ts';
import { defineCommand } from '../request.ts';
import { ladderMessage } from '../views/ladder.ts';
import { notATickerMessage } from '../views/no-chart.ts';

export const levels = defineCommand({
  name: 'levels',
  isRare: true,
  says: 'The prices that matter above and below where a ticker is',
  needs: 'viewer',
  where: ['private', 'group'],
  changes: 'nothing',
  topic: 'watching',
  examples: ['/levels NVDA'],
  wizard: 'levels',
  async run({ args, actor }, app) {
    const message = await answer(app, args.split(/\s+/)[0] ?? '', actor.place.chat);
    return () => message;
  },
  buttons: {
    levels: {
      needs: 'viewer',
      async run({ subject, actor }, app) {
        const message = await answer(app, String(subject['ticker']), actor.place.chat);
        return () => ({ messages: [message] });
      },
    },
  },
});

async function answer(app: App, typed: string, chat: ChatId): Promise<Message> {
  const ticker = parseTicker(typed);
  if (ticker === undefined) return notATickerMessage(typed);
  return ladderMessage(await app.levels.ladder(ticker, chat));
}
