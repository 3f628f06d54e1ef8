import type { App } from '../../app/app.ts';
import type { StopUndo } from '../../app/stops.ts';
import { html, lines } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import { chatId } from '../../core/people.ts';
import {
  defineCommand,
  type ButtonHandler,
  type Press,
  type PressAnswer,
  type Request,
} from '../request.ts';
import {
  noStopFor,
  STOP_GONE,
  stopBeyondMessage,
  stopProblem,
  whichStop,
} from '../views/stop-problem.ts';
import { stopMessage, stopOffMessage, stopSetMessage, stopUndoneMessage } from '../views/stops.ts';
import { CHANGED_SINCE } from '../views/undone.ts';

export const stop = defineCommand({
  name: 'stop',
  aliases: ['stops'],
  says: 'Where you want to leave what you hold; a stop only ever rises',
  needs: 'member',
  where: ['private', 'group'],
  isOwn: true,
  topic: 'holdings',
  changes: (args) => (/^\S+\s+\S/.test(args) ? 'settings' : 'nothing'),
  examples: ['/stop', '/stop NVDA -8%', '/stop NVDA 132.50', '/stop NVDA trail 10%'],
  guide: lines(
    html`<code>-8%</code> lies below the price now, <code>132.50</code> at a price,
      <code>2atr</code> two average daily ranges below, <code>trail 10%</code> and
      <code>trail 3atr</code> follow the highest price from now on, <code>below support</code> hangs
      under the last swing low, <code>risk 0.7%</code> puts so much of the account at risk.
      <code>off</code> takes it away.`,
    html`A stop is reached by a fresh price of the regular session that a second reading does not
    belie. Neither a sale of some shares nor a smaller account, a split or another rate of exchange
    lowers or fires it. It only alerts unless /autosell says otherwise.`,
  ),
  wizard: 'stop',
  async run(request, app) {
    const [, word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(request.args) ?? [];
    const { user } = request.actor;
    const held = app.stops.named(user, word);
    const [one, another] = held;
    if (one === undefined) return () => noStopFor(word, app.stops.pick(user));
    const words = rest.trim();
    if (another !== undefined) return () => whichStop(one.name, words, held);
    const change = await changed(request, app, { id: one.position.id, words });
    return change;
  },
  buttons: {
    'stop-show': {
      needs: 'member',
      async run(press, app) {
        const change = await changed(press, app, { id: idOf(press), words: '' });
        return () => ({ messages: [change()] });
      },
    },
    'stop-put': {
      needs: 'member',
      async run(press, app) {
        const wish = { id: idOf(press), words: String(press.subject['words']) };
        const change = await changed(press, app, wish);
        return () => ({ messages: [change()] });
      },
    },
    'stop-off': {
      needs: 'member',
      async run(press, app) {
        const change = await changed(press, app, { id: idOf(press), words: 'off' });
        return () => ({ messages: [change()] });
      },
    },
    'stop-undo': { needs: 'member', run: undo } satisfies ButtonHandler,
  },
});

type Asking = Pick<Request, 'actor' | 'updateId' | 'now'>;
type Wish = { readonly id: number; readonly words: string };

/** Looks up what is needed. @returns the change with its answer */
async function changed(
  { actor, updateId, now }: Asking,
  app: App,
  { id, words }: Wish,
): Promise<() => Message> {
  const card = await app.stops.card(actor.user, id);
  if (card === undefined) return () => STOP_GONE;
  const view = { zone: app.settings.zoneOf(chatId(actor.user)), now };
  if (words === '') return () => stopMessage(card, view);
  const read = app.stops.read(words);
  const doing = { by: actor, updateId };
  switch (read.kind) {
    case 'problem':
      return () => stopProblem(card.line, { words, what: read.what, attempts: read.try });
    case 'off':
      return () => stopOffMessage(app.stops.off(id, doing), view);
    case 'terms':
      return () => {
        const answer = app.stops.set(id, read.terms, doing);
        if (answer.kind === 'gone') return STOP_GONE;
        return answer.kind === 'beyond'
          ? stopBeyondMessage(answer, { words, view })
          : stopSetMessage(answer, view);
      };
  }
}

function idOf({ subject }: Press): number {
  return Number(subject['position']);
}

function undo({ subject, actor, updateId }: Press, app: App): () => PressAnswer {
  return () => {
    const back = app.stops.undo(undoOf(subject['undo']), { by: actor, updateId });
    return back === undefined ? CHANGED_SINCE : { edit: stopUndoneMessage(back) };
  };
}

/** What the button carries is what the change gave it. */
function undoOf(json: unknown): StopUndo {
  const { position, made, former }: StopUndo = JSON.parse(String(json));
  return { position, made, former };
}
