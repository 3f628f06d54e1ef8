import type { App } from '../../app/app.ts';
import type { Unwatched } from '../../app/watch.ts';
import { readRows } from '../../app/watch.ts';
import { html } from '../../core/html.ts';
import { adminsOnly, ADMINS_ONLY_TOAST, mayChange } from '../may-change.ts';
import {
  defineCommand,
  type Answer,
  type Press,
  type PressAnswer,
  unlessAlone,
} from '../request.ts';
import { readStatuses } from '../statuses.ts';
import { unwatchedMessage, unwatchQuestion } from '../views/watch.ts';
import { CHANGED_SINCE } from '../views/undone.ts';
import { pickMessage } from '../views/watchlist.ts';

export const unwatch = defineCommand({
  name: 'unwatch',
  isRare: true,
  aliases: ['uw'],
  says: 'Take tickers off the watchlist',
  needs: 'member',
  where: ['private', 'group'],
  changes: unlessAlone,
  topic: 'watching',
  examples: ['/unwatch NVDA', '/unwatch'],
  async run(request, app) {
    const { actor, args, updateId } = request;
    if (!(await mayChange(request))) return () => adminsOnly('Removing tickers');
    return (): Answer => {
      const { chat } = actor.place;
      const watched = app.watch.watched(chat);
      if (args === '')
        return watched.length > 0
          ? pickMessage(watched, 0)
          : { text: html`Nothing is watched here, so there is nothing to remove.` };
      const tickers = app.watch.tickersIn(args);
      if (tickers.length === 0)
        return { text: html`⚠️ I see no ticker in that. As in /unwatch NVDA.` };
      const rules = app.watch.rulesAbout(chat, tickers);
      if (rules > 0) return unwatchQuestion(tickers, rules);
      return unwatchedMessage(
        app.watch.remove(tickers, { rulesToo: false }, { by: actor, updateId }),
      );
    };
  },
  buttons: {
    'unwatch-do': { needs: 'member', run: remove },
    'unwatch-no': {
      needs: 'member',
      run: () => () => ({ edit: { text: html`✖ Cancelled. The list is as it was.` } }),
    },
    'unwatch-undo': { needs: 'member', run: undo },
  },
});

async function remove(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, subject, updateId } = press;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => {
    const tickers = app.watch.tickersIn(String(subject['tickers']));
    const rulesToo = subject['rules'] === 'delete';
    return {
      edit: unwatchedMessage(app.watch.remove(tickers, { rulesToo }, { by: actor, updateId })),
    };
  };
}

async function undo(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, subject, updateId } = press;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => {
    const rows = readRows(String(subject['rows']));
    const rules: Unwatched['rules'] = readStatuses(String(subject['rules']));
    const back = app.watch.restore(rows, rules, { by: actor, updateId });
    const those = back.rules === 1 ? '1 rule' : `${back.rules} rules`;
    if (back.tickers.length === 0 && back.rules === 0) return CHANGED_SINCE;
    if (back.tickers.length === 0) return { edit: { text: html`↩ Undone: ${those} back.` } };
    const names = back.tickers.join(', ');
    const too = back.rules === 0 ? '' : ` with ${those}`;
    return { edit: { text: html`↩ Undone: <b>${names}</b> back${too}.` } };
  };
}
