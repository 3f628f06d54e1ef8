import type { RingPolicy } from '../core/rule.ts';
import type { CompiledRule } from './compile.ts';
import type { Rule } from './rule.ts';

/** How a rule wants to ring, from its modifiers. */
export function ringPolicy(rule: Rule, compiled: CompiledRule): RingPolicy {
  const { every, cooldownMs, holdFor } = rule.modifiers;
  return {
    level: compiled.level,
    once: every.kind === 'once',
    cooldownMs: every.kind === 'span' ? Math.max(every.ms, cooldownMs) : cooldownMs,
    holdFor,
    hasWorsened: compiled.hasWorsened,
  };
}
