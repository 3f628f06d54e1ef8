import type { HoldFor, RuleState } from '../core/rule.ts';
import { plus, type Instant } from '../core/time.ts';
import { explainRule } from '../rules/explain.ts';
import type { Rule } from '../rules/rule.ts';
import { known } from '../rules/verdict.ts';
import type { GateOf, JudgingFacts } from './why-facts.ts';

/** What may keep a rule silent although its condition is true. */
export type RingGate =
  | GateOf<
      'hold',
      {
        readonly holdFor: HoldFor;
        readonly count: number;
        readonly heldMs: number;
        readonly since: Instant | undefined;
      }
    >
  | GateOf<
      'fresh',
      {
        readonly was: Before;
        readonly rangAt: Instant | undefined;
        /** When it may ring again, to stand after "rings again". */
        readonly rearm: string;
        /** It rings again without coming back when it goes so much further: `2%`. */
        readonly worsen: string | undefined;
      }
    >
  | GateOf<
      'cooldown',
      { readonly until: Instant | undefined; readonly rangAt: Instant | undefined }
    >
  | GateOf<'rate', { readonly count: number; readonly most: number; readonly isExempt: boolean }>
  | GateOf<
      'news',
      { readonly judgedTo: Instant | undefined; readonly nextClose: Instant | undefined }
    >;

/**
 * What the last judgement left: `waiting` for it to become true; never judged, so that the first judgement only sets the
 * state; true already when it was armed; rung; or held back, and not rung since.
 */
type Before = 'waiting' | 'new' | 'already' | 'rang' | 'held-back';

/** The gates between a true condition and a ring, in their order. They agree with `decide`, which does the ringing. */
export function ringGates(facts: JudgingFacts): readonly RingGate[] {
  return [
    ...holdGate(facts),
    freshGate(facts),
    cooldownGate(facts),
    rateGate(facts),
    ...newsGate(facts),
  ];
}

function holdGate({ ready, state, readAt }: JudgingFacts): readonly RingGate[] {
  const { holdFor } = ready.policy;
  if (holdFor === undefined) return [];
  const { phase, pendingCount: count, pendingSince: since } = state;
  const heldMs = readAt === undefined || since === undefined ? 0 : Math.max(0, readAt - since);
  // One judgement is enough where a single bar, or no time, is asked for.
  const isShort = 'count' in holdFor ? holdFor.count <= 1 : holdFor.ms <= 0;
  const passed = known(phase === 'firing' || isShort);
  return [{ gate: 'hold', passed, detail: { holdFor, count, heldMs, since } }];
}

function freshGate({ ready, state }: JudgingFacts): RingGate {
  const { rule, policy } = ready;
  const { worsen } = rule.modifiers;
  const was = beforeOf(state);
  return {
    gate: 'fresh',
    passed: known(was === 'waiting' || policy.level),
    detail: {
      was,
      rangAt: state.rangAt,
      rearm: backWords(rule),
      worsen: worsen && ('pct' in worsen ? `${worsen.pct}%` : `${worsen.points} points`),
    },
  };
}

/** When it is ready again; a rule that rings once, too, must first come back when it was past its trigger already. */
function backWords(rule: Rule): string {
  const every = { kind: 'quote' } as const;
  return explainRule({ ...rule, modifiers: { ...rule.modifiers, every } }).rearm;
}

function beforeOf({ phase, seq, rangAt }: RuleState): Before {
  switch (phase) {
    case 'new':
      return 'new';
    case 'armed':
    case 'pending':
      return 'waiting';
    case 'firing':
      if (seq === 0) return 'already';
      return rangAt === undefined ? 'held-back' : 'rang';
  }
}

function cooldownGate({ ready, state, now }: JudgingFacts): RingGate {
  const { rangAt } = state;
  const until = rangAt && plus(rangAt, ready.policy.cooldownMs);
  const isOver = until === undefined || until <= now;
  return { gate: 'cooldown', passed: known(isOver), detail: { until, rangAt } };
}

function rateGate({ ready, rate: { count, most } }: JudgingFacts): RingGate {
  const isExempt = ready.rule.modifiers.severity === 'critical';
  return {
    gate: 'rate',
    // What is beyond it is gathered into one message, so it rings all the same.
    passed: 'true',
    detail: { count, most, isExempt },
  };
}

/** The bar that was judged is not judged again. */
function newsGate({ bar }: JudgingFacts): readonly RingGate[] {
  if (bar === undefined) return [];
  const { judgedTo, nextClose, isWaiting } = bar;
  const passed = judgedTo === undefined && !isWaiting ? 'unknown' : known(isWaiting);
  return [{ gate: 'news', passed, detail: { judgedTo, nextClose } }];
}
