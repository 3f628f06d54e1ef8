import type { Settled } from '../core/destination.ts';
import type { Place } from '../core/people.ts';

/** What a rule's `to:` words are read against. */
export type Known = {
  /** The rule's own place. */
  readonly home: Place;
  /** The private chat of whoever made the rule; undefined while there is none that can be reached. */
  readonly private: Place | undefined;
  readonly settled: readonly Settled[];
};

export type Destinations = {
  /** Where its alerts go, each place once; empty for a rule that is only kept. */
  readonly places: readonly Place[];
  /** Words that lead nowhere any more. */
  readonly lost: readonly string[];
};

/**
 * Where the alerts of a rule go. A word whose place is gone gives way to the rule's own place, so that no alert is lost
 * for it.
 *
 * @param to the words behind the rule's `to:`; none means its own place
 */
export function readDestinations(to: readonly string[], known: Known): Destinations {
  const found = (to.length === 0 ? ['here'] : to).map((word) => ({
    word,
    place: placeOf(word, known),
  }));
  const places = found.flatMap(({ place }) => {
    if (place === 'nowhere') return [];
    return [place === 'lost' ? known.home : place];
  });
  const lost = found.filter(({ place }) => place === 'lost').map(({ word }) => word);
  return { places: once(places), lost };
}

function placeOf(word: string, known: Known): Place | 'lost' | 'nowhere' {
  if (word === 'here') return known.home;
  if (word === 'log') return 'nowhere';
  if (word === 'dm') return known.private ?? 'lost';
  const settled = known.settled.find((one) => one.word === word);
  return settled?.isOpen === true ? settled.place : 'lost';
}

function once(places: readonly Place[]): readonly Place[] {
  const byKey = new Map(places.map((place) => [`${place.chat}/${place.thread ?? ''}`, place]));
  return [...byKey.values()];
}
