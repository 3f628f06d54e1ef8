import type { App } from '../../app/app.ts';
import type { Message } from '../../core/message.ts';
import type { Actor } from '../../core/people.ts';
import type { Instant } from '../../core/time.ts';
import { mayQuiet } from '../quiet-words.ts';
import { forAdmins, policyButtons, policyTyped } from '../policy-setting.ts';
import { defineCommand, unlessAlone } from '../request.ts';
import { SETTINGS_GUIDE } from '../views/settings-guide.ts';
import { scoreMessage, scoreQuestion } from '../views/score.ts';
import {
  changeIn,
  SETTINGS_NOT_YOURS,
  settingUndone,
  settingsMessage,
  settingsUnknown,
  themeSetMessage,
  zoneQuestion,
  zoneSetMessage,
  zoneUnknownMessage,
} from '../views/settings.ts';
import { PERIODS_ARE_OWN, periodsMessage, periodsSetMessage } from '../views/settings-periods.ts';
import { CHANGED_SINCE } from '../views/undone.ts';

export const settings = defineCommand({
  name: 'settings',
  says: 'Quiet hours, where alerts go, time zone and what else this chat can set',
  topic: 'basics',
  needs: 'member',
  where: ['private', 'group'],
  changes: unlessAlone,
  examples: [
    '/settings',
    '/settings tz Europe/Berlin',
    '/settings quiet 22:00-07:00',
    '/settings route critical telegram+pushover then email',
    '/settings route low log',
    '/settings escalation 5m 15m 30m',
    '/settings score rsi14:2 roc20 -volz20',
  ],
  guide: SETTINGS_GUIDE,
  async run(request, app) {
    const { args } = request;
    if (args === '') return () => tiles(app, request, 1);
    if (!(await mayQuiet(request, app))) return () => SETTINGS_NOT_YOURS;
    const [, name = '', words = ''] = /^(\S+)\s*(.*)$/s.exec(args) ?? [];
    return () => typed(app, request, { name: name.toLowerCase(), words });
  },
  buttons: {
    ...policyButtons,
    settings: forAdmins((press, app) => ({
      edit: tiles(app, press, press.subject['page'] === 2 ? 2 : 1),
    })),
    'settings-zone': forAdmins(({ actor }, app) => ({
      edit: zoneQuestion(app.settings.read(actor).zone),
    })),
    'settings-score': forAdmins(({ actor }, app) => ({
      edit: scoreQuestion(app.settings.read(actor)),
    })),
    'score-set': forAdmins(({ subject, actor }, app) => ({
      edit: scoreMessage(app.settings.setScore(String(subject['score']), actor)),
    })),
    'settings-theme': forAdmins(({ subject, actor }, app) => ({
      edit: setTheme(app, subject['dark'] === true, actor),
    })),
    'settings-undo': forAdmins(({ subject, actor, now }, app) => {
      const change = changeIn(subject);
      if (!app.settings.putBack(change, actor)) return CHANGED_SINCE;
      return { edit: settingUndone(change, app.settings.read(actor), now) };
    }),
    'settings-tz': forAdmins(({ subject, actor, now }, app) => ({
      edit: setZone(app, String(subject['zone']), { actor, now }),
    })),
  },
});

type Asking = { readonly actor: Actor; readonly now: Instant };

function tiles(app: App, { actor, now }: Asking, page: 1 | 2): Message {
  const settings = app.settings.read(actor);
  return settingsMessage({ page, settings, policy: app.settings.policy.view(actor) }, now);
}

/** What was typed behind /settings; a name alone asks its question. */
function typed(
  app: App,
  asking: Asking,
  { name, words }: { name: string; words: string },
): Message {
  const { actor } = asking;
  const policy = policyTyped(app, asking, { name, words });
  if (policy !== undefined) return policy;
  switch (name) {
    case 'tz':
    case 'zone':
    case 'timezone':
      return words === ''
        ? zoneQuestion(app.settings.read(actor).zone)
        : setZone(app, words, asking);
    case 'score':
      return words === ''
        ? scoreQuestion(app.settings.read(actor))
        : scoreMessage(app.settings.setScore(words, actor));
    case 'periods':
      return periods(app, words, actor);
    case 'theme':
      if (/^(?:dark|light)$/i.test(words)) return setTheme(app, /dark/i.test(words), actor);
      return tiles(app, asking, 2);
    case 'sound':
    case 'brief':
    case 'retention':
      return tiles(app, asking, 2);
    default:
      return settingsUnknown(`${name} ${words}`.trim());
  }
}

function periods(app: App, words: string, actor: Actor): Message {
  if (actor.chatKind !== 'private') return PERIODS_ARE_OWN;
  return words === ''
    ? periodsMessage(app.settings.periods.of(actor))
    : periodsSetMessage(app.settings.periods.set(words, actor));
}

function setTheme(app: App, isDark: boolean, actor: Actor): Message {
  return themeSetMessage(app.settings.setTheme(isDark, actor));
}

function setZone(app: App, text: string, { actor, now }: Asking): Message {
  const change = app.settings.setZone(text, actor);
  return change === undefined
    ? zoneUnknownMessage(text, app.settings.suggestZones(text))
    : zoneSetMessage(change, now);
}
