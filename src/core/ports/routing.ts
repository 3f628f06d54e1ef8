import type { Severity } from '../alert.ts';
import type { Place } from '../people.ts';

/** One address that a message goes to. */
export type Way = {
  readonly channel: string;
  /** Telegram's chat id, or the name of a contact. */
  readonly address: string;
  /** Set when it leads to another place than the one that it is of. */
  readonly place?: Place;
};

/** Where the alerts of a place go, by how severe they are. */
export type Routing = {
  /** Where one goes at first; nothing when it is only to be kept. */
  first(place: Place, severity: Severity): readonly Way[];
  /** Where it goes when nothing of what was tried got through; nothing when everything has been tried. */
  next(place: Place, severity: Severity, tried: ReadonlySet<string>): readonly Way[];
};

/** Names a way among those of its chat. */
export function wayKey({ channel, address }: Way): string {
  return `${channel}:${address}`;
}

/** Everything goes to the place itself. */
export const TO_THE_PLACE: Routing = {
  first: ({ chat }) => [{ channel: 'telegram', address: String(chat) }],
  next: () => [],
};
