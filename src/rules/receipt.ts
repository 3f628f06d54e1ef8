import type { Reading, Verdict } from '../core/alert.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { readsOf } from './defaults.ts';
import { backAt } from './explain.ts';
import { judgeLeaf } from './judge.ts';
import type { RuleView, SeriesRead } from './measure.ts';
import { moveNow, valueBefore, valueNow } from './read-value.ts';
import { readingOf } from './readings.ts';
import type { Comparison, Condition, Leaf, Modifiers, Move } from './rule.ts';
import { spellAgainst, spellValue } from './spell.ts';
import { standingOf } from './standing.ts';
import { and, atLeast, not, or } from './verdict.ts';

/** A condition as it stands, each of its parts with a verdict of its own. */
export type Part =
  | { readonly kind: 'and' | 'or'; readonly verdict: Verdict; readonly of: readonly Part[] }
  | {
      readonly kind: 'at-least';
      readonly count: number;
      readonly verdict: Verdict;
      readonly of: readonly Part[];
    }
  | { readonly kind: 'not'; readonly verdict: Verdict; readonly of: readonly [Part] }
  | LeafPart;

/** One comparison as it stands. */
export type LeafPart = {
  readonly kind: 'leaf';
  readonly verdict: Verdict;
  /** As its rule spells it: `rsi14@1h < 30`. */
  readonly text: string;
  /** What was read; undefined while that is not known. */
  readonly reading: Reading | undefined;
  /** How far it is from its trigger: `1.80 (1.2%) below the trigger`. */
  readonly gap: string | undefined;
  /** Where a lone one must be back, for its rule to ring again: `at 149.25 or below`. */
  readonly back: string | undefined;
  /** It asks for a crossing, and its left side is where a crossing would have brought it. */
  readonly isBeyond: boolean;
  /** It was so at an earlier bar, which its rule lets count. */
  readonly isEarlier: boolean;
  /** What is missing, when it is neither true nor false. */
  readonly lacks: readonly Lack[];
};

/** Why a comparison cannot be told. */
export type Lack =
  | {
      readonly kind: 'bars';
      readonly label: string;
      readonly timeframe: Timeframe;
      /** From how many on its value can be relied on. */
      readonly needs: number;
      readonly has: number;
    }
  /** There are bars enough, and no value: nothing moved, or a bar has a hole. */
  | { readonly kind: 'no-value'; readonly label: string; readonly timeframe: Timeframe }
  /** The value is known, the one before it is not: no crossing can be told. */
  | { readonly kind: 'before'; readonly label: string }
  | { readonly kind: 'price-ago'; readonly ms: number }
  | { readonly kind: 'reference' }
  | { readonly kind: 'previous-close' }
  | { readonly kind: 'quote'; readonly label: string; readonly says: string };

export type ReceiptFacts = {
  readonly view: RuleView;
  /** The view stands still: what it gives as the reading before is the quote itself, and no news. */
  readonly isStill: boolean;
  /** How many closed bars of a length there are. */
  barsOf(timeframe: Timeframe): number;
};

type Leeway = Pick<Modifiers, 'rearm' | 'within'>;
type Scene = ReceiptFacts & { readonly leeway: Leeway };

/** Takes a condition apart: what each comparison read, whether it holds, and by how much it does not. */
export function receiptOf(condition: Condition, leeway: Leeway, facts: ReceiptFacts): Part {
  return partOf(condition, { ...facts, leeway });
}

function partOf(condition: Condition, scene: Scene): Part {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const of = condition.of.map((one) => partOf(one, scene));
      const verdicts = of.map(({ verdict }) => verdict);
      const verdict = condition.kind === 'and' ? and(...verdicts) : or(...verdicts);
      return { kind: condition.kind, verdict, of };
    }
    case 'at-least': {
      const of = condition.of.map((one) => partOf(one, scene));
      const { count } = condition;
      const verdict = atLeast(
        count,
        of.map((one) => one.verdict),
      );
      return { kind: 'at-least', count, verdict, of };
    }
    case 'not': {
      const part = partOf(condition.of, scene);
      return { kind: 'not', verdict: not(part.verdict), of: [part] };
    }
    default:
      return leafOf(condition, scene);
  }
}

