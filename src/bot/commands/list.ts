import type { App } from '../../app/app.ts';
import { parseListName } from '../../core/target.ts';
import { listButtons } from '../list-buttons.ts';
import { readListWish, type ListWish } from '../list-words.ts';
import { adminsOnly, mayChange } from '../may-change.ts';
import { defineCommand, type Change, type Request } from '../request.ts';
import {
  deletedMessage,
  deleteQuestion,
  listAddedMessage,
  listDroppedMessage,
  renamedMessage,
} from '../views/list-changed.ts';
import {
  existsMessage,
  listMessage,
  listsMessage,
  noListMessage,
  notAName,
} from '../views/list.ts';
import { tooManyMessage } from '../views/looked-up.ts';
import { shareMade } from '../views/share.ts';

export const list = defineCommand({
  name: 'list',
  aliases: ['lists', 'l'],
  says: 'Named lists of tickers; a rule may be about a whole one',
  needs: 'member',
  where: ['private', 'group'],
  isRare: true,
  changes: (args) => (/^\S*$/.test(args) ? 'nothing' : 'settings'),
  topic: 'watching',
  examples: [
    '/list',
    '/list semis',
    '/list new semis NVDA AMD',
    '/list add semis TSM',
    '/list remove semis AMD',
    '/list rename semis chips',
    '/list share semis',
    '/rule @semis > high20',
  ],
  wizard: 'list-new',
  hasCard: true,
  async run(request, app) {
    const wish = readListWish(request.args);
    if (wish.kind === 'all') return () => listsMessage(app.lists.all(request.actor.place.chat));
    const name = parseListName(wish.name);
    if (name === undefined) return () => notAName(wish.name);
    if (wish.kind === 'show') return show(request, app, name);
    if (wish.kind === 'share') return share(request, app, name);
    if (!(await mayChange(request))) return () => adminsOnly('Changing lists');
    return change(request, app, { wish, name });
  },
  buttons: listButtons,
});

async function show({ actor }: Request, app: App, name: string): Promise<Change> {
  const { chat } = actor.place;
  const card = await app.lists.card(chat, name);
  return () => (card ? listMessage(card) : noListMessage(name, app.lists.all(chat)));
}

function share({ actor, updateId }: Request, app: App, name: string): Change {
  return () => {
    const made = app.shares.list(name, { by: actor, updateId });
    return made ? shareMade(made) : noListMessage(name, app.lists.all(actor.place.chat));
  };
}

type Changing = {
  readonly wish: Exclude<ListWish, { kind: 'all' | 'show' | 'share' }>;
  readonly name: string;
};

async function change(request: Request, app: App, { wish, name }: Changing): Promise<Change> {
  const { actor, updateId, now } = request;
  const { chat } = actor.place;
  const doing = { by: actor, updateId };
  switch (wish.kind) {
    case 'new':
    case 'add': {
      const looked = await app.watch.lookUp(wish.tickers);
      return () => {
        if (looked.kind === 'too-many') return tooManyMessage(looked);
        const known = app.lists.all(chat).find((one) => one.name === name);
        if (known && (wish.kind === 'new' || wish.tickers === ''))
          return existsMessage(known, wish.tickers);
        return listAddedMessage(app.lists.add(name, looked.found, doing), now);
      };
    }
    case 'remove':
      return () => {
        const tickers = app.watch.tickersIn(wish.tickers);
        const dropped = app.lists.drop(name, tickers, doing);
        return dropped ? listDroppedMessage(dropped) : noListMessage(name, app.lists.all(chat));
      };
    case 'rename': {
      const to = parseListName(wish.to);
      if (to === undefined) return () => notAName(wish.to);
      return () => {
        const renaming = app.lists.rename(name, to, doing);
        if (renaming.kind === 'gone') return noListMessage(name, app.lists.all(chat));
        return renamedMessage(renaming, { from: name, to });
      };
    }
    case 'delete':
      return () => {
        const rules = app.lists.rulesAbout(chat, name);
        if (rules > 0 && app.lists.tickers(chat, name)) return deleteQuestion(name, rules);
        const deleted = app.lists.remove(name, { rulesToo: false }, doing);
        return deleted ? deletedMessage(deleted) : noListMessage(name, app.lists.all(chat));
      };
  }
}
