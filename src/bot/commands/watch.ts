import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import { adminsOnly, ADMINS_ONLY_TOAST, mayChange } from '../may-change.ts';
import {
  defineCommand,
  type Answer,
  type Press,
  type PressAnswer,
  type Request,
  unlessAlone,
} from '../request.ts';
import { notAName } from '../views/list.ts';
import type { Found } from '../../app/ticker-look-up.ts';
import { parseListName } from '../../core/target.ts';
import type { Doing } from '../../app/doing.ts';
import type { Message } from '../../core/message.ts';
import { readRows } from '../../app/watch.ts';
import { readListRows } from '../row-words.ts';
import { freshOf, tooManyMessage } from '../views/looked-up.ts';
import { CHANGED_SINCE } from '../views/undone.ts';
import { addedMessage, unwatchedMessage, unwatchQuestion } from '../views/watch.ts';
import { pickMessage, watchlistMessage } from '../views/watchlist.ts';

export const watch = defineCommand({
  name: 'watch',
  aliases: ['w'],
  says: 'The watchlist, or add tickers to it',
  needs: 'member',
  where: ['private', 'group'],
  changes: unlessAlone,
  topic: 'watching',
  examples: [
    '/watch',
    '/watch NVDA AMD',
    '/watch ^GSPC BTC-USD VOD.L',
    '/watch NVDA AMD list:semis',
  ],
  wizard: 'watch',
  hasCard: true,
  async run(request, app) {
    const { actor, args, updateId, now } = request;
    if (args === '') {
      const card = await app.watch.card(actor.place.chat);
      return () => watchlistMessage(card);
    }
    const { tickers, list } = readWords(args);
    if (list !== undefined && parseListName(list) === undefined) return () => notAName(list);
    if (list !== undefined && !(await mayChange(request)))
      return () => adminsOnly('Changing lists');
    const looked = await app.watch.lookUp(tickers);
    return (): Answer => {
      if (looked.kind === 'too-many') return tooManyMessage(looked);
      if (looked.found.length === 0) return { text: html`Which one? As in /watch NVDA AMD.` };
      return added(app, { ...looked, list, now }, { by: actor, updateId });
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

/** `NVDA AMD list:semis` */
function readWords(args: string): { readonly tickers: string; readonly list: string | undefined } {
  const [written, list] = /(?:^|\s)list\s*:\s*(\S+)/i.exec(args) ?? [];
  return { tickers: written === undefined ? args : args.replace(written, ' '), list };
}

type Adding = { readonly found: readonly Found[]; readonly list: string | undefined } & Pick<
  Request,
  'now'
>;

function added(app: App, { found, list, now }: Adding, doing: Doing): Message {
  const watched = app.watch.add(found, doing);
  const name = list === undefined ? undefined : parseListName(list);
  const listed = name === undefined ? undefined : app.lists.add(name, found, doing);
  const rows = app.watch.rowsOf(doing.by.place.chat, freshOf(watched));
  return addedMessage(watched, { now, rows, listed, packs: app.packs.all });
}

/** A suggestion taken, or another try: the rest of the message stays useful, so the answer is a new one. */
async function add(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, subject, updateId, now } = press;
  const list = typeof subject['list'] === 'string' ? subject['list'] : undefined;
  if (list !== undefined && !(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  const looked = await app.watch.lookUp(String(subject['tickers']));
  return () => {
    if (looked.kind === 'too-many') return { messages: [tooManyMessage(looked)] };
    return { messages: [added(app, { ...looked, list, now }, { by: actor, updateId })] };
  };
}

async function undo(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, subject, updateId } = press;
  const doing = { by: actor, updateId };
  const list = String(subject['list'] ?? '');
  if (list !== '' && !(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => {
    const tickers = app.watch.undoAdd(readRows(String(subject['rows'])), doing);
    const rows = readListRows(String(subject['listed'] ?? ''));
    const isNew = subject['isNew'] === true;
    const undone = rows.length > 0 ? app.lists.undoAdd(list, { rows, isNew }, doing) : undefined;
    const listed = undone?.tickers ?? [];
    if (tickers.length + listed.length === 0) return CHANGED_SINCE;
    const names = tickers.length > 0 ? tickers : listed;
    const where = tickers.length > 0 ? 'the list' : `@${list}`;
    const too = tickers.length > 0 && listed.length > 0 ? `, and out of @${list}` : '';
    return { edit: { text: html`↩ Undone: <b>${names.join(', ')}</b> off ${where} again${too}.` } };
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
