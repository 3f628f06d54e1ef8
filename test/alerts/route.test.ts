import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstStop, nextStop, type Reachable } from '../../src/alerts/route.ts';
import { USUAL_POLICY } from '../../src/core/chat-policy.ts';
import { wayKey } from '../../src/core/ports/routing.ts';

const TELEGRAM = way('telegram', '7');
const PUSHOVER = way('pushover', 'env:pushover');
const NTFY = way('ntfy', 'c3');
const EMAIL = way('email', 'c4');
const { routes } = USUAL_POLICY;

test('critical goes to Telegram and Pushover together, high to Telegram, the rest to ntfy', () => {
  const all = [TELEGRAM, PUSHOVER, NTFY];
  expect(firstStop(routes.critical, all)).toEqual([TELEGRAM, PUSHOVER]);
  expect(firstStop(routes.high, all)).toEqual([TELEGRAM]);
  expect(firstStop(routes.medium, all)).toEqual([NTFY]);
  expect(firstStop(routes.low, all)).toEqual([NTFY]);
});

test('where a channel is not set up, or is switched off, it is Telegram, once', () => {
  expect(firstStop(routes.critical, [TELEGRAM])).toEqual([TELEGRAM]);
  expect(firstStop(routes.low, [TELEGRAM, { ...NTFY, isUsable: false }])).toEqual([TELEGRAM]);
});

test('what is only logged goes nowhere', () => {
  expect(firstStop([['log']], [TELEGRAM])).toEqual([]);
  expect(firstStop([['log', 'ntfy']], [TELEGRAM, NTFY])).toEqual([NTFY]);
});

test('after Telegram has failed the route’s own next stop is tried, then whatever there is', () => {
  const all = [TELEGRAM, PUSHOVER, NTFY, EMAIL];
  const route = [['telegram'], ['email']];
  expect(nextStop(route, all, tried(TELEGRAM))).toEqual([EMAIL]);
  expect(nextStop(route, all, tried(TELEGRAM, EMAIL))).toEqual([PUSHOVER]);
  expect(nextStop(route, all, tried(TELEGRAM, EMAIL, PUSHOVER, NTFY))).toEqual([]);
});

test('a chat that nothing can reach still gets its attempt in Telegram', () => {
  const gone = { ...TELEGRAM, isUsable: false };
  expect(firstStop(routes.high, [gone])).toEqual([gone]);
});

test('every usable way is tried in the end, none of them twice', () => {
  const ways = fc.uniqueArray(
    fc.record({
      channel: fc.constantFrom('telegram', 'ntfy', 'email', 'pushover', 'webhook'),
      address: fc.constantFrom('a', 'b'),
      isUsable: fc.boolean(),
    }),
    { selector: wayKey },
  );
  const names = fc.constantFrom('telegram', 'ntfy', 'email', 'sms', 'log');
  const route = fc.array(fc.array(names, { minLength: 1, maxLength: 3 }), { minLength: 1 });
  fc.assert(
    fc.property(ways, route, (reachable, wanted) => {
      const seen: string[] = [];
      let stop = firstStop(wanted, reachable).filter(({ isUsable }) => isUsable);
      for (let i = 0; i <= reachable.length; i++) {
        seen.push(...stop.map(wayKey));
        stop = [...nextStop(wanted, reachable, new Set(seen))];
      }
      const usable = reachable.filter(({ isUsable }) => isUsable).map(wayKey);
      expect(seen.toSorted()).toEqual(usable.toSorted());
    }),
  );
});

function way(channel: string, address: string): Reachable {
  return { channel, address, isUsable: true };
}

function tried(...ways: readonly Reachable[]): ReadonlySet<string> {
  return new Set(ways.map(wayKey));
}
