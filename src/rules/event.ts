import type { SeriesMeasure } from './measure.ts';

/** Something that happens on a bar and has a name of its own: `td9 buy`. */
export type EventKind = {
  /** As typed, lower case. */
  readonly name: string;
  /** What may follow the name, one of them. */
  readonly words: readonly string[];
  /** The series that tells of it, and which of its outputs. */
  readonly measure: SeriesMeasure;
  readonly output: string;
  /** Whether a value of that series says that it happened on this bar. */
  happened(value: number, word: string): boolean;
  /** What happens, after the ticker's name: `completes a TD buy setup (nine)`. */
  says(word: string): string;
  /** The same in the past tense. */
  said(word: string): string;
  /** Whole conditions that parse. */
  readonly examples: readonly string[];
};

/** Declares an event of the rule language. */
export function defineEvent(event: EventKind): EventKind {
  return event;
}
