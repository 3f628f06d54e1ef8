import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import { adminsOnly, ADMINS_ONLY_TOAST, mayChange } from '../may-change.ts';
import { defineCommand, type Answer, type Press, type PressAnswer } from '../request.ts';
import { addedMessage, tooManyMessage, unwatchedMessage, unwatchQuestion } from '../views/watch.ts';
import { pickMessage, watchlistMessage } from '../views/watchlist.ts';

export const watch = defineCommand({
  name: 'watch',
  aliases: ['w'],
  says: 'The watchlist, or add tickers to it',
  needs: 'member',
  where: ['private', 'group'],
  topic: 'watching',
  examples: ['/watch', '/watch NVDA AMD', '/watch ^GSPC BTC-USD VOD.L'],
  wizard: 'watch',
  hasCard: true,
  async run({ actor, args, updateId, now }, app) {
    if (args === '') {
      const card = await app.watch.card(actor.place.chat);
      return () => watchlistMessage(card);
    }
    const looked = await app.watch.lookUp(args);
    return (): Answer => {
      if (looked.kind === 'too-many') return tooManyMessage(looked);
      if (looked.found.length === 0) return { text: html`Which one? As in /watch NVDA AMD.` };
      return addedMessage(app.watch.add(looked.found, { by: actor, updateId }), now);
    };
  },
  buttons: {
    'watch-add': { needs: 'member', run: add },
    'watch-undo': { needs: 'member', run: undo },
    'watch-more': { needs: 'member', run: () => () => ({ opens: 'watch' }) },
    'watch-page': { needs: 'viewer', run: showPage },
    'watch-pick': { needs: 'member', run: pick },
    'watch-drop': { needs: 'member', run: drop },
  },
});

/** A suggestion taken, or another try: the rest of the message stays useful, so the answer is a new one. */
async function add({ actor, subject, updateId, now }: Press, app: App): Promise<() => PressAnswer> {
  const looked = await app.watch.lookUp(String(subject['tickers']));
  return () => {
    if (looked.kind === 'too-many') return { messages: [tooManyMessage(looked)] };
    const added = app.watch.add(looked.found, { by: actor, updateId });
    return { messages: [addedMessage(added, now)] };
  };
}

function undo({ actor, subject, updateId }: Press, app: App): () => PressAnswer {
  return () => {
    const tickers = app.watch.tickersIn(String(subject['tickers']));
    app.watch.remove(tickers, { rulesToo: false }, { by: actor, updateId });
    return { edit: { text: html`↩ Undone: <b>${tickers.join(', ')}</b> off the list again.` } };
  };
}

async function showPage({ actor, subject }: Press, app: App): Promise<() => PressAnswer> {
  const card = await app.watch.card(actor.place.chat);
  return () => ({ edit: watchlistMessage(card, Number(subject['page'])) });
}

async function pick(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, subject } = press;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => ({
    edit: pickMessage(app.watch.watched(actor.place.chat), Number(subject['page'])),
  });
}

async function drop(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, subject, updateId } = press;
  if (!(await mayChange(press))) return () => ({ messages: [adminsOnly('Removing tickers')] });
  return () => {
    const tickers = app.watch.tickersIn(String(subject['tickers']));
    const rules = app.watch.rulesAbout(actor.place.chat, tickers);
    if (rules > 0) return { edit: unwatchQuestion(tickers, rules) };
    const gone = app.watch.remove(tickers, { rulesToo: false }, { by: actor, updateId });
    return { edit: unwatchedMessage(gone) };
  };
}
