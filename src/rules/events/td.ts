import { defineEvent } from '../event.ts';
import { tdMeasure } from '../measures/td.ts';

/** A setup of nine: a possible turn. */
export const td9 = defineEvent({
  name: 'td9',
  words: ['buy', 'sell'],
  measure: tdMeasure,
  output: 'setup',
  happened: (setup, word) => setup === (word === 'buy' ? 9 : -9),
  says: (word) => `completes a TD ${word} setup (nine)`,
  said: (word) => `completed a TD ${word} setup (nine)`,
  examples: ['td9 buy', 'td9 sell@1h'],
});

/** A countdown of thirteen: a possible turn of a longer move. */
export const td13 = defineEvent({
  name: 'td13',
  words: ['buy', 'sell'],
  measure: tdMeasure,
  output: 'countdown',
  happened: (countdown, word) => countdown === (word === 'buy' ? 13 : -13),
  says: (word) => `completes a TD ${word} countdown (thirteen)`,
  said: (word) => `completed a TD ${word} countdown (thirteen)`,
  examples: ['td13 buy', 'td13 sell@1w'],
});
