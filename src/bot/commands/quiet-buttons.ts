import type { App } from '../../app/app.ts';
import { aboutOf } from '../../app/alert-view.ts';
import type { QuietWhat } from '../../app/quiet.ts';
import { readSpan } from '../../app/wake-time.ts';
import { html } from '../../core/html.ts';
import type { Mute } from '../../core/mute.ts';
import { mayQuiet, snoozeChoices } from '../quiet-words.ts';
import { readIds, readScope } from '../quiet-subject.ts';
import { snoozeUntil } from '../run-quiet.ts';
import { pressedCopy, type ButtonHandler, type Press, type PressAnswer } from '../request.ts';
import { ERASED, NOT_YOURS } from '../views/alert-toast.ts';
import { CHANGED_SINCE } from '../views/undone.ts';
import {
  MUTE_CHOICES,
  quietedMessage,
  quietedToast,
  quietList,
  sentence,
  spanButtons,
  undoneMessage,
} from '../views/quiet.ts';

/** Buttons that make something quiet, end it or take that back: under alerts, replies and lists alike. */
export const quietButtons: Readonly<Record<string, ButtonHandler>> = {
  quiet: forAllowed((press, app) => {
    const span = String(press.subject['span']);
    const read = readSpan(span);
    const what = readScope(press.subject);
    if (read === undefined) return untilCondition(press, app, span);
    const until = app.quiet.wakeAt(what, read, press.actor);
    if (until === 'never-closes')
      return {
        toast: `${sentence(aboutOf(what))} trades around the clock: choose a length of time.`,
      };
    const verb = verbOf(press);
    const done = app.quiet.add({ verb, what, until, coversCritical: false }, press.actor);
    const reading = readingOf(press, app);
    const toast = quietedToast(done.mute, reading);
    if (press.subject['alert'] !== undefined) return { toast, ...refreshed(press, app) };
    const about = aboutOf(what);
    return { toast, edit: quietedMessage({ ...done, about, isDefault: false }, reading) };
  }),

  /** The way back from below an alert. */
  'quiet-end': forAllowed((press, app) => {
    const [ended] = app.quiet.end(readIds(press.subject, 'mute'));
    const again = ended === undefined ? [] : app.quiet.reopen(app.quiet.replacedBy(ended));
    const goesOn = again.length > 0 ? 'Undone: it is silent as before.' : 'It rings again.';
    const toast = ended === undefined ? 'That had ended already.' : goesOn;
    return { toast, ...refreshed(press, app) };
  }),

  'quiet-undo': forAllowed((press, app) => {
    const ids = readIds(press.subject, 'mute');
    const [ended] = app.quiet.end(ids);
    if (ended === undefined) return { toast: 'That had ended already.' };
    const again = app.quiet.reopen(readIds(press.subject, 'again'));
    return { edit: undoneMessage(namesOf(press, app, ids), again.length > 0) };
  }),

  'quiet-again': forAllowed((press, app) => {
    const ids = app.quiet.reopen(readIds(press.subject, 'ids'));
    if (ids.length === 0) return CHANGED_SINCE;
    return { edit: { text: html`↩ Undone: ${namesOf(press, app, ids)}, silent as before.` } };
  }),

  'quiet-lift': forAllowed((press, app) => {
    const ids = readIds(press.subject, 'mute');
    const [ended] = app.quiet.end(ids);
    const only = press.subject['only'] === 'snooze' ? 'snooze' : 'all';
    return {
      toast: ended === undefined ? 'That had ended already.' : 'It rings again.',
      edit: quietList(app.quiet.list(press.actor), {
        ...readingOf(press, app),
        only,
        ...(ended !== undefined && { lifted: { id: ended, about: namesOf(press, app, ids) } }),
      }),
    };
  }),

  /** Takes back what a list ended, in that list. */
  'quiet-unlift': forAllowed((press, app) => {
    if (app.quiet.reopen(readIds(press.subject, 'ids')).length === 0) return CHANGED_SINCE;
    const only = press.subject['only'] === 'snooze' ? 'snooze' : 'all';
    return { edit: quietList(app.quiet.list(press.actor), { ...readingOf(press, app), only }) };
  }),

  'quiet-how': forAllowed((press, app) => {
    const what = readScope(press.subject);
    const verb = verbOf(press);
    const choices = verb === 'snooze' ? snoozeChoices(app, what, press.actor) : MUTE_CHOICES;
    const buttons = spanButtons({ verb, ...what }, choices, readingOf(press, app));
    const icon = verb === 'snooze' ? '😴' : '🔕';
    return { edit: { text: html`${icon} ${sentence(aboutOf(what))}: for how long?`, buttons } };
  }),

  'quiet-new': forAllowed(() => ({ opens: 'snooze' })),
};

/** A condition that a button offers: it was read when the button was made, and is read again now. */
function untilCondition(press: Press, app: App, words: string): PressAnswer {
  const what = app.quiet.named(readScope(press.subject));
  const wish = app.quiet.readWake(what, words, press.actor);
  if (wish.kind !== 'wake') return { toast: 'That can no longer be waited for: choose a time.' };
  const { actor, now } = press;
  const done = snoozeUntil(app, { what, wake: wish.wake }, { actor, now });
  if (done.kind === 'already') return { toast: 'That is so already.', edit: done.message };
  const toast = quietedToast(done.mute, readingOf(press, app));
  if (press.subject['alert'] === undefined) return { toast, edit: done.message };
  return { toast, ...refreshed(press, app) };
}

function forAllowed(run: (press: Press, app: App) => PressAnswer): ButtonHandler {
  return {
    needs: 'member',
    lasts: true,
    async run(press, app) {
      return (await mayQuiet(press, app)) ? () => run(press, app) : () => NOT_YOURS;
    },
  };
}

function verbOf({ subject }: Press): Mute['verb'] {
  return subject['verb'] === 'snooze' ? 'snooze' : 'mute';
}

function readingOf(press: Press, app: App) {
  return { zone: app.quiet.zoneOf(press.actor), now: press.now };
}

/** The alert as it reads now, in every copy of it. */
function refreshed(press: Press, app: App): PressAnswer {
  const alert = Number(press.subject['alert']);
  app.alerts.seen(alert);
  app.alerts.refreshOthers(alert, pressedCopy(press));
  const edit = app.alerts.view(alert, press.actor.place.chat);
  return edit === undefined ? ERASED : { edit };
}

function namesOf({ actor }: Press, app: App, ids: readonly number[]): string {
  const found = ids.flatMap((id): readonly Pick<QuietWhat, 'scope' | 'subject'>[] => {
    const mute = app.quiet.get(id, actor);
    return mute === undefined ? [] : [mute];
  });
  return [...new Set(found.map(aboutOf))].join(', ');
}
