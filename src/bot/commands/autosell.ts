import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import { GUARD_MODES, type Guard } from '../../core/intent.ts';
import type { Message } from '../../core/message.ts';
import { userId, type Actor } from '../../core/people.ts';
import { instant, type Instant } from '../../core/time.ts';
import { defineCommand, type Changes, type Press, type PressAnswer } from '../request.ts';
import { behindName, findMeant } from '../sale-meant.ts';
import { readGuard } from '../sale-words.ts';
import { dashboardMessage } from '../views/autosell.ts';
import { modeMessage, modeUndone } from '../views/autosell-set.ts';
import { replayMessage } from '../views/sale-replay.ts';
import { unreadWords } from '../views/sell.ts';
import { heldName } from '../views/selling-words.ts';
import { phraseAbout } from '../wizards/phrase.ts';

type Asked = { readonly actor: Actor; readonly now: Instant };

export const autosell = defineCommand({
  name: 'autosell',
  says: 'What may be sold when a stop is reached, by whose leave',
  topic: 'holdings',
  needs: 'trader',
  where: ['private'],
  changes: changesOf,
  examples: ['/autosell', '/autosell NVDA ask max:50% floor:3% exp:7d', '/autosell NVDA off'],
  guide: html`Modes of a position: <code>off</code> only rings; <code>shadow</code> writes down what
    would have been sold, and is what holds where nothing was chosen; <code>ask</code> sends a card
    with a Sell button; <code>auto</code> sells 30 s after word of it has reached you, and needs a
    record of looking on and typed words. <code>max:50%</code> of the position at most,
    <code>floor:3%</code> below the price shown at most, <code>exp:7d</code> at most 30 days.
    <code>/autosell S12</code> shows how a decision was weighed.`,
  wizard: 'autosell',
  hasCard: true,
  run: (request, app) => () => answerTo(app, request, request.args),
  buttons: {
    autosell: {
      needs: 'trader',
      run: (press, app) => () => ({ edit: board(app, press), toast: 'Looked again.' }),
    },
    'autosell-set': {
      needs: 'trader',
      run:
        ({ subject }) =>
        () => ({ opens: 'autosell', about: String(subject['position']) }),
    },
    'autosell-type': {
      needs: 'trader',
      run:
        ({ subject }) =>
        () => ({
          opens: 'autosell-phrase',
          about: phraseAbout(String(subject['words']), String(subject['phrase'])),
        }),
    },
    'autosell-words': {
      needs: 'trader',
      money: true,
      run: (press, app) => () => ({
        messages: [answerTo(app, press, String(press.subject['words']))],
      }),
    },
    'sale-attempt': {
      needs: 'trader',
      run: (press, app) => () => {
        const wish = {
          id: Number(press.subject['intent']),
          attempt: Number(press.subject['attempt']),
        };
        return { edit: replayMessage(app.selling, wish, lookOf(app, press)) };
      },
    },
    'autosell-undo': { needs: 'trader', money: true, run: (press, app) => () => undo(press, app) },
  },
});

/** Less may be chosen late, after a question; more may not. */
function changesOf(args: string): Changes {
  if (args === '' || decisionIn(args) !== undefined) return 'nothing';
  return /\s(?:off|shadow)\b/i.test(args) ? 'settings' : 'money';
}

/** Within the commit. */
function answerTo(app: App, asked: Asked, args: string): Message {
  if (args.trim() === '') return board(app, asked);
  const decision = decisionIn(args);
  if (decision !== undefined)
    return replayMessage(app.selling, { id: decision }, lookOf(app, asked));
  const { actor } = asked;
  const read = readGuard(args);
  if (read.kind === 'unread') return unreadWords('autosell', args, read);
  const { meant, mode, ...terms } = read.words;
  const row = findMeant(app, actor, { meant, verb: 'autosell', rest: behindName(args) });
  if ('text' in row) return row;
  if (mode === undefined)
    return unreadWords('autosell', args, {
      word: undefined,
      why: `there is no mode: ${GUARD_MODES.join(', ')}`,
    });
  const set = app.selling.setMode(actor, { positionId: row.position.id, mode, ...terms });
  return modeMessage(set, { row, words: args, look: lookOf(app, asked) });
}

/** The number of a decision, as its card tells it. */
export function decisionIn(args: string): number | undefined {
  const [, id] = /^S(\d{1,12})$/i.exec(args.trim()) ?? [];
  return id === undefined ? undefined : Number(id);
}

function board(app: App, asked: Asked): Message {
  const found = app.selling.dashboard(asked.actor);
  const by = found.state.halt?.by;
  const haltedBy = by === undefined ? undefined : app.access.known(by, by).person?.name;
  return dashboardMessage(found, { ...lookOf(app, asked), haltedBy });
}

export function lookOf(app: App, { actor, now }: Asked) {
  return { by: actor, now, zone: app.settings.zoneOf(actor.place.chat) };
}

function undo({ subject, actor }: Press, app: App): PressAnswer {
  const positionId = Number(subject['position']);
  const done = app.selling.putModeBack(actor, {
    positionId,
    changedAt: Number(subject['at']),
    was: guardIn(subject, positionId),
  });
  if (done === undefined) return { toast: 'It was changed since, so nothing was undone.' };
  return { edit: modeUndone(heldName(done.row.position), done) };
}

function guardIn(subject: Press['subject'], positionId: number): Guard | undefined {
  const mode = GUARD_MODES.find((one) => one === subject['mode']);
  if (mode === undefined) return undefined;
  const number = (name: string) => (subject[name] === null ? undefined : Number(subject[name]));
  const [armedBy, armedAt, expiresAt] = [number('armedBy'), number('armedAt'), number('expiresAt')];
  return {
    positionId,
    mode,
    maxPct: Number(subject['maxPct']),
    floorPct: Number(subject['floorPct']),
    armedBy: armedBy === undefined ? undefined : userId(armedBy),
    armedAt: armedAt === undefined ? undefined : instant(armedAt),
    expiresAt: expiresAt === undefined ? undefined : instant(expiresAt),
    stopId: number('stopId'),
    updatedAt: instant(Number(subject['at'])),
  };
}
