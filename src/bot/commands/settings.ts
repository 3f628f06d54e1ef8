import type { App } from '../../app/app.ts';
import type { Actor } from '../../core/people.ts';
import type { Instant } from '../../core/time.ts';
import { mayQuiet } from '../quiet-words.ts';
import {
  defineCommand,
  type ButtonHandler,
  type Press,
  type PressAnswer,
  unlessAlone,
} from '../request.ts';
import { scoreMessage, scoreQuestion } from '../views/score.ts';
import {
  SETTINGS_NOT_YOURS,
  settingsMessage,
  settingsUnknown,
  zoneQuestion,
  zoneSetMessage,
  zoneUnknownMessage,
} from '../views/settings.ts';

export const settings = defineCommand({
  name: 'settings',
  says: 'Time zone and what else this chat can set',
  topic: 'basics',
  needs: 'member',
  where: ['private', 'group'],
  changes: unlessAlone,
  examples: ['/settings', '/settings tz Europe/Berlin', '/settings score rsi14:2 roc20 -volz20'],
  async run(request, app) {
    const { args, actor, now } = request;
    const [, zone] = /^(?:tz|zone|timezone)\s+(.+)$/is.exec(args) ?? [];
    if (args === '') return () => settingsMessage(app.settings.read(actor), now);
    if (!(await mayQuiet(request, app))) return () => SETTINGS_NOT_YOURS;
    if (/^(?:tz|zone|timezone)$/i.test(args))
      return () => zoneQuestion(app.settings.read(actor).zone);
    const [, score] = /^score\s+(.+)$/is.exec(args) ?? [];
    if (score !== undefined) return () => scoreMessage(app.settings.setScore(score, actor));
    if (/^score$/i.test(args)) return () => scoreQuestion(app.settings.read(actor));
    if (zone === undefined) return () => settingsUnknown(args);
    return () => setZone(app, zone, { actor, now });
  },
  buttons: {
    settings: forAllowed(({ actor, now }, app) => ({
      edit: settingsMessage(app.settings.read(actor), now),
    })),
    'settings-zone': forAllowed(({ actor }, app) => ({
      edit: zoneQuestion(app.settings.read(actor).zone),
    })),
    'settings-score': forAllowed(({ actor }, app) => ({
      edit: scoreQuestion(app.settings.read(actor)),
    })),
    'score-set': forAllowed(({ subject, actor }, app) => ({
      edit: scoreMessage(app.settings.setScore(String(subject['score']), actor)),
    })),
    'settings-theme': forAllowed(({ subject, actor, now }, app) => {
      app.settings.setTheme(subject['dark'] === true, actor);
      return { edit: settingsMessage(app.settings.read(actor), now) };
    }),
    'settings-tz': forAllowed(({ subject, actor, now }, app) => ({
      edit: setZone(app, String(subject['zone']), { actor, now }),
    })),
  },
});

function setZone(app: App, text: string, { actor, now }: { actor: Actor; now: Instant }) {
  const change = app.settings.setZone(text, actor);
  return change === undefined
    ? zoneUnknownMessage(text, app.settings.suggestZones(text))
    : zoneSetMessage(change, now);
}

function forAllowed(run: (press: Press, app: App) => PressAnswer): ButtonHandler {
  return {
    needs: 'member',
    async run(press, app) {
      if (await mayQuiet(press, app)) return () => run(press, app);
      return () => ({ toast: 'The settings of a group are for its admins.', isAlert: true });
    },
  };
}
