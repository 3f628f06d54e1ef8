import { expect, test } from 'vitest';
import { plus } from '../../src/core/time.ts';
import { aDatabase, CHAT, NOW } from '../support/database.ts';

test('a digest in one topic says nothing of when the last one of another was', () => {
  const { bundles } = aDatabase().store;
  const [here, there] = [undefined, 7].map((thread) => ({ chat: CHAT, thread }));
  if (here === undefined || there === undefined) throw new Error('two places');
  bundles.add({ place: here, kind: 'storm', dueAt: NOW, isSealed: true }, NOW);
  bundles.add({ place: here, kind: 'card', dueAt: NOW, isSealed: true }, plus(NOW, 5));
  bundles.add({ place: there, kind: 'storm', dueAt: NOW, isSealed: false }, NOW);
  expect(bundles.lastDigestAt(here)).toBe(NOW);
  expect(bundles.lastDigestAt(there)).toBeUndefined();
});

test('what is gathered for a place is joined, and begun anew once it is sealed', () => {
  const { bundles } = aDatabase().store;
  const wish = { place: { chat: CHAT, thread: 7 }, kind: 'storm', dueAt: NOW } as const;
  const first = bundles.join(wish, NOW);
  expect(bundles.join(wish, plus(NOW, 1))).toBe(first);
  expect(bundles.join({ ...wish, kind: 'quiet' }, NOW)).not.toBe(first);
  expect(bundles.join({ ...wish, place: { chat: CHAT, thread: undefined } }, NOW)).not.toBe(first);
  expect([bundles.seal(first, NOW), bundles.seal(first, NOW)]).toEqual([true, false]);
  expect(bundles.join(wish, NOW)).not.toBe(first);
});
