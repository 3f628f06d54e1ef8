import type { ChatId, UserId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import { SECOND_MS } from '../core/time.ts';
import { parseRule } from '../rules/parse.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import type { Draft } from './rule-draft.ts';
import type { RuleFacts } from './rule-facts.ts';
import { rulesApp } from './rules.ts';

/** One of many rules, read but not made. `late`: there was no time left to look it up. */
export type BatchDraft = {
  readonly text: string;
  readonly draft: Draft | { readonly kind: 'late' };
};

/** What became of many rules that were made together. */
export type Batch = {
  readonly made: readonly RuleFacts[];
  /** Codes of rules that were there already. */
  readonly known: readonly string[];
  readonly refused: readonly { readonly text: string; readonly why: string }[];
  /** How many found no room, and how many a chat may keep. */
  readonly full: { readonly count: number; readonly limit: number } | undefined;
  readonly asksZone: boolean;
};

const AT_ONCE = 4;

/** The whole update must be over within half a minute. */
const LOOK_UP_MS = 18 * SECOND_MS;

/** Many rules at once, by the way of every single one. */
export function ruleBatches(deps: AppDeps) {
  const rules = rulesApp(deps);
  return {
    /** Reads each and looks its tickers up. Awaits the provider; writes nothing. */
    async draft(
      texts: readonly string[],
      chat: ChatId,
      by?: UserId,
    ): Promise<readonly BatchDraft[]> {
      const limit = AbortSignal.timeout(LOOK_UP_MS);
      const late = endOf(limit);
      // One question for all prices; what follows finds them asked for already.
      await Promise.race([deps.market.quotes(tickersOf(deps, texts, chat)), late]);
      const drafts = new Map<string, BatchDraft['draft']>();
      const waiting = [...new Set(texts)];
      const work = async (): Promise<void> => {
        for (let text = waiting.shift(); text !== undefined; text = waiting.shift())
          drafts.set(text, await Promise.race([rules.draft(text, chat, by), late]));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return texts.map((text) => ({ text, draft: drafts.get(text) ?? LATE }));
    },
    /** Makes them, each as if typed alone. Called within the commit of the update that asks for it. */
    make(drafts: readonly BatchDraft[], doing: Doing): Batch {
      const made: StoredRule[] = [];
      const known: string[] = [];
      const refused: { text: string; why: string }[] = [];
      let full: Batch['full'];
      let asksZone = false;
      for (const { text, draft } of drafts) {
        if (draft.kind !== 'ready') {
          refused.push({ text, why: whyNot(draft) });
          continue;
        }
        const creation = rules.create(draft, doing);
        if (creation.kind === 'full')
          full = { count: (full?.count ?? 0) + 1, limit: creation.limit };
        else if (creation.kind === 'duplicate') known.push(creation.facts.rule.code);
        else {
          made.push(creation.facts.rule);
          asksZone ||= creation.asksZone;
        }
      }
      return { made: made.map(rules.facts), known, refused, full, asksZone };
    },
    /** Takes back rules that were made together; one that was changed since stays. @returns how many went and stayed */
    unmake(ids: readonly number[], doing: Doing): { readonly gone: number; readonly kept: number } {
      const { chat } = doing.by.place;
      const there = ids.flatMap((id) => rules.find(chat, id) ?? []);
      const untouched = there.filter(({ rev }) => rev === 1);
      rules.removeAll(untouched, doing);
      return { gone: untouched.length, kept: there.length - untouched.length };
    },
  };
}

const LATE = { kind: 'late' } as const;

function endOf(signal: AbortSignal): Promise<typeof LATE> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(LATE), { once: true });
  });
}

function tickersOf({ store }: AppDeps, texts: readonly string[], chat: ChatId) {
  const place = { chat, thread: undefined };
  const found = texts.flatMap((text) => {
    const parsed = parseRule(text);
    if (parsed.kind !== 'rule') return [];
    return store.targets.tickersOf({ target: parsed.rule.target, place });
  });
  return [...new Set(found)];
}

/** Why a draft makes no rule, as a sentence. */
export function whyNot(draft: Exclude<BatchDraft['draft'], { kind: 'ready' }>): string {
  switch (draft.kind) {
    case 'problem':
      return draft.why;
    case 'unknown-ticker':
      return `I can’t find ${draft.ticker}.`;
    case 'late':
      return 'There was no time left to look it up; try again.';
  }
}
