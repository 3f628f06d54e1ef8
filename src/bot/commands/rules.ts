import type { App } from '../../app/app.ts';
import type { RuleFilter } from '../../app/rule-list.ts';
import { html } from '../../core/html.ts';
import { adminsOnly, ADMINS_ONLY_TOAST, mayChange } from '../may-change.ts';
import {
  defineCommand,
  type Change,
  type Press,
  type PressAnswer,
  type Request,
} from '../request.ts';
import { readStatuses } from '../statuses.ts';
import { parseListName } from '../../core/target.ts';
import { packHead } from '../pack-buttons.ts';
import { previewImport } from '../transfer-buttons.ts';
import { batchMessage, packsMessage } from '../views/packs.ts';
import { undoButton } from '../../core/message.ts';
import { CHANGED_SINCE } from '../views/undone.ts';
import { ruleCard } from '../views/rule-card.ts';
import { exportMessage } from '../views/transfer.ts';
import { zoneQuestion } from '../views/zone-question.ts';
import { pruneMessage } from '../views/rules-prune.ts';
import { bulkDone, bulkQuestion, rulesMessage } from '../views/rules-list.ts';

export const rules = defineCommand({
  name: 'rules',
  aliases: ['rs'],
  says: 'The rules of this chat, and how each stands',
  needs: 'member',
  where: ['private', 'group'],
  changes: (args) => (/^(?:del|delete|packs?|import)\b/i.test(args) ? 'settings' : 'nothing'),
  topic: 'rules',
  examples: [
    '/rules',
    '/rules R7K2',
    '/rules @semis',
    '/rules del NVDA',
    '/rules pack classic NVDA',
    '/rules prune',
    '/rules export',
    '/rules import',
  ],
  guide: html`<code>/rules pack</code> shows starter packs;
    <code>/rules pack momentum @semis</code> arms one on a list, <code>/rules pack guard</code> one
    on all that you hold. <code>/rules export</code> writes every rule into a file;
    <code>/rules prune</code> shows rules that seem to be of no use; and
    <code>/rules import</code> behind such a file, in answer to it, or with the rules below it,
    shows what is new before anything is made.`,
  run(request, app) {
    const { actor, args } = request;
    const { chat } = actor.place;
    const [word = '', ...rest] = args.split(/\s+/);
    if (/^(?:del|delete)$/i.test(word)) return bulk(request, app, rest);
    if (/^packs?$/i.test(word)) return pack(request, app, rest);
    if (/^prune$/i.test(word)) return () => pruneMessage(app.rules.prunable(chat), request.now);
    if (/^export$/i.test(word)) return () => exportMessage(app.transfer.export(chat));
    if (/^import$/i.test(word)) return bringIn(request, app);
    return () => {
      if (word === '') return rulesMessage(app.rules.list(chat, 'all'));
      const rule = app.rules.byCode(chat, word);
      if (rule) return ruleCard(app.rules.facts(rule));
      const [ticker] = app.watch.tickersIn(word);
      const list = app.rules.list(chat, 'all');
      const lines = list.lines.filter((line) => line.about === (ticker ?? word.toLowerCase()));
      if (lines.length > 0) return rulesMessage({ ...list, lines });
      return {
        text: html`There is no rule <b>${word.slice(0, 40)}</b> here, and none about it. /rules
          shows all.`,
      };
    };
  },
  buttons: {
    'rules-page': { needs: 'viewer', run: showPage },
    'rules-prune': { needs: 'member', run: prune },
    'rules-undo': { needs: 'member', run: undo },
  },
});

