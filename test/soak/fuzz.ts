import { createRandom } from '../../src/sandbox/replay/random.ts';
import { parseRule } from '../../src/rules/parse.ts';
import { caretLines } from '../../src/rules/problem.ts';
import { MEASURES } from '../../src/rules/registry.ts';
import { EVENTS } from '../../src/rules/events.ts';
import { complaint, type Report, type Suite } from './suite.ts';

/** Lines that mean something, and lines that people type instead. */
const SEEDS: readonly string[] = [
  ...MEASURES.flatMap(({ examples }) => examples),
  ...EVENTS.flatMap(({ examples }) => examples),
  '> 150 cooldown:2h note:"trim a third"',
  'rsi14@1h < 30 and price > sma200 within:3bars every:close',
  '2 of (rsi14 < 30, volratio20 > 2, not change > 3%) exp:2027-01-01 sev:high to:dm,@channel',
  'exits 140..150 rearm:1% worsen:2% for:2bars session:24h',
  'rsi under 300 @1h',
  'drops below the 200 day moving average',
  '±8% since now',
  '(price - sma20) / atr14 > 2 or -10% from high52w',
].map((condition) => `NVDA ${condition}`);

const PIECES: readonly string[] = [
  '()[]{}<>=@.,:;"\'“”±+-−*/×%$€^&|!?# \t\n\0\u200b\u202e0123456789xXkmb'.split(''),
  ['and', 'or', 'not', 'of', 'is', 'in', 'x>', 'since now', '@1h', '[1]', '..', '1e309', 'NaN'],
  ['note:"', 'every:', 'within:', '𝟙', 'é', '🦊', '\ud800', 'rsi', 'sma', '.lower', ',2', '-0'],
].flat();

/** A line that takes so long, on a machine however busy, has sent a pattern astray. */
const SLOWEST_MS = 2_000;

/** Mutated lines: the parser answers every one of them, quickly, in words, and offers only what parses. */
export const fuzzSuite: Suite = {
  name: 'fuzz',
  says: 'mutated rules: the parser answers each in words and never throws',
  kills: 1_000_000,
  unit: 'lines',
  run: ({ kills: lines, seed, say }) => Promise.resolve(fuzz({ lines, seed, say })),
};

export function fuzz(options: {
  readonly lines: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}): Report {
  const { lines, seed, say } = options;
  const random = createRandom(`fuzz/${seed}`);
  const begun = performance.now();
  const broken: string[] = [];
  let rules = 0;
  let repaired = 0;
  let slowestMs = 0;
  for (let n = 1; n <= lines; n++) {
    const line = mutated(random);
    const at = performance.now();
    const fault = faultOf(line);
    const took = performance.now() - at;
    slowestMs = Math.max(slowestMs, took);
    if (fault.kind === 'rule') rules++;
    if (fault.kind === 'problem' && fault.repairs > 0) repaired++;
    if (fault.kind === 'broken') broken.push(`${JSON.stringify(line)}: ${fault.why}`);
    if (took > SLOWEST_MS) broken.push(`${JSON.stringify(line)} took ${Math.round(took)} ms`);
    if (n % 100_000 === 0) say?.(`${n} lines, ${broken.length} complaints`);
  }
  return {
    figures: [
      ['lines', lines],
      ['read as rules', rules],
      ['refused with repairs', repaired],
      ['refused without', lines - rules - repaired],
      ['µs a line', Math.round(((performance.now() - begun) * 1_000) / lines)],
      ['slowest, ms', Math.round(slowestMs)],
    ],
    broken: complaint(broken),
  };
}

type Found =
  | { readonly kind: 'rule' }
  | { readonly kind: 'problem'; readonly repairs: number }
  | { readonly kind: 'broken'; readonly why: string };

function faultOf(line: string): Found {
  try {
    const result = parseRule(line);
    if (result.kind === 'rule') {
      const again = parseRule(result.rule.text);
      const isSame = again.kind === 'rule' && again.rule.text === result.rule.text;
      return isSame ? { kind: 'rule' } : broken(`its text ${result.rule.text} is another rule`);
    }
    const { problem } = result;
    const [read, carets] = caretLines(problem);
    if (problem.why === '' || !carets.includes('^') || isUntold(problem.why, line))
      return broken(`is refused with “${problem.why}” under “${read}”`);
    if (problem.repairs.length > 3) return broken('has more than three repairs');
    const bad = problem.repairs.find((repair) => parseRule(repair).kind !== 'rule');
    return bad === undefined
      ? { kind: 'problem', repairs: problem.repairs.length }
      : broken(`is offered ${bad}, which is no rule`);
  } catch (error) {
    return broken(`threw ${String(error)}`);
  }
}

/** Words that only a program would use, unless the person did. */
function isUntold(why: string, line: string): boolean {
  return ['undefined', 'NaN', '[object'].some((word) => why.includes(word) && !line.includes(word));
}

function broken(why: string): Found {
  return { kind: 'broken', why };
}

/** A line that means something with one to six things wrong with it. */
function mutated(random: () => number): string {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  let line = pick(SEEDS) ?? '';
  const times = 1 + Math.floor(random() * 6);
  for (let i = 0; i < times; i++) {
    const at = Math.floor(random() * (line.length + 1));
    const to = Math.min(line.length, at + Math.floor(random() * 8));
    switch (Math.floor(random() * 5)) {
      case 0:
        line = line.slice(0, at) + (pick(PIECES) ?? '') + line.slice(at);
        break;
      case 1:
        line = line.slice(0, at) + line.slice(to);
        break;
      case 2:
        line = line.slice(0, at) + (pick(PIECES) ?? '') + line.slice(to);
        break;
      case 3:
        line = line.slice(0, to) + line.slice(at);
        break;
      default:
        line = `${line.slice(0, at)} ${(pick(SEEDS) ?? '').slice(5)}`;
    }
  }
  return line;
}
