import { firstStop, nextStop, type Reachable } from '../alerts/route.ts';
import type { Severity } from '../core/alert.ts';
import type { Route } from '../core/chat-policy.ts';
import type { ChatId, Place } from '../core/people.ts';
import type { Contact } from '../core/ports/reach.ts';
import type { Routing } from '../core/ports/routing.ts';
import type { Store } from '../db/store.ts';

type RoutingNeeds = {
  readonly store: Store;
  readonly contactsOf: (chat: ChatId) => readonly Contact[];
};

/** Where alerts go, by what each chat has set and by how it can be reached at this moment. */
export function createRouting({ store, contactsOf }: RoutingNeeds): Routing {
  const knownOf = (
    place: Place,
    severity: Severity,
  ): { readonly route: Route; readonly reachable: readonly Reachable[] } => {
    const chat = store.chats.current(place.chat);
    const isUsable = store.chats.get(chat)?.status === 'active';
    const telegram = { channel: 'telegram', address: String(chat), isUsable };
    const contacts = contactsOf(chat).map(({ channel, address, isUsable: isOn }) => {
      return { channel, address, isUsable: isOn };
    });
    return {
      route: store.chats.policy(chat).routes[severity],
      reachable: [telegram, ...contacts],
    };
  };
  const asWay = ({ channel, address }: Reachable) => ({ channel, address });
  return {
    first(place, severity) {
      const { route, reachable } = knownOf(place, severity);
      return firstStop(route, reachable).map(asWay);
    },
    next(place, severity, tried) {
      const { route, reachable } = knownOf(place, severity);
      return nextStop(route, reachable, tried).map(asWay);
    },
  };
}
