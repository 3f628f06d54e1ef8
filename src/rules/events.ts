import type { EventKind } from './event.ts';
import { td13, td9 } from './events/td.ts';

/** Every event a rule may name. A new one is a file in `events/` and a line here. */
export const EVENTS: readonly EventKind[] = [td9, td13];

export const EVENT_TABLE: ReadonlyMap<string, EventKind> = new Map(
  EVENTS.map((event) => [event.name, event]),
);
