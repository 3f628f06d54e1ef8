import type { App } from '../app/app.ts';
import type { Changed } from '../app/rule-change.ts';
import type { Draft } from '../app/rule-draft.ts';
import type { Message } from '../core/message.ts';
import type { Actor } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import { changedCard, type ChangeKind } from './views/rule-changed.ts';
import { preflightCard } from './views/preflight.ts';
import { createdCard, duplicateCard, fullMessage } from './views/rule-card.ts';
import { problemMessage, unknownTickerMessage } from './views/rule-problem.ts';
import { zoneQuestion } from './views/zone-question.ts';

type Doing = { readonly by: Actor; readonly updateId: number };

/** Shows what a draft would be before it is armed, or says what stands in the way. */
export function proposeRule(app: App, draft: Draft, { by }: Doing): Message {
  if (draft.kind === 'problem') return problemMessage(draft);
  if (draft.kind === 'unknown-ticker') return unknownTickerMessage(draft);
  return preflightCard(app.rules.preflight(draft, by.place.chat));
}

/** Makes the rule of a draft, or says what stands in the way. */
export function makeRule(app: App, draft: Draft, doing: Doing): readonly Message[] {
  if (draft.kind === 'problem') return [problemMessage(draft)];
  if (draft.kind === 'unknown-ticker') return [unknownTickerMessage(draft)];
  const creation = app.rules.create(draft, doing);
  switch (creation.kind) {
    case 'full':
      return [fullMessage(creation)];
    case 'duplicate':
      return [duplicateCard(creation.facts)];
    case 'created':
      return [createdCard(creation.facts), ...(creation.asksZone ? [zoneQuestion()] : [])];
  }
}

/** Gives a rule its new words, or says what stands in the way. */
export function editRule(
  app: App,
  { rule, draft }: { rule: StoredRule; draft: Draft },
  doing: Doing,
): Message {
  if (draft.kind === 'problem') return problemMessage(draft, { edits: rule.id });
  if (draft.kind === 'unknown-ticker') return unknownTickerMessage(draft, { edits: rule.id });
  return changed(app, 'changed', app.rules.edit(rule, draft, doing));
}

/** The rule's card after a change, with Undo. */
export function changed(app: App, kind: ChangeKind, { rule, before }: Changed): Message {
  return changedCard(kind, app.rules.facts(rule), before);
}
