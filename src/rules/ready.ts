import type { RingPolicy } from '../core/rule.ts';
import { compileRule, type CompiledRule } from './compile.ts';
import { parseRule } from './parse.ts';
import { ringPolicy } from './policy.ts';
import type { Rule } from './rule.ts';

/** A rule's text made ready to judge and to ring. */
export type ReadyRule = {
  readonly rule: Rule;
  readonly compiled: CompiledRule;
  readonly policy: RingPolicy;
};

/** @returns undefined for a text that can no longer be read */
export function readyRule(text: string): ReadyRule | undefined {
  const parsed = parseRule(text);
  if (parsed.kind !== 'rule') return undefined;
  const { rule } = parsed;
  const compiled = compileRule(rule);
  return { rule, compiled, policy: ringPolicy(rule, compiled) };
}
