import type { RingPolicy } from '../core/rule.ts';
import { compileRule, type CompiledRule } from './compile.ts';
import { parseRule } from './parse.ts';
import { measuresWith } from './score.ts';
import { ringPolicy } from './policy.ts';
import type { Rule } from './rule.ts';

/** A rule's text made ready to judge and to ring. */
export type ReadyRule = {
  readonly rule: Rule;
  readonly compiled: CompiledRule;
  readonly policy: RingPolicy;
};

/**
 * @param score what the chat's score is made of; the usual mix when it has chosen none
 * @returns undefined for a text that can no longer be read
 */
export function readyRule(text: string, score?: string): ReadyRule | undefined {
  const parsed = parseRule(text, measuresWith(score));
  if (parsed.kind !== 'rule') return undefined;
  const { rule } = parsed;
  const compiled = compileRule(rule);
  return { rule, compiled, policy: ringPolicy(rule, compiled) };
}
