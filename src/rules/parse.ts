import { defaultModifiers, leavesOf, readsOf } from './defaults.ts';
import { diagnose } from './diagnose.ts';
import { readCondition } from './grammar.ts';
import { readModifiers } from './modifiers.ts';
import { without, type Fault, type RuleProblem } from './problem.ts';
import { MEASURE_TABLE, type MeasureTable } from './registry.ts';
import { resolveCondition } from './resolve.ts';
import { tokenSpan } from './resolve-value.ts';
import type { Condition, Modifiers, Rule } from './rule.ts';
import { spellTarget, type Target } from '../core/target.ts';
import { spellRule } from './spell.ts';
import { readTarget } from './target.ts';
import { Close, Open, scan, type Scan } from './tokens.ts';

export type ParseResult =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'problem'; readonly problem: RuleProblem };

/** Bounds on one rule, so that judging it stays cheap and saying it stays possible. */
const MOST_CHARACTERS = 200;
const MOST_COMPARISONS = 5;
const MOST_MEASURES = 10;
const MOST_NESTING = 3;
const MOST_REPAIRS = 3;
/** Of repairs that are not enough, how many are repaired in turn; and how much longer they may make the line. */
const MOST_DETOURS = 3;
const MOST_STEPS = 3;
const MOST_GROWTH = 20;

/**
 * Reads what follows `/rule `: `NVDA x> 1,500 cooldown:2h note:"trim a third"`. Never throws, whatever the text.
 *
 * @param known the measures a rule may name; all of them unless told
 */
export function parseRule(text: string, known: MeasureTable = MEASURE_TABLE): ParseResult {
  const line = oneLine(text);
  const result = read(line, known);
  if (result.kind === 'rule') return result;
  const isLong = line.length > MOST_CHARACTERS;
  const shown = isLong ? `${line.slice(0, MOST_CHARACTERS)}…` : line.trimEnd();
  const { fault, repairs } = isLong
    ? { fault: result.fault, repairs: [] }
    : mended({ line, fault: result.fault }, known);
  // What is missing is missing at the end, whatever blanks were typed after it.
  const start = Math.min(fault.from, shown.length);
  const end = Math.max(start + 1, Math.min(fault.to, shown.length));
  return {
    kind: 'problem',
    problem: { read: shown, from: start, to: end, why: fault.why, repairs },
  };
}

type ReadResult =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'fault'; readonly fault: Fault };

function read(text: string, known: MeasureTable): ReadResult {
  if (text.length > MOST_CHARACTERS) return stop(tooLong(text.length));
  const aim = readTarget(text);
  if (aim.kind === 'fault') return stop(aim.fault);
  const { target, end } = aim;
  // Blanks keep every offset counting from the start of the line.
  const scanned = scan(' '.repeat(end) + text.slice(end));
  const early = lineFault(text, target, scanned);
  if (early) return stop(early);

  const grammar = readCondition(scanned.tokens);
  if (grammar.kind === 'stuck') {
    const { tokens } = scanned;
    const { error } = grammar;
    return stop(diagnose({ text, target: spellTarget(target), start: end, tokens, known, error }));
  }
  const faults: Fault[] = [];
  const condition = resolveCondition(grammar.syntax, { text, known, faults });
  const [broken] = faults;
  if (broken) return stop({ ...broken, isMeant: true });
  const usual = defaultModifiers(condition);
  const modifiers = readModifiers(scanned.modifiers, { text, usual, faults });
  const fault =
    faults[0] ??
    excess(condition, text) ??
    misfit(condition, modifiers, text) ??
    loose(condition, modifiers, text);
  return fault ? stop(fault) : finish({ target, condition, modifiers });
}

function finish(parts: { target: Target; condition: Condition; modifiers: Modifiers }): ReadResult {
  const text = spellRule(parts);
  if (text.length > MOST_CHARACTERS) return stop(tooLong(text.length));
  return { kind: 'rule', rule: { ...parts, text } };
}

/** What can be said before the grammar is asked. */
function lineFault(text: string, target: Target, { tokens, unreadable }: Scan): Fault | undefined {
  if (unreadable) {
    const found = text.slice(unreadable.from, unreadable.to);
    return {
      ...unreadable,
      why: `I can't read “${found}”.`,
      tries: [without(text, unreadable), text.slice(0, unreadable.from)],
    };
  }
  if (tokens.length === 0) {
    const name = spellTarget(target);
    const end = text.trimEnd().length;
    return {
      from: end,
      to: end + 1,
      why: `I have ${name}, but not what to watch for. Add a level or a move.`,
      tries: [`${name} +5% 1d`, `${name} -5% 1d`, `${name} ±8% since now`],
    };
  }
  let depth = 0;
  for (const token of tokens) {
    if (token.tokenType === Open) depth++;
    else if (token.tokenType === Close) depth--;
    if (depth > MOST_NESTING) {
      const why = `Brackets can be ${MOST_NESTING} deep at most. Two rules may say it better.`;
      return { ...tokenSpan(token), why, tries: [] };
    }
  }
  return undefined;
}

