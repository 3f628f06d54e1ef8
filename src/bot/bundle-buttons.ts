import type { App } from '../app/app.ts';
import type { ButtonHandler, Press, PressAnswer } from './request.ts';
import { pressedCopy } from './request.ts';
import { mayQuiet } from './quiet-words.ts';
import { ERASED, NOT_YOURS } from './views/alert-toast.ts';
import { bundleToast, quietedHere } from './views/bundle.ts';

/** Buttons below a message that carries several alerts. */
export const bundleButtons: Readonly<Record<string, ButtonHandler>> = {
  'bundle-ack': {
    needs: 'member',
    lasts: true,
    run: (press, app) => () => {
      const { alert } = press.subject;
      const n = typeof alert === 'number' ? ackOne(press, app, alert) : ackAll(press, app);
      return { toast: bundleToast(n), ...shown(press, app, pageOf(press)) };
    },
  },
  'bundle-page': {
    needs: 'viewer',
    lasts: true,
    run: (press, app) => () => shown(press, app, pageOf(press)),
  },
  'bundle-quiet': {
    needs: 'member',
    lasts: true,
    async run(press, app) {
      if (!(await mayQuiet(press, app))) return () => NOT_YOURS;
      return () => {
        const mute = app.bundles.quiet(press.actor);
        return { messages: [quietedHere(mute)] };
      };
    },
  },
};

function ackAll({ subject, actor }: Press, app: App): number {
  return app.bundles.ackAll(Number(subject['bundle']), actor);
}

function ackOne(press: Press, app: App, alert: number): number {
  const acked = app.alerts.ack(alert, press.actor);
  app.alerts.refreshOthers(alert, pressedCopy(press));
  return acked?.isNews === true ? 1 : 0;
}

function pageOf({ subject }: Press): number | undefined {
  const { page } = subject;
  return typeof page === 'number' ? page : undefined;
}

function shown({ subject }: Press, app: App, page: number | undefined): PressAnswer {
  const edit = app.bundles.view(Number(subject['bundle']), page);
  return edit === undefined ? ERASED : { edit };
}
