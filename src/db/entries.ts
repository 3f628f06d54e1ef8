import { asc, desc, eq, gte, sql } from 'drizzle-orm';
import type {
  EntryChanges,
  EntryLook,
  FeedRecord,
  SystemNumber,
  TurtleEntry,
} from '../core/entry.ts';
import { chatId, type ChatId, type Place } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { shiftDate, type IsoDate } from '../core/zone.ts';
import { insertInto } from './hot.ts';
import type { Db } from './open.ts';
import { entryFeed, entrySubscription, turtleEntry, turtleLook } from './schema/outcomes.ts';
import { slots } from './slots.ts';

/** A chat that is told of entries, where in it, and since when. */
export type EntrySubscriber = { readonly place: Place; readonly since: Instant };

const KEPT_DAYS = 800;

/** Turtle entries, how far each ticker has been judged, and who is told of them. */
export function entryStore(db: Db) {
  const { orm, sqlite } = db;
  const at = sql.placeholder;
  const add = orm.insert(turtleEntry).values(slots(turtleEntry)).onConflictDoNothing().prepare();
  const since = orm
    .select()
    .from(turtleEntry)
    .where(gte(turtleEntry.session, at('session')))
    .orderBy(desc(turtleEntry.session), asc(turtleEntry.ticker), asc(turtleEntry.system))
    .prepare();
  const prune = sqlite.prepare<[string]>('delete from turtle_entry where session < ?');
  const looks = orm.select().from(turtleLook).prepare();
  const putLook = insertInto(db, turtleLook, {
    onConflict: `on conflict (ticker) do update set session = excluded.session, at = excluded.at,
      missed_session = excluded.missed_session, missed_why = excluded.missed_why`,
  });
  const feeds = orm.select().from(entryFeed).prepare();
  const putFeed = insertInto(db, entryFeed, {
    onConflict: `on conflict (host) do update set ok_at = excluded.ok_at, trouble = excluded.trouble,
      trouble_since = excluded.trouble_since`,
  });
  const subscribers = orm.select().from(entrySubscription).prepare();
  const subscribe = insertInto(db, entrySubscription, {
    onConflict: 'on conflict (chat_id) do update set thread = excluded.thread',
  });
  const unsubscribe = orm
    .delete(entrySubscription)
    .where(eq(entrySubscription.chatId, at('chatId')))
    .prepare();

  return {
    /** Entries of that trading day and later ones, newest day first. */
    since: (session: IsoDate): readonly TurtleEntry[] => since.all({ session }).map(toEntry),
    /** How far each ticker that was ever looked at has been judged. */
    looks: (): ReadonlyMap<Ticker, EntryLook> =>
      new Map(looks.all().map((row) => [row.ticker as Ticker, toLook(row)])),
    feeds: (): readonly FeedRecord[] => feeds.all().map(toFeed),
    /** Writes down what a look found. What is there already stays as it is. */
    write({ found, looked, feed }: EntryChanges): void {
      for (const entry of found) add.run(fromEntry(entry));
      for (const { ticker, session, at: lookedAt, missed } of looked)
        putLook.run({
          ticker,
          session: session ?? null,
          at: lookedAt ?? null,
          missedSession: missed?.session ?? null,
          missedWhy: missed?.why ?? null,
        });
      if (feed !== undefined)
        putFeed.run({
          host: feed.host,
          okAt: feed.okAt ?? null,
          trouble: feed.trouble?.why ?? null,
          troubleSince: feed.trouble?.since ?? null,
        });
      const newest = found.reduce((last, { session }) => (session > last ? session : last), '');
      if (newest !== '') prune.run(shiftDate(newest, -KEPT_DAYS));
    },
    subscribers: (): readonly EntrySubscriber[] => subscribers.all().map(toSubscriber),
    isSubscribed: (chat: ChatId): boolean => subscribers.all().some((row) => row.chatId === chat),
    subscription(chat: ChatId): EntrySubscriber | undefined {
      const row = subscribers.all().find(({ chatId: id }) => id === chat);
      return row && toSubscriber(row);
    },
    /** From now on; a chat that is told already is told in this topic. */
    subscribe: ({ chat, thread }: Place, now: Instant): void =>
      void subscribe.run({ chatId: chat, thread: thread ?? null, since: now }),
    /** @returns false when it was not told before */
    unsubscribe: (chat: ChatId): boolean => unsubscribe.run({ chatId: chat }).changes > 0,
  };
}

function toSubscriber({
  chatId: chat,
  thread,
  since,
}: typeof entrySubscription.$inferSelect): EntrySubscriber {
  return { place: { chat: chatId(chat), thread: thread ?? undefined }, since: instant(since) };
}

function toEntry(row: typeof turtleEntry.$inferSelect): TurtleEntry {
  return {
    ticker: row.ticker as Ticker,
    system: row.system as SystemNumber,
    session: row.session,
    level: row.level,
    close: told(row.price),
    n: told(row.n),
    stop: told(row.stop),
    source: row.source,
    isSkipped: row.skipped,
    isLate: row.late,
    at: instant(row.at),
  };
}

function fromEntry(entry: TurtleEntry): typeof turtleEntry.$inferInsert {
  const { ticker, system, session, level, source, at } = entry;
  return {
    ticker,
    system,
    session,
    level,
    source,
    at,
    price: entry.close ?? 0,
    n: entry.n ?? 0,
    stop: entry.stop ?? 0,
    skipped: entry.isSkipped,
    late: entry.isLate,
  };
}

function told(figure: number): number | undefined {
  return figure === 0 ? undefined : figure;
}

function toLook(row: typeof turtleLook.$inferSelect): EntryLook {
  return {
    ticker: row.ticker as Ticker,
    session: row.session ?? undefined,
    at: momentOf(row.at),
    missed:
      row.missedSession === null
        ? undefined
        : { session: row.missedSession, why: row.missedWhy ?? '' },
  };
}

function toFeed(row: typeof entryFeed.$inferSelect): FeedRecord {
  return {
    host: row.host,
    okAt: momentOf(row.okAt),
    trouble:
      row.trouble === null || row.troubleSince === null
        ? undefined
        : { why: row.trouble, since: instant(row.troubleSince) },
  };
}

function momentOf(epochMs: number | null): Instant | undefined {
  return epochMs === null ? undefined : instant(epochMs);
}
