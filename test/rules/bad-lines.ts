import { expect, test } from 'vitest';
import { parseRule } from '../../src/rules/parse.ts';
import { problem } from './support.ts';

/** What a person reads: the stretch under the carets (empty at the end of the line), the reason, the repairs. */
export type BadLine = {
  readonly text: string;
  readonly caret: string;
  readonly why: string;
  readonly repairs: readonly string[];
};

/** Registers what must hold of every line that cannot be read. */
export function explainsEach(lines: readonly BadLine[]): void {
  test.each(lines)('explains $text', ({ text, caret, why, repairs }) => {
    const found = problem(text);
    expect(found.read.slice(found.from, found.to)).toBe(caret);
    expect(found.why).toBe(why);
    expect(found.repairs).toEqual(repairs);
    for (const repair of repairs) expect(parseRule(repair).kind).toBe('rule');
  });
}
