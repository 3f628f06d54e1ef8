import { formatDuration } from '../core/duration.ts';
import type { Ticker } from '../core/ticker.ts';
import { rearmRoom, within } from './judge.ts';
import { paceOf } from './pace.ts';
import type { Condition, HoldFor, Leaf, Modifiers, Range, Rearm, Rule } from './rule.ts';
import { headlineOf, sentenceOf } from './sentence.ts';
import { unitOf } from './spell.ts';
import { amount, once, subjectOf } from './wording.ts';

/** A rule in plain words, for cards. */
export type Explanation = {
  /** What it waits for: `NVDA crosses below 140.00`. */
  readonly sentence: string;
  /** What has happened when it rings, in the past tense: `NVDA crossed below 140.00`. */
  readonly headline: string;
  /** How often it may ring: `at most once an hour`. */
  readonly frequency: string;
  /** When it may ring again, to stand after "rings again" or "and only": `after it is back at 140.70 or above`. */
  readonly rearm: string;
};

/**
 * Says what a rule does, in the words of the person who will read its card.
 *
 * @param ticker names the one that rang, when the rule is about several
 */
export function explainRule({ target, condition, modifiers }: Rule, ticker?: Ticker): Explanation {
  const subject = ticker ?? subjectOf(target);
  return {
    sentence:
      sentenceOf(condition, subject) +
      together(modifiers) +
      holding(modifiers.holdFor) +
      session(modifiers),
    headline: headlineOf(condition, subject),
    frequency: frequencyOf(condition, modifiers),
    rearm: rearmOf(condition, modifiers),
  };
}

function together({ within: bars }: Modifiers): string {
  return bars === undefined ? '' : `, all within ${bars} bars`;
}

function holding(holdFor: HoldFor | undefined): string {
  if (!holdFor) return '';
  if ('ms' in holdFor) return `, and stays so for ${formatDuration(holdFor.ms)}`;
  return `, and stays so for ${holdFor.count} ${holdFor.count === 1 ? 'bar' : 'bars'}`;
}

function session({ session: hours }: Modifiers): string {
  if (hours === undefined) return '';
  const words = { rth: 'in regular hours', ext: 'in extended hours too', '24h': 'at any hour' };
  return `, ${words[hours]}`;
}

function judged(rule: Omit<Rule, 'target' | 'text'>): string {
  const pace = paceOf(rule);
  switch (pace.kind) {
    case 'quotes':
      return '';
    case 'forming':
      return ', judged on the bar still forming (provisional)';
    case 'bars':
      return `, judged when a ${pace.timeframe} bar closes`;
  }
}

function frequencyOf(condition: Condition, modifiers: Modifiers): string {
  const { every, cooldownMs, worsen } = modifiers;
  const when = judged({ condition, modifiers });
  if (every.kind === 'once') return `once, and then this rule is done${when}`;
  // Of a span and a cooldown the longer one decides.
  const restMs = every.kind === 'span' ? Math.max(every.ms, cooldownMs) : cooldownMs;
  const rate = restMs === 0 ? 'every time it happens' : `at most once ${once(restMs)}`;
  const further =
    worsen && lone(condition) ? `, and again whenever it goes ${far(worsen)} further` : '';
  return rate + when + further;
}

function far(worsen: NonNullable<Modifiers['worsen']>): string {
  return 'pct' in worsen ? `${worsen.pct}%` : String(worsen.points);
}

function rearmOf(condition: Condition, { every, rearm }: Modifiers): string {
  if (every.kind === 'once') return 'never';
  const leaf = lone(condition);
  const back = leaf && backAt(leaf, rearm);
  return back ? `after it is back ${back}` : 'after it has stopped being so';
}

/** Where a lone comparison must return to before it may ring again, when that is one place. */
export function backAt(leaf: Leaf, rearm: Rearm): string | undefined {
  if (leaf.kind === 'move') {
    const room = Math.min(rearmRoom(leaf, leaf.pct, rearm), leaf.pct / 2);
    return `under ${amount(near(leaf.pct - room, room), { kind: 'percent' }).replace('+', '')}`;
  }
  if (leaf.kind === 'range') return backInRange(leaf, rearm);
  if (leaf.kind === 'event') return undefined;
  const { left, right, op } = leaf;
  if (right.kind !== 'number') return undefined;
  const unit = unitOf(left);
  const room = rearmRoom(leaf, right.value, rearm);
  const under = amount(near(right.value - room, room), unit);
  const over = amount(near(right.value + room, room), unit);
  if (op === 'x') return `at ${under} or below, or at ${over} or above`;
  if (op.includes('>')) return op === '>=' ? `below ${under}` : `at ${under} or below`;
  return op === '<=' ? `above ${over}` : `at ${over} or above`;
}

function backInRange(leaf: Range, rearm: Rearm): string {
  const [lowRoom, highRoom] = [leaf.low, leaf.high].map((bound) => rearmRoom(leaf, bound, rearm));
  const way = leaf.op === 'in' ? -1 : 1;
  const ends = within(leaf, way * (lowRoom ?? 0), way * (highRoom ?? 0));
  const room = Math.min(lowRoom ?? 0, highRoom ?? 0);
  const [low, high] = ends.map((end) => amount(near(end, room), unitOf(leaf.left)));
  return leaf.op === 'in'
    ? `at ${low} or below, or at ${high} or above`
    : `within ${low} to ${high}`;
}

const FEWEST_DECIMALS = 2;
const MOST_DECIMALS = 12;
/** By how much of the room that a rule gives itself its level may be rounded. */
const TOLERANCE = 0.05;

/** 7,200 × 1.003 is 7,221.599999999999 to a machine; a reader takes as few decimals as tell it from the trigger. */
function near(value: number, room: number): number {
  const exact = Number(value.toPrecision(MOST_DECIMALS));
  for (let decimals = FEWEST_DECIMALS; decimals < MOST_DECIMALS; decimals++) {
    const shown = Number(exact.toFixed(decimals));
    if (Math.abs(shown - exact) <= Math.abs(room) * TOLERANCE) return shown;
  }
  return exact;
}

function lone(condition: Condition): Leaf | undefined {
  return condition.kind === 'compare' || condition.kind === 'range' || condition.kind === 'move'
    ? condition
    : undefined;
}
