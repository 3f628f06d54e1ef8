import { aboutOf } from '../../app/alert-view.ts';
import type { App } from '../../app/app.ts';
import { pressedCopy, type ButtonHandler, type Press, type PressAnswer } from '../request.ts';
import { mayQuiet, snoozeChoices } from '../quiet-words.ts';
import { muteHowMenu, muteMenu, snoozeMenu, type Asked } from '../views/alert-menu.ts';
import { ackToast, ERASED, NOT_YOURS } from '../views/alert-toast.ts';
import { readScope } from '../quiet-subject.ts';

/** What every alert's own buttons do. Handling one press twice changes nothing more. */
export const alertButtons: Readonly<Record<string, ButtonHandler>> = {
  ack: {
    needs: 'member',
    lasts: true,
    run: (press, app) => () => {
      const id = alertOf(press);
      const acked = app.alerts.ack(id, press.actor);
      if (acked === undefined) return ERASED;
      app.alerts.refreshOthers(id, pressedCopy(press));
      return { toast: ackToast(acked, press), ...edited(app, press) };
    },
  },
  snooze: {
    needs: 'member',
    lasts: true,
    run: (press, app) =>
      ask(press, app, (asked, reading) => {
        const what = { scope: 'rule', subject: asked.alert.evidence.code } as const;
        return snoozeMenu(asked, snoozeChoices(app, what, press.actor), reading);
      }),
  },
  mute: { needs: 'member', lasts: true, run: (press, app) => ask(press, app, muteMenu) },
  'mute-how': {
    needs: 'member',
    lasts: true,
    run(press, app) {
      const what = readScope(press.subject);
      return ask(press, app, (asked, reading) =>
        muteHowMenu(asked, { ...what, about: aboutOf(what) }, reading),
      );
    },
  },
  'alert-back': {
    needs: 'member',
    run: (press, app) => () => edited(app, press),
  },
};

/** Puts a question below the alert, for those who may answer it. */
async function ask(
  press: Press,
  app: App,
  menu: (asked: Asked, reading: { zone: string; now: Press['now'] }) => PressAnswer['edit'],
): Promise<() => PressAnswer> {
  if (!(await mayQuiet(press, app))) return () => NOT_YOURS;
  return () => {
    const alert = app.alerts.get(alertOf(press));
    const view = alert && app.alerts.view(alert.id, press.actor.place.chat);
    if (alert === undefined || view === undefined) return ERASED;
    const edit = menu({ alert, view }, { zone: app.quiet.zoneOf(press.actor), now: press.now });
    return edit === undefined ? {} : { edit };
  };
}

function alertOf({ subject }: Press): number {
  return Number(subject['alert']);
}

function edited(app: App, press: Press): PressAnswer {
  const edit = app.alerts.view(alertOf(press), press.actor.place.chat);
  return edit === undefined ? ERASED : { edit };
}
