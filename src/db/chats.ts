import { asc, eq, sql } from 'drizzle-orm';
import { chatId, type ChatId, type ChatKind, type UserId } from '../core/people.ts';
import { readPolicy, writePolicy, type ChatPolicy } from '../core/chat-policy.ts';
import type { Chat } from '../core/records.ts';
import { instant, type Instant } from '../core/time.ts';
import { chatMoves } from './chat-moves.ts';
import type { Db } from './open.ts';
import { chat, chatAlias } from './schema/people.ts';
import { slots } from './slots.ts';

/** Places the bot talks in, and what became of them. */
export function chatStore(db: Db) {
  const { orm } = db;
  const byId = orm
    .select()
    .from(chat)
    .where(eq(chat.id, sql.placeholder('id')))
    .prepare();
  const all = orm.select().from(chat).orderBy(asc(chat.createdAt)).prepare();
  const insert = orm.insert(chat).values(slots(chat)).onConflictDoNothing().prepare();
  const alias = orm
    .select()
    .from(chatAlias)
    .where(eq(chatAlias.oldId, sql.placeholder('id')))
    .prepare();
  const setZone = db.sqlite.prepare<[string | null, number]>(
    'update chat set zone = ? where id = ?',
  );
  const setScore = db.sqlite.prepare<[string | null, number]>(
    'update chat set score = ? where id = ?',
  );
  const setTheme = db.sqlite.prepare<[string | null, number]>(
    'update chat set chart_theme = ? where id = ?',
  );
  const policyOf = db.sqlite.prepare<[number], { policy: string | null }>(
    'select policy from chat where id = ?',
  );
  const setPolicy = db.sqlite.prepare<[string | null, number]>(
    'update chat set policy = ? where id = ?',
  );
  const setTitle = db.sqlite.prepare<[string, number]>('update chat set title = ? where id = ?');
  const setGreeted = db.sqlite.prepare<[number, number]>(
    'update chat set greeted_at = ? where id = ?',
  );
  const setStatus = db.sqlite.prepare<[string, string | null, number]>(
    'update chat set status = ?, gone_why = ? where id = ?',
  );
  const remove = orm
    .delete(chat)
    .where(eq(chat.id, sql.placeholder('id')))
    .prepare();

  function get(id: ChatId): Chat | undefined {
    const row = byId.get({ id });
    return row && toChat(row);
  }

  return {
    get,
    list: (): readonly Chat[] => all.all().map(toChat),
    /** The id that a chat goes by now, when it once had another. */
    current(id: ChatId): ChatId {
      const row = alias.get({ id });
      return row ? chatId(row.newId) : id;
    },
    /** Makes the chat known, and active again if it was gone. */
    add(
      wish: { id: ChatId; kind: ChatKind; title: string; linkedBy: UserId | undefined },
      now: Instant,
    ): void {
      insert.run({
        id: wish.id,
        kind: wish.kind,
        title: wish.title,
        status: 'active',
        goneWhy: null,
        zone: null,
        linkedBy: wish.linkedBy ?? null,
        greetedAt: null,
        score: null,
        chartTheme: null,
        policy: null,
        createdAt: now,
      });
      setStatus.run('active', null, wish.id);
    },
    /** Undefined for a chat that has chosen none. */
    setZone: (id: ChatId, zone: string | undefined): void => void setZone.run(zone ?? null, id),
    /** What its score is made of from now on; the usual mix without one. Rules that read it have to be made ready anew. */
    setScore: (id: ChatId, score: string | undefined): void => void setScore.run(score ?? null, id),
    setChartTheme: (id: ChatId, theme: 'light' | 'dark' | undefined): void =>
      void setTheme.run(theme ?? null, id),
    /** What the chat wants of its alerts; the usual when it has said nothing, or is not known. */
    policy: (id: ChatId): ChatPolicy => readPolicy(policyOf.get(id)?.policy ?? null),
    setPolicy: (id: ChatId, policy: ChatPolicy): void =>
      void setPolicy.run(writePolicy(policy), id),
    setTitle: (id: ChatId, title: string): void => void setTitle.run(title, id),
    setGreeted: (id: ChatId, at: Instant): void => void setGreeted.run(at, id),
    setGone: (id: ChatId, why: string): void => void setStatus.run('gone', why, id),
    setActive: (id: ChatId): void => void setStatus.run('active', null, id),
    ...chatMoves(db, get),
    remove: (id: ChatId): void => void remove.run({ id }),
  };
}

function toChat(row: typeof chat.$inferSelect): Chat {
  return {
    id: chatId(row.id),
    kind: row.kind,
    title: row.title,
    status: row.status,
    goneWhy: row.goneWhy ?? undefined,
    zone: row.zone ?? undefined,
    chartTheme:
      row.chartTheme === 'dark' || row.chartTheme === 'light' ? row.chartTheme : undefined,
    greetedAt: row.greetedAt === null ? undefined : instant(row.greetedAt),
    score: row.score ?? undefined,
  };
}
