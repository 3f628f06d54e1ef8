import type { RuleStatus } from '../core/records.ts';

/** One rule of a file, with the line that it stands on, from 1. */
export type FileLine = { readonly line: number; readonly text: string };

/** Longer texts are none of ours. */
const MOST_LINES = 1_000;

type Written = { readonly code: string; readonly text: string; readonly status: RuleStatus };

/** Rules as a text to keep: one a line, its name and state behind a `#`, which is not read back. */
export function writeRuleFile(
  rules: readonly Written[],
  { lists, asOf }: { lists: readonly { name: string; tickers: readonly string[] }[]; asOf: string },
): string {
  const count = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
  return [
    `# ${count} of this chat, as of ${asOf}`,
    '# /rules import brings them back. What stands behind a # is not read, so a paused rule comes back armed.',
    ...lists.map(({ name, tickers }) => `# needed below: /list new ${name} ${tickers.join(' ')}`),
    '',
    ...rules.map(
      ({ code, text, status }) => `${text}  # ${code}${status === 'on' ? '' : ` ${status}`}`,
    ),
    '',
  ].join('\n');
}

/** The rules that a text holds, a line each; blank lines and comments are left out, as is a command typed before a rule. */
export function readRuleFile(text: string): readonly FileLine[] {
  return text
    .replaceAll(/[\uFEFF\u2060]/g, '')
    .split(/\r\n|\r|\n/)
    .slice(0, MOST_LINES)
    .map((line, i) => ({ line: i + 1, text: ruleIn(line) }))
    .filter((line) => line.text !== '');
}

/** Up to the first `#` that does not stand in quotes. */
function ruleIn(line: string): string {
  const [kept = ''] = /^(?:"[^"]*"|“[^”]*”|[^#])*/.exec(line) ?? [];
  return kept.replace(/^\s*\/(?:rule|alert|r)!?(?:@\w+)?\s/i, '').trim();
}
