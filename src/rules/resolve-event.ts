import { isTimeframe } from '../core/timeframe.ts';
import { EVENT_TABLE } from './events.ts';
import type { Periods } from './measure.ts';
import { listed, rewritten } from './problem.ts';
import { timeframeFault, type Reading } from './resolve-measure.ts';
import { tokenSpan } from './resolve-value.ts';
import type { Condition } from './rule.ts';
import type { EventSyntax } from './syntax.ts';

/** What stands in where a complaint has been made; the rule it is part of is never used. */
const NOTHING: Condition = { kind: 'and', of: [] };

/** Understands `td9 buy@1h`. */
export function resolveEvent(syntax: EventSyntax, { text, faults }: Reading): Condition {
  const event = EVENT_TABLE.get(syntax.name.image.toLowerCase());
  if (event === undefined) return NOTHING;
  const { measure, output, words } = event;
  const word = syntax.word.image.toLowerCase();
  const span = tokenSpan(syntax.word);
  if (!words.includes(word)) {
    const why = `After “${event.name}” comes ${listed(words, 'or')}, not “${syntax.word.image}”.`;
    faults.push({ ...span, why, tries: words.map((wish) => rewritten(text, span, wish)) });
    return NOTHING;
  }
  const timeframe =
    syntax.timeframe?.image.slice(1).trim().toLowerCase() ?? measure.timeframe ?? '1d';
  if (!isTimeframe(timeframe)) {
    faults.push(timeframeFault(syntax.timeframe ?? syntax.word, text));
    return NOTHING;
  }
  const periods: Periods = Object.fromEntries(
    measure.periods.map((spec) => [spec.name, spec.default]),
  );
  const read = { kind: 'series', measure, periods, output, timeframe, barsAgo: 0 } as const;
  return { kind: 'event', event, args: word, read };
}
