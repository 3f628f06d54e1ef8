import type { Witness } from '../support/fleet.ts';
import { openDb } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { chatId, userId, type Place } from '../../src/core/people.ts';
import { instant } from '../../src/core/time.ts';
import type { Ticker } from '../../src/core/ticker.ts';

export const OWNER = 101;
export const SYMBOLS = ['NVDA', 'AAPL', 'SPY', 'MSFT', 'TSLA', 'AMD'] as const;

const PEOPLE = [101, 102, 103, 104, 105, 106, 107, 108];
const GROUPS = [-5001, -5002, -5003];
const FORUM = -1_001_000_000_888;
const CHANNELS = [-1_001_000_000_777, -1_001_000_000_778];

/** Rules whose threshold lies between the two sides of the market; `%` is the level. */
const RULES = [
  'x> % cooldown:0',
  'x< % cooldown:0',
  '> % cooldown:0 sev:critical',
  '< % sev:high',
  'x> % every:once',
  '> % cooldown:0 sev:low note:"cut & <dry>"',
];

/** People, groups, a forum and channels: in the pretend Telegram, and in the database with rules that keep ringing. */
export async function settle(witness: Witness, database: string): Promise<void> {
  for (const id of PEOPLE) await witness.ask('person', { id, name: `Person ${id}` });
  for (const id of PEOPLE) await witness.ask('chat', { id, kind: 'private', members: [id] });
  for (const id of GROUPS) await witness.ask('chat', { id, kind: 'group', members: [OWNER] });
  await witness.ask('chat', { id: FORUM, kind: 'supergroup', members: [OWNER], forum: true });
  for (const id of CHANNELS) await witness.ask('chat', { id, kind: 'channel', members: [OWNER] });
  const topics = [
    await witness.ask('topic', { chat: FORUM, name: 'Shares' }),
    await witness.ask('topic', { chat: FORUM, name: 'Storms' }),
  ].map(Number);
  const places: readonly Place[] = [
    ...[...PEOPLE, ...GROUPS, ...CHANNELS].map((id) => ({ chat: chatId(id), thread: undefined })),
    ...topics.map((thread) => ({ chat: chatId(FORUM), thread })),
  ];
  writeDown(database, places);
}

function writeDown(database: string, places: readonly Place[]): void {
  const db = openDb(database, 'drizzle');
  const store = createStore(db);
  const now = instant(Date.now());
  store.transact(() => {
    for (const id of PEOPLE) {
      const role = id === OWNER ? 'owner' : 'member';
      store.people.approve({ id: userId(id), name: `P${id}`, role, by: userId(OWNER) }, now);
    }
    places.forEach((place, i) => {
      const kind = CHANNELS.includes(place.chat) ? 'channel' : place.chat < 0 ? 'group' : 'private';
      const by = userId(OWNER);
      store.chats.add({ id: place.chat, kind, title: `Place ${i}`, linkedBy: by }, now);
      SYMBOLS.forEach((symbol, s) => {
        for (const n of [0, 1, 2]) {
          const shape = RULES[n < 2 ? n : 2 + ((i + s) % 4)] ?? '';
          const text = `${symbol} ${shape.replace('%', String(98 + ((i + s + n) % 9) / 2))}`;
          const code = `${symbol.toLowerCase()}-${i}-${n}`;
          const target = { kind: 'ticker', ticker: symbol as Ticker } as const;
          store.rules.add(
            { place, code, text, target, reference: undefined, expiresAt: undefined, by },
            now,
          );
        }
      });
    });
    store.mutes.add(
      {
        chat: chatId(GROUPS[0] ?? 0),
        verb: 'mute',
        scope: 'ticker',
        subject: 'AAPL',
        until: undefined,
        coversCritical: false,
        createdBy: userId(OWNER),
      },
      now,
    );
  });
  db.close();
}
