import { quietUntil } from '../alerts/quiet-hours.ts';
import type { ChatId } from '../core/people.ts';
import type { AppDeps } from './deps.ts';

type Needs = Pick<AppDeps, 'store' | 'outbox' | 'clock' | 'defaultZone'>;

/** What a chat's night held back comes when the night ends as it is set now: at once, when there is none any more. */
export function retimeNight({ store, outbox, clock, defaultZone }: Needs, chat: ChatId): void {
  const now = clock();
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  const dueAt = quietUntil(store.chats.policy(chat).quiet, zone, now) ?? now;
  for (const { id, kind } of store.bundles.openIn(chat))
    if (kind === 'quiet') store.bundles.postpone(id, { kind, dueAt });
  outbox.wake();
}
