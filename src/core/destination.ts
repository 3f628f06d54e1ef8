import type { Place } from './people.ts';

/** One word behind a rule's `to:` that leads to another place, and where that is. */
export type Settled = {
  /** As the rule spells it: `@my_channel`, `topic:Options`, `news`. */
  readonly word: string;
  readonly place: Place;
  /** What its chat is called. */
  readonly title: string;
  /** False while the chat is out of reach. */
  readonly isOpen: boolean;
};