function leafOf(leaf: Leaf, scene: Scene): LeafPart {
  const { view, leeway } = scene;
  const verdict = judgeLeaf(leaf, leeway, view);
  const alone = judgeLeaf(leaf, { ...leeway, within: undefined }, view);
  const side = leaf.kind === 'compare' || leaf.kind === 'range' ? `${spellValue(leaf.left)} ` : '';
  return {
    kind: 'leaf',
    verdict,
    text: side + spellAgainst(leaf),
    reading: readAt(leaf, scene),
    gap: standingOf(leaf, view)?.gap,
    back: backAt(leaf, leeway.rearm),
    isBeyond: alone === 'false' && leaf.kind === 'compare' && isBeyond(leaf, view),
    isEarlier: verdict === 'true' && alone !== 'true',
    lacks: verdict === 'unknown' ? lacksOf(leaf, scene) : [],
  };
}

function readAt(leaf: Leaf, { view, isStill }: Scene): Reading | undefined {
  const [reading] = readingOf(leaf, view);
  const isQuoted = readsOf(leaf).some(({ kind }) => kind === 'quote');
  return reading && isStill && isQuoted ? { ...reading, previous: undefined } : reading;
}

function isBeyond({ op, left, right }: Comparison, view: RuleView): boolean {
  const above = valueNow(left, view) - valueNow(right, view);
  return (op === 'x>' && above > 0) || (op === 'x<' && above < 0) || (op === 'x' && above !== 0);
}

/** Each comparison of a receipt, in the order written. */
export function leafParts(part: Part): readonly LeafPart[] {
  return part.kind === 'leaf' ? [part] : part.of.flatMap(leafParts);
}

function lacksOf(leaf: Leaf, scene: Scene): readonly Lack[] {
  const { view } = scene;
  const unread = readsOf(leaf).flatMap((read): readonly Lack[] => {
    if (!Number.isNaN(valueNow(read, view))) return [];
    if (read.kind === 'series') return [seriesLack(read, scene, 0)];
    const { name: label, says } = read.measure;
    return [{ kind: 'quote', label, says }];
  });
  if (unread.length > 0) return unread;
  if (leaf.kind === 'move' && Number.isNaN(moveNow(leaf, view))) return startLack(leaf);
  return leaf.kind === 'compare' || leaf.kind === 'range' ? beforeLacks(leaf, scene) : [];
}

function startLack({ from }: Move): readonly Lack[] {
  switch (from.kind) {
    case 'close':
      return [{ kind: 'previous-close' }];
    case 'reference':
      return [{ kind: 'reference' }];
    case 'ago':
      return [{ kind: 'price-ago', ms: from.ms }];
    case 'measure':
      return [];
  }
}

function beforeLacks(leaf: Exclude<Leaf, Move | { kind: 'event' }>, scene: Scene): readonly Lack[] {
  return readsOf(leaf).flatMap((read): readonly Lack[] => {
    if (!Number.isNaN(valueBefore(read, scene.view))) return [];
    const label = spellValue(read);
    return [read.kind === 'series' ? seriesLack(read, scene, 1) : { kind: 'before', label }];
  });
}

function seriesLack(read: SeriesRead, { barsOf }: Scene, before: number): Lack {
  const { measure, periods, barsAgo, timeframe } = read;
  const label = spellValue(read);
  const needs = measure.lookback(periods) + barsAgo + before;
  const has = barsOf(timeframe);
  return has < needs
    ? { kind: 'bars', label, timeframe, needs, has }
    : { kind: 'no-value', label, timeframe };
}
