import type { ChatId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import type { RuleTally } from '../db/outcomes.ts';
import type { Store } from '../db/store.ts';
import { directionOf } from '../rules/direction.ts';
import type { Rule } from '../rules/rule.ts';
import { middleOf } from './outlook.ts';
import { readyFor, type SightDeps } from './rule-sight.ts';

/** What a rule's alerts were worth so far, of the last of its chat. */
export type Usefulness = {
  /** Alerts that were to be sent, and how many of them somebody acknowledged. */
  readonly rang: number;
  readonly acked: number;
  readonly heldBack: number;
  /** What the price did in one trading day after each. */
  readonly day: {
    readonly n: number;
    readonly medianPct: number;
    /** Share of them that went on the way the rule says, in percent; undefined where it says none. */
    readonly rightPct: number | undefined;
  };
};

function usefulnessOf(tally: RuleTally, rule: Rule | undefined): Usefulness {
  const { rang, acked, heldBack } = tally;
  const moves = tally.dayPcts.toSorted((a, b) => a - b);
  const way = rule && directionOf(rule.condition);
  const right = moves.filter((pct) => pct * (way ?? 0) > 0).length;
  return {
    rang,
    acked,
    heldBack,
    day: {
      n: moves.length,
      medianPct: middleOf(moves),
      rightPct: way === undefined || moves.length === 0 ? undefined : (100 * right) / moves.length,
    },
  };
}

/** What a stored rule's alerts were worth; undefined when there were none lately. */
export function worthOf(
  deps: Pick<SightDeps, 'store'>,
  rule: StoredRule,
  tally: RuleTally | undefined,
): Usefulness | undefined {
  return tally && usefulnessOf(tally, readyFor(deps, rule)?.rule);
}

/** Of each rule of a chat that rang or was held back lately. */
export function talliesOf(
  { outcomes }: Pick<Store, 'outcomes'>,
  chat: ChatId,
): ReadonlyMap<number, RuleTally> {
  return new Map(outcomes.tallies(chat).map((tally) => [tally.ruleId, tally]));
}
