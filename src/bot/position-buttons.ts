import type { App } from '../app/app.ts';
import type { HoldingUndo } from '../app/holding-change.ts';
import { html } from '../core/html.ts';
import type { ButtonHandler, Press, PressAnswer } from './request.ts';
import { positionMessage } from './views/position-card.ts';
import { addedMessage, undoneMessage } from './views/position-changed.ts';
import { appliedMessage } from './views/position-import.ts';
import { draftProblem } from './views/position-problem.ts';
import { positionsMessage } from './views/positions.ts';
import { CHANGED_SINCE } from './views/undone.ts';

/** What the buttons under positions do: always about what whoever presses holds. */
export const positionButtons: Readonly<Record<string, ButtonHandler>> = {
  positions: {
    needs: 'member',
    run: ({ actor, subject }, app) => {
      return () => ({
        edit: positionsMessage(app.positions.book(actor.user), Number(subject['page'] ?? 0)),
      });
    },
  },
  position: { needs: 'member', run: show },
  'position-new': {
    needs: 'member',
    run: ({ subject }) => {
      const ticker = subject['ticker'];
      const about = typeof ticker === 'string' ? { about: ticker } : {};
      return () => ({ opens: 'position-add', ...about });
    },
  },
  'position-add': { needs: 'member', run: add },
  'position-edit': { needs: 'member', run: opens('position-set') },
  'position-sold': { needs: 'member', run: opens('position-close') },
  'position-undo': { needs: 'member', run: undo },
  'positions-apply': {
    needs: 'member',
    run: ({ actor, updateId, subject }, app) => {
      return () => ({
        edit: appliedMessage(
          app.positions.apply(String(subject['spelled']), { by: actor, updateId }),
        ),
      });
    },
  },
  'positions-no': {
    needs: 'member',
    run: () => () => ({ edit: { text: html`✖ Nothing was imported.` } }),
  },
};

const GONE = { toast: 'You hold that no longer. /positions shows what you do.' };

async function show({ actor, subject }: Press, app: App): Promise<() => PressAnswer> {
  const card = await app.positions.card(actor.user, Number(subject['id']));
  return () => (card === undefined ? GONE : { edit: positionMessage(card, actor.role) });
}

/** A suggestion taken: the same line, so that it says what it would have said at once. */
async function add(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, updateId, subject, now } = press;
  const draft = await app.positions.draft(String(subject['line']), actor.user);
  return () => {
    if (draft.kind !== 'ready') return { messages: [draftProblem(draft, now)] };
    const added = app.positions.add(draft.purchase, { by: actor, updateId });
    const view = app.positions.view(actor.user, added.after);
    return { messages: [addedMessage(added, draft.purchase, view)] };
  };
}

function opens(wizard: string): ButtonHandler['run'] {
  return ({ actor, subject }, app) =>
    () => {
      const line = app.positions
        .book(actor.user)
        .lines.find(({ position }) => position.id === subject['id']);
      return line === undefined ? GONE : { opens: wizard, about: line.name };
    };
}

function undo({ actor, updateId, subject }: Press, app: App): () => PressAnswer {
  return () => {
    const what = JSON.parse(String(subject['undo'])) as HoldingUndo;
    const back = app.positions.undo(what, { by: actor, updateId });
    return back === undefined ? CHANGED_SINCE : { edit: undoneMessage(back) };
  };
}
