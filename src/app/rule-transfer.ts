import { withoutNote } from '../core/rule-note.ts';
import type { TextFile } from '../core/message.ts';
import { formatDate } from '../core/moment.ts';
import type { ChatId, UserId } from '../core/people.ts';
import { parseRule } from '../rules/parse.ts';
import { readRuleFile, writeRuleFile } from '../rules/rule-file.ts';
import { formatClock, isoDate, zoned } from '../core/zone.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import { MOST_RULES } from './rules.ts';
import { ruleBatches, whyNot, type Batch, type BatchDraft } from './rule-batch.ts';

/** What bringing in a text would do. */
export type ImportPreview = {
  /** Canonical texts of rules that would be made, each once. */
  readonly fresh: readonly string[];
  /** Lines whose rule is there already, here or further up in the text. */
  readonly known: number;
  readonly bad: readonly { readonly line: number; readonly text: string; readonly why: string }[];
  /** How many more rules the chat has room for. */
  readonly room: number;
  /** How many it may keep. */
  readonly limit: number;
};

/** Rules as a text, out and in. */
export function ruleTransfer(deps: AppDeps) {
  const { store } = deps;
  const batches = ruleBatches(deps);
  return {
    /** @returns undefined when the chat has no rules */
    export: (chat: ChatId): { readonly file: TextFile; readonly count: number } | undefined =>
      exported(deps, chat),
    /** Holds a text against what there is. Awaits the provider; writes nothing. */
    async preview(text: string, chat: ChatId, by: UserId): Promise<ImportPreview> {
      const known = new Set(store.rules.ofChat(chat).map((rule) => rule.text));
      const room = Math.max(0, MOST_RULES - known.size);
      const lines = readRuleFile(text).map((one) => ({ ...one, parsed: parseRule(one.text) }));
      const seen = new Set(known);
      const fresh: { readonly line: number; readonly text: string }[] = [];
      const bad: ImportPreview['bad'][number][] = [];
      let already = 0;
      for (const { line, text: typed, parsed } of lines) {
        if (parsed.kind === 'problem') bad.push({ line, text: typed, why: parsed.problem.why });
        else if (seen.has(parsed.rule.text)) already++;
        else fresh.push({ line, text: parsed.rule.text });
        if (parsed.kind === 'rule') seen.add(parsed.rule.text);
      }
      const drafts = await batches.draft(
        fresh.map((one) => one.text),
        chat,
        by,
      );
      const usable = fresh.filter(({ line, text: rule }, i) => {
        const draft = drafts[i]?.draft;
        // What there was no time for is looked up when it is made.
        if (draft === undefined || draft.kind === 'ready' || draft.kind === 'late') return true;
        bad.push({ line, text: rule, why: whyNot(draft) });
        return false;
      });
      return {
        fresh: usable.map((one) => one.text),
        known: already,
        bad: bad.sort((a, b) => a.line - b.line),
        room,
        limit: MOST_RULES,
      };
    },
    draft: (texts: readonly string[], chat: ChatId, by: UserId): Promise<readonly BatchDraft[]> =>
      batches.draft(texts, chat, by),
    apply: (drafts: readonly BatchDraft[], doing: Doing): Batch => batches.make(drafts, doing),
  };
}

function exported({ store, clock, defaultZone }: AppDeps, chat: ChatId) {
  const rules = store.rules.ofChat(chat);
  if (rules.length === 0) return undefined;
  const used = new Set(
    rules.flatMap(({ target }) => (target.kind === 'list' ? [target.name] : [])),
  );
  const lists = store.lists.ofChat(chat).filter(({ name }) => used.has(name));
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  const now = clock();
  const day = isoDate(now, zone);
  const asOf = `${formatDate(day)} ${zoned(now, zone).year} ${formatClock(now, zone)}`;
  // Among others a note stays with its maker; in private the file is for keeping, and whole.
  const isShared = store.chats.get(chat)?.kind !== 'private';
  const shown = isShared ? rules.map((rule) => ({ ...rule, text: withoutNote(rule.text) })) : rules;
  const text = writeRuleFile(shown, { lists, asOf });
  return { file: { name: `rules-${day}.txt`, text }, count: rules.length };
}
