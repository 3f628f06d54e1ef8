import type { App } from '../app/app.ts';
import { withoutNote } from '../core/rule-note.ts';
import { html } from '../core/html.ts';
import type { StoredRule } from '../core/records.ts';
import { ADMINS_ONLY_TOAST, mayChange } from './may-change.ts';
import type { ButtonHandler, Press, PressAnswer } from './request.ts';
import { changed, editRule, makeRule, proposeRule } from './rule-making.ts';
import { goneMessage, readBefore, type ChangeKind } from './views/rule-changed.ts';
import { createdCard, ruleCard } from './views/rule-card.ts';
import { ruleLog } from './views/rules-list.ts';
import { CHANGED_SINCE } from './views/undone.ts';
import { ZONE_HINT, zoneToldMessage } from './views/zone-question.ts';

/** What the buttons under a rule do. Each looks at the rule as it is when it is pressed. */
export const ruleButtons: Readonly<Record<string, ButtonHandler>> = {
  'rule-try': { needs: 'member', run: allowed(tryText) },
  'rule-arm': { needs: 'member', run: allowed(armDraft) },
  'rule-calm': { needs: 'member', run: allowed(calm) },
  'rule-reword': {
    needs: 'member',
    run: allowed((press) => () => ({ opens: 'rule-reword', about: String(press.subject['text']) })),
  },
  'rule-drop': {
    needs: 'member',
    run: () => () => ({ edit: { text: html`✖ Nothing was armed.` } }),
  },
  'rule-show': {
    needs: 'viewer',
    run: (press, app) => () =>
      onRule(press, app, (rule) => ({ messages: [ruleCard(app.rules.facts(rule))] })),
  },
  'rule-pause': {
    needs: 'member',
    run: allowed(
      (press, app) => () =>
        onRule(press, app, (rule) => ({
          edit: changed(app, 'paused', app.rules.pause(rule, doing(press))),
        })),
    ),
  },
  'rule-delete': {
    needs: 'member',
    run: allowed(
      (press, app) => () =>
        onRule(press, app, (rule) => ({ edit: goneMessage(app.rules.remove(rule, doing(press))) })),
    ),
  },
  'rule-resume': { needs: 'member', run: allowed((press, app) => turnOn(press, app, 'resumed')) },
  renew: { needs: 'member', run: allowed((press, app) => turnOn(press, app, 'renewed')) },
  'rule-undo': { needs: 'member', run: allowed(undo) },
  'rule-unmake': { needs: 'member', run: allowed(unmake) },
  'rule-wait': {
    needs: 'member',
    run: (press, app) => () => onRule(press, app, (rule) => ({ edit: waitingCard(app, rule) })),
  },
  'rule-tell': { needs: 'member', run: allowed(tell) },
  'rule-edit': {
    needs: 'member',
    run: allowed(
      (press, app) => () =>
        onRule(press, app, (rule) => ({ opens: 'rule-edit', about: rule.code })),
    ),
  },
  'rule-log': {
    needs: 'viewer',
    run: (press, app) => () => onRule(press, app, (rule) => log(press, app, rule)),
  },
  'rule-zone': { needs: 'member', run: allowed(setZone) },
};

type Run = ButtonHandler['run'];

/** In a group a rule belongs to everybody, so its buttons need whoever may change it. */
function allowed(run: Run): Run {
  return async (press, app) =>
    (await mayChange(press)) ? run(press, app) : () => ({ toast: ADMINS_ONLY_TOAST });
}

function doing({ actor, updateId }: Press) {
  return { by: actor, updateId };
}

function onRule(press: Press, app: App, then: (rule: StoredRule) => PressAnswer): PressAnswer {
  const rule = app.rules.find(press.actor.place.chat, Number(press.subject['rule']));
  return rule ? then(rule) : { toast: 'That rule is gone. /rules shows what there is.' };
}

/** A repair or suggestion taken: the question becomes the answer. */
async function tryText(press: Press, app: App): Promise<() => PressAnswer> {
  const { subject, actor } = press;
  const draft = await app.rules.draft(String(subject['text']), actor.place.chat, actor.user);
  const edits = subject['edits'];
  return () => {
    if (typeof edits === 'number') {
      const rule = app.rules.find(actor.place.chat, edits);
      return rule
        ? { edit: editRule(app, { rule, draft }, doing(press)) }
        : { toast: 'That rule is gone. /rules shows what there is.' };
    }
    return { edit: proposeRule(app, draft, doing(press)) };
  };
}

