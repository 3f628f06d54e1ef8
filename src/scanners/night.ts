import { quietUntil } from '../alerts/quiet-hours.ts';
import type { ChatId } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';

export type NightDeps = { readonly store: Store; readonly defaultZone: string };

/** When a chat's quiet hours end; undefined while it has none. */
export function nightEnds(
  { store, defaultZone }: NightDeps,
  chat: ChatId,
  now: Instant,
): Instant | undefined {
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  return quietUntil(store.chats.policy(chat).quiet, zone, now);
}
