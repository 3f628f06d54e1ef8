import type { App } from '../app/app.ts';
import { POLICY_SETTINGS, type PolicySetting } from '../app/policy-words.ts';
import { SEVERITIES, type Severity } from '../core/alert.ts';
import type { ButtonSubject, Message } from '../core/message.ts';
import type { Actor } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import { mayQuiet } from './quiet-words.ts';
import type { ButtonHandler, Press, PressAnswer } from './request.ts';
import { policyChanged, policyQuestion, policyUndone } from './views/settings-policy.ts';
import { CHANGED_SINCE } from './views/undone.ts';

/** Other words for the same settings. */
const NICKNAMES: ReadonlyMap<string, PolicySetting> = new Map([
  ['quiet-hours', 'quiet'],
  ['routes', 'route'],
  ['rate', 'limit'],
  ['escalate', 'escalation'],
  ['repeats', 'repeat'],
  ['resolve', 'resolved'],
  ['inhibition', 'market'],
]);

type Asking = { readonly actor: Actor; readonly now: Instant };

/** `/settings quiet 22:00-07:00`, or its question when nothing follows. @returns undefined for what is none of these */
export function policyTyped(
  app: App,
  { actor, now }: Asking,
  asked: { name: string; words: string },
): Message | undefined {
  const name = settingOf(asked.name);
  if (name === undefined) return undefined;
  const words = asked.words.trim();
  const severity = severityOf(words.toLowerCase());
  const isQuestion = words === '' || (name === 'route' && severity !== undefined);
  if (isQuestion) return policyQuestion({ name, severity }, app.settings.policy.view(actor), now);
  return policyChanged(name, app.settings.policy.change({ name, words }, actor), now);
}

/** The tiles of /settings that are about alerts. */
export const policyButtons: Readonly<Record<string, ButtonHandler>> = {
  'setting-ask': forAdmins(({ subject, actor, now }, app) => {
    const asked = { name: nameIn(subject), severity: severityOf(String(subject['severity'])) };
    return { edit: policyQuestion(asked, app.settings.policy.view(actor), now) };
  }),
  'setting-put': forAdmins(({ subject, actor, now }, app) => {
    const name = nameIn(subject);
    const wish = { name, words: String(subject['words']) };
    return { edit: policyChanged(name, app.settings.policy.change(wish, actor), now) };
  }),
  'setting-undo': forAdmins(({ subject, actor, now }, app) => {
    const name = nameIn(subject);
    const left = { name, words: String(subject['left']) };
    if (!app.settings.policy.isStill(left, actor)) return CHANGED_SINCE;
    const wish = { name, words: String(subject['words']) };
    return { edit: policyUndone(name, app.settings.policy.change(wish, actor), now) };
  }),
};

/** A button for those who may set things here: in a group its admins, or the Trader role. */
export function forAdmins(run: (press: Press, app: App) => PressAnswer): ButtonHandler {
  return {
    needs: 'member',
    async run(press, app) {
      if (await mayQuiet(press, app)) return () => run(press, app);
      return () => ({ toast: 'The settings of a group are for its admins.', isAlert: true });
    },
  };
}

function nameIn(subject: ButtonSubject): PolicySetting {
  return settingOf(String(subject['name'])) ?? 'quiet';
}

function settingOf(word: string): PolicySetting | undefined {
  return POLICY_SETTINGS.find((one) => one === word) ?? NICKNAMES.get(word);
}

function severityOf(word: string): Severity | undefined {
  return SEVERITIES.find((one) => one === word);
}
