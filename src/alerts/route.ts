import type { Route } from '../core/chat-policy.ts';
import { wayKey, type Way } from '../core/ports/routing.ts';

/** One way to reach the people of a chat, as far as is known now. */
export type Reachable = Way & { readonly isUsable: boolean };

/** Ways that go out together. */
type Stop = readonly Reachable[];

/** Kept in the history and sent nowhere. */
const LOG = 'log';

const TELEGRAM = 'telegram';

/** What stands in for a channel that fails, where the route names nothing: the more likely to be seen, the sooner. */
const STAND_INS = [
  TELEGRAM,
  'pushover',
  'ntfy',
  'email',
  'discord',
  'slack',
  'sms',
  'sns',
  'webhook',
];

/**
 * Where an alert goes at first. A channel that is not set up, or is switched off, is replaced by Telegram.
 *
 * @param reachable every way of the chat, Telegram among them
 * @returns nothing when the route keeps it
 */
export function firstStop(route: Route, reachable: readonly Reachable[]): Stop {
  const [names = [TELEGRAM]] = route;
  if (names.every((name) => name === LOG)) return [];
  const found = waysOf(names, reachable);
  const telegram = reachable.filter(({ channel }) => channel === TELEGRAM);
  // A chat that cannot be reached by anything still owes its people an attempt.
  return found.length > 0 ? found : telegram;
}

/**
 * Where it goes when nothing of what was tried got through: the route's next stop, then whatever else the chat has.
 *
 * @param tried keys of ways, by `wayKey`
 * @returns nothing when everything has been tried
 */
export function nextStop(
  route: Route,
  reachable: readonly Reachable[],
  tried: ReadonlySet<string>,
): Stop {
  const isLeft = (way: Reachable): boolean => !tried.has(wayKey(way));
  for (const names of [...route, ...STAND_INS.map((name) => [name])]) {
    const left = waysOf(names, reachable).filter(isLeft);
    if (left.length > 0) return left;
  }
  return [];
}

function waysOf(names: readonly string[], reachable: readonly Reachable[]): Stop {
  const usable = reachable.filter(({ isUsable }) => isUsable);
  const found = names
    .filter((name) => name !== LOG)
    .flatMap((name) => {
      const ways = usable.filter(({ channel }) => channel === name);
      return ways.length > 0 ? ways : usable.filter(({ channel }) => channel === TELEGRAM);
    });
  return [...new Map(found.map((way) => [wayKey(way), way])).values()];
}