function excess(condition: Condition, text: string): Fault | undefined {
  const whole = { from: 0, to: Math.max(1, text.trimEnd().length) };
  const comparisons = leavesOf(condition).length;
  if (comparisons > MOST_COMPARISONS) {
    const why = `That is ${comparisons} comparisons; a rule has ${MOST_COMPARISONS} at most. Two rules may say it better.`;
    return { ...whole, why, tries: [] };
  }
  const measures = readsOf(condition).length;
  if (measures <= MOST_MEASURES) return undefined;
  const why = `That reads ${measures} measures; a rule reads ${MOST_MEASURES} at most.`;
  return { ...whole, why, tries: [] };
}

/** `within` brings several parts together, and counts bars. */
function loose(condition: Condition, { within }: Modifiers, text: string): Fault | undefined {
  if (within === undefined || leavesOf(condition).length > 1) return undefined;
  const at = /within\s*:\s*\S*/i.exec(text);
  const from = at?.index ?? 0;
  const span = { from, to: from + Math.max(1, at?.[0].length ?? 0) };
  const why = '“within:” lets several conditions come one after the other, and here is only one.';
  return { ...span, why, tries: [without(text, span)] };
}

/** `worsen` is a distance beyond one value, and some conditions have none or no "beyond". */
function misfit(condition: Condition, modifiers: Modifiers, text: string): Fault | undefined {
  if (modifiers.worsen === undefined) return undefined;
  const isSingle = ['compare', 'range', 'move'].includes(condition.kind);
  if (isSingle && !(condition.kind === 'range' && condition.op === 'in')) return undefined;
  const at = /worsen\s*:\s*\S*/i.exec(text);
  const from = at?.index ?? 0;
  const span = { from, to: from + Math.max(1, at?.[0].length ?? 0) };
  const why = isSingle
    ? 'Inside a range there is nothing further to go, so “worsen:” has no meaning.'
    : '“worsen:” needs a single comparison, to know which value goes further.';
  return { ...span, why, tries: [without(text, span)] };
}

function tooLong(length: number): Fault {
  return {
    from: MOST_CHARACTERS,
    to: MOST_CHARACTERS + 1,
    why: `That is ${length} characters; a rule has ${MOST_CHARACTERS} at most. A shorter note may help.`,
    tries: [],
  };
}

type Mended = { readonly fault: Fault; readonly repairs: readonly string[] };

/**
 * Only what parses is offered, in its canonical spelling, and never the line itself. Where no single repair is enough,
 * their own repairs are tried; and when what is wrong then is something that was typed, that is what is pointed at: in
 * "rsi under 300" it is the 300.
 */
function mended(
  { line, fault, depth = 0 }: { line: string; fault: Fault; depth?: number },
  known: MeasureTable,
): Mended {
  const repairs = new Set<string>();
  const stuck: { readonly line: string; readonly fault: Fault }[] = [];
  for (const wish of fault.tries) {
    const next = oneLine(wish);
    const result = next === line ? undefined : read(next, known);
    if (result?.kind === 'rule') repairs.add(result.rule.text);
    else if (result !== undefined) stuck.push({ line: next, fault: result.fault });
    if (repairs.size === MOST_REPAIRS) break;
  }
  if (repairs.size > 0 || depth === MOST_STEPS) return { fault, repairs: [...repairs] };
  for (const { line: half, fault: next } of stuck.slice(0, MOST_DETOURS)) {
    if (half.length >= line.length + MOST_GROWTH) continue;
    const deeper = mended({ line: half, fault: next, depth: depth + 1 }, known);
    if (deeper.repairs.length === 0) continue;
    const image = half.slice(deeper.fault.from, deeper.fault.to);
    const from = line.indexOf(image);
    const isTyped =
      deeper.fault.isMeant === true &&
      image.trim() !== '' &&
      from >= 0 &&
      from === line.lastIndexOf(image);
    const seen = isTyped ? { ...deeper.fault, from, to: from + image.length } : fault;
    return { fault: seen, repairs: deeper.repairs };
  }
  return { fault, repairs: [] };
}

// Length-preserving, so that columns stay: full-width forms as some keyboards type them, and any blank as a space.
// Quoted text is a person's own and stays as it is, except for line breaks.
function oneLine(text: string): string {
  return text.toWellFormed().replaceAll(/"[^"]*"|“[^”]*”|[\uFF01-\uFF5E\s\p{Cc}]/gu, (found) => {
    if (found.length > 1) return found.replaceAll(/[\s\p{Cc}]/gu, ' ');
    const code = found.charCodeAt(0);
    return code >= 0xff01 ? String.fromCharCode(code - 0xfee0) : ' ';
  });
}

function stop(fault: Fault): ReadResult {
  return { kind: 'fault', fault };
}
