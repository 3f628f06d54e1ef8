import type { App } from '../app/app.ts';
import { html } from '../core/html.ts';
import { ADMINS_ONLY_TOAST, mayChange } from './may-change.ts';
import type { ButtonHandler, Press, PressAnswer } from './request.ts';
import { readListRows } from './row-words.ts';
import { readStatuses } from './statuses.ts';
import {
  deletedMessage,
  deleteQuestion,
  listAddedMessage,
  listDroppedMessage,
  renamedMessage,
} from './views/list-changed.ts';
import { atName, listMessage, listPickMessage, listsMessage, showButton } from './views/list.ts';
import { tooManyMessage } from './views/looked-up.ts';
import { packsMessage } from './views/packs.ts';
import { shareMade } from './views/share.ts';
import { CHANGED_SINCE } from './views/undone.ts';

/** What the buttons under lists do. Each looks at the list as it is when it is pressed. */
export const listButtons: Readonly<Record<string, ButtonHandler>> = {
  'list-all': {
    needs: 'viewer',
    run: (press, app) => () => ({ edit: listsMessage(app.lists.all(chatOf(press))) }),
  },
  'list-show': { needs: 'viewer', run: show },
  'list-new': { needs: 'member', run: allowed(() => () => ({ opens: 'list-new' })) },
  'list-more': { needs: 'member', run: allowed(opens('list-add')) },
  'list-rename': { needs: 'member', run: allowed(opens('list-rename')) },
  'list-add': { needs: 'member', run: allowed(add) },
  'list-undo': { needs: 'member', run: allowed(undoAdd) },
  'list-pick': { needs: 'member', run: allowed(pick) },
  'list-drop': { needs: 'member', run: allowed(drop) },
  'list-back': { needs: 'member', run: allowed(putBack) },
  'list-unname': { needs: 'member', run: allowed(unname) },
  'list-delete': { needs: 'member', run: allowed(remove) },
  'list-delete-do': { needs: 'member', run: allowed(removeIndeed) },
  'list-restore': { needs: 'member', run: allowed(restore) },
  'list-share': { needs: 'member', run: share },
  'list-pack': { needs: 'member', run: allowed(choosePack) },
};

type Run = ButtonHandler['run'];

/** In a group a list belongs to everybody, so changing it needs whoever may change rules. */
function allowed(run: Run): Run {
  return async (press, app) =>
    (await mayChange(press)) ? run(press, app) : () => ({ toast: ADMINS_ONLY_TOAST });
}

const GONE = { toast: 'That list is gone. /list shows what there is.' };

function chatOf({ actor }: Press) {
  return actor.place.chat;
}

function nameOf({ subject }: Press): string {
  return String(subject['list']);
}

function doing({ actor, updateId }: Press) {
  return { by: actor, updateId };
}

async function show(press: Press, app: App): Promise<() => PressAnswer> {
  const card = await app.lists.card(chatOf(press), nameOf(press));
  return () => (card ? { edit: listMessage(card, Number(press.subject['page'])) } : GONE);
}

function opens(wizard: string): Run {
  return (press, app) => () =>
    app.lists.tickers(chatOf(press), nameOf(press)) === undefined
      ? GONE
      : { opens: wizard, about: nameOf(press) };
}

/** A suggestion taken, or another try. */
async function add(press: Press, app: App): Promise<() => PressAnswer> {
  const looked = await app.watch.lookUp(String(press.subject['tickers']));
  return () => {
    if (looked.kind === 'too-many') return { messages: [tooManyMessage(looked)] };
    const addition = app.lists.add(nameOf(press), looked.found, doing(press));
    return { messages: [listAddedMessage(addition, press.now)] };
  };
}

