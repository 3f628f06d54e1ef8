import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { healthAfter } from '../../src/core/channel-health.ts';
import type { ChannelHealth } from '../../src/core/contact.ts';
import { instant } from '../../src/core/time.ts';

test.each([
  ['one failure is no news', '+-', ''],
  ['the second in a row is', '+--', '2:down'],
  ['and no further one', '+-----', '2:down'],
  ['it is back after it was told', '+--+', '2:down 3:up'],
  ['it is not said to be back when nobody knew it gone', '+-+-+', ''],
  ['what never worked is no news, nor is its first success', '----+', ''],
  ['each outage is told of by itself', '+--++---+', '2:down 3:up 6:down 8:up'],
])('%s', (_name, looks, expected) => {
  expect(newsOf(looks).join(' ')).toBe(expected);
});

test('down and up alternate, whatever the looks say', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (looks) => {
      const kinds = newsOf(looks.map((isWell) => (isWell ? '+' : '-')).join('')).map(
        (one) => one.split(':')[1],
      );
      kinds.forEach((kind, i) => expect(kind).toBe(i % 2 === 0 ? 'down' : 'up'));
    }),
  );
});

function newsOf(looks: string): readonly string[] {
  let health: ChannelHealth | undefined;
  return looks.split('').flatMap((look, minute) => {
    const check = look === '+' ? { isWell: true as const } : { isWell: false as const, why: 'cut' };
    const at = instant(1_000_000 + minute * 60_000);
    const after = healthAfter(health, { address: 'c1', channel: 'bell', check, at });
    health = after.health;
    return after.news === undefined ? [] : [`${minute}:${after.news.kind}`];
  });
}