/** `/rules del NVDA` tells how many that is; with the right number behind it, they go. */
async function bulk(request: Request, app: App, words: readonly string[]): Promise<Change> {
  if (!(await mayChange(request))) return () => adminsOnly('Deleting rules');
  const { actor, updateId } = request;
  const [what = '', typed] = words;
  const [ticker] = app.watch.tickersIn(what);
  const lower = what.toLowerCase();
  const isGroup = lower === '*' || lower.startsWith('@');
  const target = isGroup ? lower : ticker;
  return () => {
    if (target === undefined)
      return {
        text: html`Which ones? As in <code>/rules del NVDA</code>, <code>/rules del @semis</code>,
          <code>/rules del @ended</code> or <code>/rules del @all</code>.`,
      };
    const picked = app.rules.pick(actor.place.chat, target);
    if (picked.length === 0)
      return { text: html`There are no such rules here. Nothing was deleted.` };
    if (typed !== String(picked.length))
      return bulkQuestion(
        target,
        picked.map(({ code }) => code),
        typed,
      );
    return bulkDone(app.rules.removeAll(picked, { by: actor, updateId }));
  };
}

/** `/rules pack`, `/rules pack NVDA AMD`, `/rules pack classic @semis`. */
async function pack(request: Request, app: App, words: readonly string[]): Promise<Change> {
  const { actor, updateId } = request;
  const [name = ''] = words;
  const found = app.packs.find(name);
  const named = targetsIn(app, found ? words.slice(1) : words);
  // What somebody holds is nobody else's to read.
  const isOwn = found?.name === 'guard' && named.length === 0 && actor.chatKind === 'private';
  const on = isOwn ? app.packs.held(actor.user).slice(0, MOST_TARGETS) : named;
  if (found === undefined || on.length === 0)
    return () => packsMessage(app.packs.all, { on: on.length > 0 ? on.join(' ') : undefined });
  if (!(await mayChange(request))) return () => adminsOnly('Making rules');
  const drafts = await app.packs.draft(found, on, actor.place.chat);
  return () => {
    const batch = app.packs.make(drafts, { by: actor, updateId });
    const message = batchMessage(packHead(found.label, on), batch);
    return batch.asksZone ? [message, zoneQuestion()] : message;
  };
}

const MOST_TARGETS = 20;

function targetsIn(app: App, words: readonly string[]): readonly string[] {
  const all = words.flatMap((word): readonly string[] => {
    const list = word.startsWith('@') ? parseListName(word) : undefined;
    if (list !== undefined) return [`@${list}`];
    return word === '*' ? ['*'] : app.watch.tickersIn(word);
  });
  return [...new Set(all)].slice(0, MOST_TARGETS);
}

async function bringIn(request: Request, app: App): Promise<Change> {
  if (!(await mayChange(request))) return () => adminsOnly('Making rules');
  return previewImport(request, app, request.args.replace(/^import\s*/i, ''));
}

/** Shows what seems to be of no use; pressed on one of these, pauses it and shows the rest. */
async function prune(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, subject, updateId, now } = press;
  const { chat } = actor.place;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => {
    const id = subject['rule'];
    if (id === undefined) return { messages: [pruneMessage(app.rules.prunable(chat), now)] };
    const rule = app.rules.find(chat, Number(id));
    if (rule?.status !== 'on') return CHANGED_SINCE;
    const { before } = app.rules.pause(rule, { by: actor, updateId });
    const undo = undoButton('rule-undo', { ...before });
    return { edit: pruneMessage(app.rules.prunable(chat), now, undo), toast: 'Paused.' };
  };
}

function showPage({ actor, subject }: Press, app: App): () => PressAnswer {
  return () => {
    const filter = FILTERS.find((one) => one === subject['filter']) ?? 'all';
    const list = app.rules.list(actor.place.chat, filter);
    return { edit: rulesMessage(list, Number(subject['page'])) };
  };
}

const FILTERS: readonly RuleFilter[] = ['all', 'ended', 'never'];

async function undo(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, subject, updateId } = press;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  return () => {
    const removed = readStatuses(String(subject['rules']));
    const count = app.rules.restoreAll(removed, { by: actor, updateId });
    if (count === 0) return CHANGED_SINCE;
    return { edit: { text: html`↩ Undone: ${count === 1 ? '1 rule' : `${count} rules`} back.` } };
  };
}
