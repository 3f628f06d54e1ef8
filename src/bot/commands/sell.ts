import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { Actor } from '../../core/people.ts';
import { defineCommand, type Answer, type ButtonHandler } from '../request.ts';
import { behindName, findMeant } from '../sale-meant.ts';
import { readSale } from '../sale-words.ts';
import { NOTHING_TO_SELL, proposedMessage, sizeQuestion, unreadWords } from '../views/sell.ts';
import { NONE } from '../wizards/sell.ts';
import { phraseAbout } from '../wizards/phrase.ts';

export const sell = defineCommand({
  name: 'sell',
  says: 'Sell shares: a card first, nothing without its button',
  topic: 'holdings',
  needs: 'trader',
  where: ['private'],
  changes: (args) => (args === '' ? 'nothing' : 'money'),
  examples: ['/sell NVDA 50', '/sell NVDA 25% limit 131.20', '/sell NVDA all'],
  guide: html`After the ticker: a number of shares, a share in percent, <code>half</code> or
    <code>all</code>; <code>limit 131.20</code> is the price below which nothing is sent;
    <code>in:demo</code> names the account. A card follows, and
    <b>nothing is sold unless you press its button</b>. All of a position, or very much, asks for
    typed words first. What is sold cannot be taken back.`,
  wizard: 'sell',
  run: ({ args, actor }, app) => ask(app, actor, args),
  buttons: {
    'sell-open': { needs: 'trader', run: () => () => ({ opens: 'sell' }) },
    'sell-about': {
      needs: 'trader',
      run:
        ({ subject }) =>
        () => ({ opens: 'sell', about: String(subject['position']) }),
    },
    'sell-type': {
      needs: 'trader',
      run:
        ({ subject }) =>
        () => ({
          opens: 'sell-phrase',
          about: phraseAbout(String(subject['words']), String(subject['phrase'])),
        }),
    },
    'sell-words': wordsButton(ask),
  },
});

/** As if the words on the button had been typed. */
function wordsButton(
  work: (app: App, by: Actor, args: string) => Promise<() => Answer>,
): ButtonHandler {
  return {
    needs: 'trader',
    money: true,
    async run({ subject, actor }, app) {
      const change = await work(app, actor, String(subject['words']));
      return () => {
        const answer = change();
        return { messages: 'text' in answer ? [answer] : answer };
      };
    },
  };
}

async function ask(app: App, by: Actor, args: string): Promise<() => Answer> {
  if (args === NONE || args === '') return () => NOTHING_TO_SELL;
  const read = readSale(args);
  if (read.kind === 'unread') return () => unreadWords('sell', args, read);
  const { meant, size, floor, phrase } = read.words;
  const row = findMeant(app, by, { meant, verb: 'sell', rest: behindName(args) });
  if ('text' in row) return () => row;
  if (size === undefined) return () => sizeQuestion(row);
  const wish = { positionId: row.position.id, size, floor, phrase };
  const change = await app.selling.propose(by, wish);
  return () => listOf(proposedMessage(change(), { row, words: args }));
}

/** The card comes by itself. */
function listOf(message: Message | undefined): readonly Message[] {
  return message === undefined ? [] : [message];
}
