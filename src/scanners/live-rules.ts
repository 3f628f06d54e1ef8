import type { StoredRule } from '../core/records.ts';
import type { RingPolicy } from '../core/rule.ts';
import type { Ticker } from '../core/ticker.ts';
import { compileRule, type CompiledRule } from '../rules/compile.ts';
import { parseRule } from '../rules/parse.ts';
import { ringPolicy } from '../rules/policy.ts';
import type { Rule } from '../rules/rule.ts';
import type { Store } from '../db/store.ts';

/** A stored rule made ready to judge. */
export type LiveRule = {
  readonly stored: StoredRule;
  readonly rule: Rule;
  readonly compiled: CompiledRule;
  readonly policy: RingPolicy;
};

export type LiveRules = {
  readonly generation: number;
  readonly byTicker: ReadonlyMap<Ticker, readonly LiveRule[]>;
  /** Stored rules that can no longer be read, which must not pass in silence. */
  readonly unreadable: readonly StoredRule[];
};

/** Keeps live rules compiled; a change of one rule parses that rule alone. */
export function createLiveRules(store: Store): () => LiveRules {
  const compiled = new Map<string, LiveRule | undefined>();
  let current: LiveRules | undefined;
  return () => {
    const generation = store.rules.generation();
    if (current?.generation === generation) return current;
    const wanted = new Set<string>();
    const byTicker = new Map<Ticker, LiveRule[]>();
    const unreadable: StoredRule[] = [];
    for (const stored of store.rules.live()) {
      const key = `${stored.id}/${stored.rev}`;
      wanted.add(key);
      if (!compiled.has(key)) compiled.set(key, revive(stored));
      const live = compiled.get(key);
      if (live === undefined) unreadable.push(stored);
      else append(byTicker, stored.ticker, live);
    }
    for (const key of compiled.keys()) if (!wanted.has(key)) compiled.delete(key);
    current = { generation, byTicker, unreadable };
    return current;
  };
}

function append(byTicker: Map<Ticker, LiveRule[]>, ticker: Ticker, live: LiveRule): void {
  const found = byTicker.get(ticker);
  if (found === undefined) byTicker.set(ticker, [live]);
  else found.push(live);
}

function revive(stored: StoredRule): LiveRule | undefined {
  const parsed = parseRule(stored.text);
  if (parsed.kind !== 'rule') return undefined;
  const compiled = compileRule(parsed.rule);
  return { stored, rule: parsed.rule, compiled, policy: ringPolicy(parsed.rule, compiled) };
}