function undoAdd(press: Press, app: App): () => PressAnswer {
  return () => {
    const name = nameOf(press);
    const rows = readListRows(String(press.subject['rows']));
    const isNew = press.subject['isNew'] === true;
    const undone = app.lists.undoAdd(name, { rows, isNew }, doing(press));
    if (undone === undefined) return CHANGED_SINCE;
    const { tickers, isGone } = undone;
    const what =
      tickers.length > 0 ? html`<b>${tickers.join(', ')}</b> out of ${atName(name)}` : html``;
    const list = isGone
      ? html`${tickers.length > 0 ? ', and ' : ''}no list ${atName(name)}`
      : html``;
    return { edit: { text: html`↩ Undone: ${what}${list} again.` } };
  };
}

function pick(press: Press, app: App): () => PressAnswer {
  return () => {
    const tickers = app.lists.tickers(chatOf(press), nameOf(press));
    if (tickers === undefined) return GONE;
    return { edit: listPickMessage(nameOf(press), tickers, Number(press.subject['page'])) };
  };
}

function drop(press: Press, app: App): () => PressAnswer {
  return () => {
    const tickers = app.watch.tickersIn(String(press.subject['tickers']));
    const dropped = app.lists.drop(nameOf(press), tickers, doing(press));
    return dropped ? { edit: listDroppedMessage(dropped) } : GONE;
  };
}

function putBack(press: Press, app: App): () => PressAnswer {
  return () => {
    const name = nameOf(press);
    const rows = readListRows(String(press.subject['rows']));
    if (app.lists.tickers(chatOf(press), name) === undefined) return GONE;
    const back = app.lists.putBack(name, rows, doing(press));
    if (back.length === 0) return CHANGED_SINCE;
    const names = back.join(', ');
    return { edit: withList(html`↩ Undone: <b>${names}</b> back in ${atName(name)}.`, name) };
  };
}

function unname(press: Press, app: App): () => PressAnswer {
  return () => {
    const names = { from: String(press.subject['from']), to: String(press.subject['to']) };
    const renaming = app.lists.rename(names.from, names.to, doing(press));
    if (renaming.kind !== 'renamed') return { edit: renamedMessage(renaming, names) };
    return { edit: withList(html`↩ Undone: it is <b>${atName(names.to)}</b> again.`, names.to) };
  };
}

function remove(press: Press, app: App): () => PressAnswer {
  return () => {
    const name = nameOf(press);
    const rules = app.lists.rulesAbout(chatOf(press), name);
    if (rules > 0) return { edit: deleteQuestion(name, rules) };
    const deleted = app.lists.remove(name, { rulesToo: false }, doing(press));
    return deleted ? { edit: deletedMessage(deleted) } : GONE;
  };
}

function removeIndeed(press: Press, app: App): () => PressAnswer {
  return () => {
    const rulesToo = press.subject['rules'] === 'delete';
    const deleted = app.lists.remove(nameOf(press), { rulesToo }, doing(press));
    return deleted ? { edit: deletedMessage(deleted) } : GONE;
  };
}

function restore(press: Press, app: App): () => PressAnswer {
  return () => {
    const name = nameOf(press);
    if (app.lists.tickers(chatOf(press), name) !== undefined)
      return { toast: `There is a list @${name} again already, so nothing was undone.` };
    const rows = readListRows(String(press.subject['rows']));
    const rules = readStatuses(String(press.subject['rules']));
    const back = app.lists.restore({ name, rows, rules }, doing(press));
    const too = back === 0 ? '' : ` with ${back === 1 ? '1 rule' : `${back} rules`}`;
    return { edit: withList(html`↩ Undone: <b>${atName(name)}</b> is back${too}.`, name) };
  };
}

function share(press: Press, app: App): () => PressAnswer {
  return () => {
    const made = app.shares.list(nameOf(press), doing(press));
    return made ? { messages: [shareMade(made)] } : GONE;
  };
}

function choosePack(press: Press, app: App): () => PressAnswer {
  return () => {
    const name = nameOf(press);
    if (app.lists.tickers(chatOf(press), name) === undefined) return GONE;
    const back = showButton(name, '‹ Back');
    return { edit: packsMessage(app.packs.all, { on: `@${name}`, back }) };
  };
}

function withList(text: ReturnType<typeof html>, name: string) {
  return { text, buttons: [[showButton(name, `📋 @${name}`)]] };
}
