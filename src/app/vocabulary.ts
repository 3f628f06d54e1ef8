import type { EventKind } from '../rules/event.ts';
import { EVENTS } from '../rules/events.ts';
import type { Measure, Unit } from '../rules/measure.ts';
import { MEASURES } from '../rules/registry.ts';

/** A word of the rule language that stands for a number or for something that happens. */
export type Word = {
  readonly name: string;
  readonly says: string;
  /** `rsi14`, `bb20,2`, with what may stand behind a point. */
  readonly spelling: string;
  /** `0 to 100`, `percent`; undefined for events. */
  readonly unit: string | undefined;
  /** `@1d` unless told; undefined for what is read from each quote. */
  readonly timeframe: string | undefined;
  readonly examples: readonly string[];
};

/** Every measure and event that a rule may name. */
export function vocabularyApp() {
  const words = [...MEASURES.map(measureWord), ...EVENTS.map(eventWord)];
  return {
    words: (): readonly Word[] => words,
    word: (name: string): Word | undefined => words.find((word) => word.name === name),
  };
}

function measureWord(measure: Measure): Word {
  const { name, says, unit, examples } = measure;
  const common = { name, says, unit: unitWords(unit), examples };
  if (measure.kind === 'quote') return { ...common, spelling: name, timeframe: undefined };
  const periods = measure.periods.map((spec) => spec.default).filter((usual) => usual > 0);
  const [, ...others] = measure.outputs;
  const outputs = others.length === 0 ? '' : ` (also ${others.map((one) => `.${one}`).join(' ')})`;
  const spelling = `${name}${periods.join(',')}${outputs}`;
  return { ...common, spelling, timeframe: `@${measure.timeframe ?? '1d'}` };
}

function eventWord({ name, words, says, measure, examples }: EventKind): Word {
  const spelling = `${name} ${words.join('|')}`;
  const timeframe = `@${measure.timeframe ?? '1d'}`;
  return { name, says: says(words[0] ?? ''), spelling, unit: undefined, timeframe, examples };
}

function unitWords(unit: Unit): string {
  switch (unit.kind) {
    case 'bounded':
      return `${unit.min} to ${unit.max}`;
    case 'percent':
      return 'percent';
    case 'price':
    case 'money':
      return 'money';
    case 'ratio':
      return 'times';
    case 'sigma':
      return 'deviations';
    default:
      return unit.kind;
  }
}