/** What the card showed is armed, from the price as it is now. */
async function armDraft(press: Press, app: App): Promise<() => PressAnswer> {
  const { subject, actor } = press;
  const draft = await app.rules.draft(String(subject['text']), actor.place.chat, actor.user);
  return () => {
    const [first, ...messages] = makeRule(app, draft, doing(press));
    const made = app.rules.byText(actor.place.chat, String(subject['text']));
    if (subject['next'] !== 'tell' || made === undefined)
      return first ? { edit: first, messages } : {};
    return { ...toldCard(app, made), messages };
  };
}

/** The same rule with a modifier that makes it ring less, shown again. */
async function calm(press: Press, app: App): Promise<() => PressAnswer> {
  const { subject, actor } = press;
  const text = `${String(subject['text'])} ${String(subject['wish'])}`;
  const draft = await app.rules.draft(text, actor.place.chat, actor.user);
  return () => ({ edit: proposeRule(app, draft, doing(press)) });
}

async function turnOn(press: Press, app: App, kind: ChangeKind): Promise<() => PressAnswer> {
  const found = app.rules.find(press.actor.place.chat, Number(press.subject['rule']));
  const reading = found && (await app.rules.readFor(found));
  return () =>
    onRule(press, app, (rule) => {
      if (reading === undefined) return {};
      const done =
        kind === 'renewed'
          ? app.rules.renew(rule, reading, doing(press))
          : app.rules.resume(rule, reading, doing(press));
      return { edit: changed(app, kind, done) };
    });
}

function undo(press: Press, app: App): () => PressAnswer {
  return () => {
    const rule = app.rules.undo(readBefore(press.subject), doing(press));
    if (rule === undefined) return CHANGED_SINCE;
    const text = html`↩ <b>Undone</b> · <code>${rule.code}</code> is as it was`;
    return { edit: ruleCard(app.rules.facts(rule), { text, undo: undefined }) };
  };
}

function unmake(press: Press, app: App): () => PressAnswer {
  return () =>
    onRule(press, app, (rule) => {
      // Other words, or a pause: somebody has had a hand in it since it was made.
      if (rule.rev !== 1 || rule.status === 'paused') return CHANGED_SINCE;
      app.rules.remove(rule, doing(press));
      return { edit: { text: html`↩ Undone: no rule was kept. <s>${withoutNote(rule.text)}</s>` } };
    });
}

function waitingCard(app: App, rule: StoredRule) {
  const text = html`⏳ <b>Armed for the next fresh cross</b> · <code>${rule.code}</code>`;
  return ruleCard(app.rules.facts(rule), { text, undo: undefined });
}

function tell(press: Press, app: App): () => PressAnswer {
  return () => onRule(press, app, (rule) => toldCard(app, rule));
}

function toldCard(app: App, rule: StoredRule): PressAnswer {
  const telling = app.rules.tellNow(rule);
  const facts = app.rules.facts(rule);
  switch (telling) {
    case 'told': {
      const text = html`🔔 <b>Told you</b>, and armed for the next cross ·
        <code>${rule.code}</code>`;
      return { edit: ruleCard(facts, { text, undo: undefined }) };
    }
    case 'told-before':
      return { toast: 'It has rung already.', edit: ruleCard(facts) };
    case 'no-longer':
      return { toast: 'That is no longer so. I ring at the next cross.', edit: createdCard(facts) };
    case 'no-price':
      return { toast: 'There is no price to tell of at this moment.', edit: ruleCard(facts) };
  }
}

function log({ now }: Press, app: App, rule: StoredRule): PressAnswer {
  const { zone } = app.rules.facts(rule);
  const alerts = app.rules.rung(rule, 15);
  return { messages: [ruleLog({ code: rule.code, alerts }, { zone, now })] };
}

function setZone({ subject, actor }: Press, app: App): () => PressAnswer {
  return () => {
    const zone = String(subject['zone']);
    const change = zone === '' ? undefined : app.settings.setZone(zone, actor);
    return { edit: change === undefined ? ZONE_HINT : zoneToldMessage(change) };
  };
}
