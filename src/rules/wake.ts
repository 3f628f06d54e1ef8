import type { Verdict } from '../core/alert.ts';
import type { Quote } from '../core/market.ts';
import { spellTarget } from '../core/target.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { KeptBars } from '../core/ports/bar-keeper.ts';
import { defaultModifiers, leavesOf } from './defaults.ts';
import { createDesk } from './desk.ts';
import { explainRule } from './explain.ts';
import { parseRule } from './parse.ts';
import { type RuleProblem } from './problem.ts';
import { readyRule, type ReadyRule } from './ready.ts';
import type { Condition, Leaf } from './rule.ts';
import { measuresWith } from './score.ts';
import { sightOf } from './sight.ts';
import { spellRule } from './spell.ts';
import { standingOf } from './standing.ts';

/** A condition that ends a snooze, in the words of the rule language: `NVDA < 140`. */
export type Wake = { readonly text: string; readonly ticker: Ticker; readonly ready: ReadyRule };

export type WakeRead =
  | { readonly kind: 'wake'; readonly wake: Wake }
  | { readonly kind: 'problem'; readonly problem: RuleProblem };

/**
 * Reads what a snooze waits for. It is a state of things: `crosses below 140` is read as being below it, since nobody may
 * look at the very moment. Never throws, whatever the text.
 *
 * @param text a condition with its ticker before it
 * @param score what the chat's score is made of
 */
export function readWake(text: string, score?: string): WakeRead {
  const parsed = parseRule(text, measuresWith(score));
  if (parsed.kind === 'problem') return parsed;
  const { target, condition, modifiers } = parsed.rule;
  const whole = (why: string, repairs: readonly string[] = []): WakeRead => {
    const read = parsed.rule.text;
    return { kind: 'problem', problem: { read, from: 0, to: read.length, why, repairs } };
  };
  if (target.kind !== 'ticker')
    return whole(`A snooze waits for one ticker, not for ${spellTarget(target)}.`);
  const why = leavesOf(condition)
    .map(unfit)
    .find((found) => found !== undefined);
  if (why !== undefined) return whole(why);
  const usual = defaultModifiers(condition);
  const state = asState(condition);
  const bare = spellRule({ target, condition, modifiers: usual });
  const given = spellRule({ target, condition, modifiers });
  const plain = spellRule({ target, condition: state, modifiers: defaultModifiers(state) });
  if (given !== bare) {
    const said = given.slice(bare.length).trim();
    return whole(`A snooze waits for a condition alone; “${said}” is for rules.`, [plain]);
  }
  const wake = openWake(plain, score);
  return wake === undefined ? whole('I can’t wait for that.') : { kind: 'wake', wake };
}

/** What `readWake` made, from its text. @returns undefined for a text that can no longer be read */
export function openWake(text: string, score?: string): Wake | undefined {
  const ready = readyRule(text, score);
  if (ready?.rule.target.kind !== 'ticker') return undefined;
  return { text, ticker: ready.rule.target.ticker, ready };
}

/** What cannot be waited for, in words. */
function unfit(leaf: Leaf): string | undefined {
  if (leaf.kind === 'compare' && leaf.op === 'x')
    return 'That does not say which side to wait for: write > or < instead of x.';
  if (leaf.kind === 'move' && leaf.from.kind === 'reference')
    return '“since now” is for rules, which remember a first price. Give the level itself, or a span such as 1d.';
  return undefined;
}

/** The same with every crossing read as being on the far side, and every leaving as being outside. */
function asState(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'at-least':
      return { ...condition, of: condition.of.map(asState) };
    case 'not':
      return { ...condition, of: asState(condition.of) };
    case 'compare': {
      const { op } = condition;
      return { ...condition, level: false, op: op === 'x>' ? '>' : op === 'x<' ? '<' : op };
    }
    case 'range': {
      const { op } = condition;
      return { ...condition, level: false, op: op === 'exits' ? 'outside' : op };
    }
    case 'move':
    case 'event':
      return condition;
  }
}

/** What there is to look at: last prices, earlier ones, and closed bars. */
export type WakeEyes = {
  quote(ticker: Ticker): Quote | undefined;
  priceAgo(ticker: Ticker, ms: number, at: Instant): number | undefined;
  bars(ticker: Ticker, timeframe: Timeframe): KeptBars | undefined;
};

/** How far it is with a condition. */
export type WakeLook = {
  readonly verdict: Verdict;
  readonly quote: Quote;
  /** What it looks at, as it is now: `142.30`; undefined while that is not known. */
  readonly now: string | undefined;
  /** `2.30 (1.6%) above it`; undefined where there is no single distance. */
  readonly gap: string | undefined;
  /** What the reading is as of: the price's own time, or the close of the last bar. */
  readonly at: Instant;
};

/** @returns undefined while nothing is known of its ticker */
export function lookAtWake({ ticker, ready }: Wake, eyes: WakeEyes): WakeLook | undefined {
  const quote = eyes.quote(ticker);
  if (quote === undefined) return undefined;
  const sight = sightOf(ready, {
    quote,
    desk: createDesk((timeframe) => eyes.bars(ticker, timeframe)),
    reference: undefined,
    priceAgo: (ms) => eyes.priceAgo(ticker, ms, quote.at),
  });
  if (sight === undefined)
    return { verdict: 'unknown', quote, now: undefined, gap: undefined, at: quote.at };
  const standing = standingOf(ready.rule.condition, sight.view);
  return {
    verdict: sight.judgement.verdict,
    quote,
    now: standing?.now,
    gap: standing?.gap?.replace('the trigger', 'it'),
    at: sight.judgedTo ?? quote.at,
  };
}

/** What has happened when it is over: `NVDA fell below 140.00`. */
export function wakeHeadline({ ready, ticker }: Wake): string {
  return explainRule(ready.rule, ticker)
    .headline.replace('crossed below', 'fell below')
    .replace('crossed above', 'rose above');
}
