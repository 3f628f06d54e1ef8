import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { ChatId } from '../../core/people.ts';
import { defineCommand } from '../request.ts';
import { pricesMessage } from '../views/prices.ts';

export const price = defineCommand({
  name: 'price',
  aliases: ['p'],
  says: 'The price of one or more tickers, and how old it is',
  needs: 'viewer',
  where: ['private', 'group'],
  changes: 'nothing',
  topic: 'watching',
  examples: ['/price NVDA', '/price NVDA AMD ^GSPC BTC-USD'],
  wizard: 'price',
  async run({ args, actor }, app) {
    const message = await answer(app, args, actor.place.chat);
    return () => message;
  },
  buttons: {
    price: {
      needs: 'viewer',
      async run({ subject, actor }, app) {
        const message = await answer(app, String(subject['tickers']), actor.place.chat);
        return () => ({ messages: [message] });
      },
    },
  },
});

async function answer(app: App, line: string, chat: ChatId): Promise<Message> {
  const found = await app.prices.ask(line, chat);
  if (found.kind === 'prices') return pricesMessage(found);
  return {
    text: html`⚠️ That is ${found.count} tickers; I take ${found.limit} in one message.`,
  };
}
