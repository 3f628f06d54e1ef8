import type { StoredRule } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import { readyRule, type ReadyRule } from '../rules/ready.ts';
import type { Store } from '../db/store.ts';

/** A stored rule made ready to judge on one of its tickers. */
export type LiveRule = ReadyRule & { readonly stored: StoredRule; readonly ticker: Ticker };

export type LiveRules = {
  readonly generation: number;
  /** Rules that are judged on quotes, under each ticker that they are about at this moment. */
  readonly byTicker: ReadonlyMap<Ticker, readonly LiveRule[]>;
  /** The same of rules that are judged when a bar closes. */
  readonly onBars: ReadonlyMap<Ticker, readonly LiveRule[]>;
  /** Every ticker that any rule is about. */
  readonly tickers: readonly Ticker[];
  /** Stored rules that can no longer be read, which must not pass in silence. */
  readonly unreadable: readonly StoredRule[];
};

/** Keeps live rules compiled; a change of one rule parses that rule alone. */
export function createLiveRules(store: Store): () => LiveRules {
  const compiled = new Map<string, ReadyRule | undefined>();
  let current: LiveRules | undefined;
  return () => {
    const generation = store.rules.generation();
    if (current?.generation === generation) return current;
    const wanted = new Set<string>();
    const byTicker = new Map<Ticker, LiveRule[]>();
    const onBars = new Map<Ticker, LiveRule[]>();
    const unreadable: StoredRule[] = [];
    for (const stored of store.rules.live()) {
      const score = scoreFor(store, stored);
      const key = `${stored.id}/${stored.rev}/${score ?? ''}`;
      wanted.add(key);
      if (!compiled.has(key)) compiled.set(key, readyRule(stored.text, score));
      const ready = compiled.get(key);
      // Its place, reference and expiry may have changed although its words have not.
      if (ready === undefined) unreadable.push(stored);
      else {
        const rules = ready.compiled.pace.kind === 'bars' ? onBars : byTicker;
        for (const ticker of store.targets.tickersOf(stored))
          append(rules, ticker, { ...ready, stored, ticker });
      }
    }
    for (const key of compiled.keys()) if (!wanted.has(key)) compiled.delete(key);
    const tickers = [...new Set([...byTicker.keys(), ...onBars.keys()])];
    current = { generation, byTicker, onBars, tickers, unreadable };
    return current;
  };
}

/** What the chat's score is made of, where a rule reads it. */
function scoreFor(store: Store, { text, place }: StoredRule): string | undefined {
  return /\bscore\b/.test(text) ? store.chats.get(place.chat)?.score : undefined;
}

function append(byTicker: Map<Ticker, LiveRule[]>, ticker: Ticker, live: LiveRule): void {
  const found = byTicker.get(ticker);
  if (found === undefined) byTicker.set(ticker, [live]);
  else found.push(live);
}
