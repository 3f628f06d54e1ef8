import type { AccountRow, Removal } from '../../app/accounts.ts';
import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { ButtonHandler, Press, PressAnswer } from '../request.ts';
import { noSuchAccount, oursMessage, sellingMessage } from '../views/account-problem.ts';
import {
  accountMessage,
  accountsMessage,
  nameOf,
  removedAccountMessage,
} from '../views/accounts.ts';
import { CHANGED_SINCE } from '../views/undone.ts';

/** Buttons of /accounts and of what is said about an account by itself. */
export const accountButtons: Readonly<Record<string, ButtonHandler>> = {
  accounts: {
    needs: 'member',
    run: (press, app) => () => ({ edit: list(press, app) }),
  },

  'account-open': {
    needs: 'member',
    run: (press, app) => () => shown(press, app),
  },

  'account-add': {
    needs: 'member',
    run:
      ({ subject }) =>
      () => ({
        opens: 'accounts',
        ...(typeof subject['stage'] === 'string' && { about: `add ${subject['stage']}` }),
      }),
  },

  'account-key': {
    needs: 'member',
    run: (press, app) => () => opening(press, app, 'key'),
  },

  'account-name': {
    needs: 'member',
    run: (press, app) => () => opening(press, app, 'rename'),
  },

  'account-remove': {
    needs: 'member',
    run: (press, app) => () => ({
      edit: removalMessage(
        app.accounts.remove(idOf(press), press.actor),
        app.accounts.list(press.actor),
      ),
    }),
  },

  'account-undo': {
    needs: 'member',
    run: (press, app) => () => {
      const removal = app.accounts.remove(idOf(press), press.actor);
      if (removal.kind !== 'removed')
        return { edit: removalMessage(removal, app.accounts.list(press.actor)) };
      return {
        edit: { text: html`↩ Undone: ${nameOf(removal.row.account)} is not connected.` },
      };
    },
  },

  'account-back': {
    needs: 'member',
    run: (press, app) => () => {
      const row = app.accounts.restore(idOf(press), press.actor);
      return row === undefined ? GONE : { edit: accountMessage(row, readingOf(press, app)) };
    },
  },

  'account-unname': {
    needs: 'member',
    run: (press, app) => () => {
      const { was, name } = press.subject;
      const row = app.accounts.find(idOf(press), press.actor);
      if (row === undefined) return GONE;
      if (row.account.name !== name) return CHANGED_SINCE;
      const renamed = app.accounts.rename(row.account.id, String(was), press.actor);
      if (renamed === undefined || renamed === 'taken') return CHANGED_SINCE;
      return { edit: { text: html`↩ Undone: it is called <b>${String(was)}</b> again.` } };
    },
  },
};

/** What a removal came to, in words. */
export function removalMessage(removal: Removal, rows: readonly AccountRow[]): Message {
  switch (removal.kind) {
    case 'removed':
      return removedAccountMessage(removal.row);
    case 'gone':
      return noSuchAccount({ verb: 'remove', text: '' }, rows);
    case 'ours':
      return oursMessage(removal.row);
    case 'selling':
      return sellingMessage(removal.row);
  }
}

const GONE: PressAnswer = { toast: 'That is not here any more. /accounts shows what is.' };

function idOf({ subject }: Press): number {
  return Number(subject['account']);
}

function readingOf({ actor, now }: Press, app: App) {
  return { zone: app.accounts.zoneOf(actor), now };
}

function list(press: Press, app: App): Message {
  return accountsMessage(app.accounts.list(press.actor), readingOf(press, app));
}

function shown(press: Press, app: App): PressAnswer {
  const row = app.accounts.find(idOf(press), press.actor);
  if (row === undefined) return { ...GONE, edit: list(press, app) };
  return { edit: accountMessage(row, readingOf(press, app)) };
}

function opening(press: Press, app: App, verb: 'key' | 'rename'): PressAnswer {
  const row = app.accounts.find(idOf(press), press.actor);
  if (row === undefined) return GONE;
  return { opens: 'accounts', about: `${verb} ${row.number}` };
}
