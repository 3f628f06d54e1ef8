import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDestinations, type Known } from '../../src/alerts/destinations.ts';
import { chatId } from '../../src/core/people.ts';

const home = { chat: chatId(-1), thread: 7 };
const own = { chat: chatId(5), thread: undefined };
const news = { chat: chatId(-9), thread: undefined };
const settled = [
  { word: '@news', place: news, title: 'News', isOpen: true },
  { word: 'news', place: news, title: 'News', isOpen: true },
  { word: '@gone', place: { chat: chatId(-8), thread: undefined }, title: 'Gone', isOpen: false },
];
const known: Known = { home, private: own, settled };

test.each([
  [[], [home], []],
  [['here'], [home], []],
  [['dm'], [own], []],
  [['here', 'dm', '@news'], [home, own, news], []],
  [['@news', 'news'], [news], []],
  [['log'], [], []],
  [['log', 'dm'], [own], []],
  [['@gone'], [home], ['@gone']],
  [['@gone', '@unsettled', 'here'], [home], ['@gone', '@unsettled']],
])('to:%j leads to %j', (to, places, lost) => {
  expect(readDestinations(to, known)).toEqual({ places, lost });
});

test('a private chat that cannot be reached gives way to the place of the rule', () => {
  expect(readDestinations(['dm'], { ...known, private: undefined })).toEqual({
    places: [home],
    lost: ['dm'],
  });
});

test('unless all words are log, every alert goes somewhere, and nowhere twice', () => {
  const word = fc.constantFrom('here', 'dm', 'log', '@news', 'news', '@gone', 'topic:X');
  fc.assert(
    fc.property(fc.uniqueArray(word), fc.boolean(), (to, isReached) => {
      const { places } = readDestinations(to, { ...known, private: isReached ? own : undefined });
      const isKept = to.length > 0 && to.every((one) => one === 'log');
      expect(places.length > 0).toBe(!isKept);
      expect(new Set(places.map(({ chat, thread }) => `${chat}/${thread}`)).size).toBe(
        places.length,
      );
    }),
  );
});
