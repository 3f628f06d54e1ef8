import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { insertInto } from './hot.ts';
import type { Db } from './open.ts';
import { blindSpell } from './schema/runs.ts';

/** A time in which a ticker's prices were due and did not come. */
export type BlindSpell = {
  readonly ticker: Ticker;
  /** By our own clock. */
  readonly since: Instant;
  readonly until: Instant;
  readonly cause: 'stopped' | 'source';
  /** `Yahoo Finance cannot be reached`, `I was not running`. */
  readonly why: string;
  /** The last price before it, at the exchange's own time. */
  readonly last: { readonly price: number; readonly at: Instant } | undefined;
};

export type StoredSpell = BlindSpell & { readonly id: number };

type Row = typeof blindSpell.$inferSelect;

/** When nothing could be seen, and whether the chats concerned have been told what happened meanwhile. */
export function blindSpellStore(db: Db) {
  const { sqlite } = db;
  const insert = insertInto(db, blindSpell, {
    skip: ['id'],
    // The scan that saw its end may be done again after a crash.
    onConflict: 'on conflict (ticker, since) do nothing',
  });
  const untold = sqlite.prepare<[number], Row>(
    `select id, ticker, since, until, cause, why, last_price as lastPrice, last_at as lastAt,
       told_at as toldAt from blind_spell where told_at is null order by id limit ?`,
  );
  const told = sqlite.prepare<[number, number]>('update blind_spell set told_at = ? where id = ?');
  const sinceWhen = sqlite.prepare<[string, number], { since: number | null }>(
    'select min(since) as since from blind_spell where ticker = ? and last_at = ?',
  );
  const prune = sqlite.prepare<[number]>(
    'delete from blind_spell where told_at is not null and until < ?',
  );
  return {
    /** Writes down what has just ended; what is known already changes nothing. */
    add(spells: readonly BlindSpell[]): void {
      for (const { ticker, since, until, cause, why, last } of spells) {
        const lastPrice = last?.price ?? null;
        const lastAt = last?.at ?? null;
        insert.run({ ticker, since, until, cause, why, lastPrice, lastAt, toldAt: null });
      }
    },
    /** Spells that nobody has been told of, oldest first. */
    untold: (limit: number): readonly StoredSpell[] => untold.all(limit).map(toSpell),
    told: (id: number, now: Instant): void => void told.run(now, id),
    /** Since when nothing had been seen of a ticker, when its last price before that was the one of `lastAt`. */
    since(ticker: Ticker, lastAt: Instant): Instant | undefined {
      const row = sinceWhen.get(ticker, lastAt);
      return row?.since === null || row === undefined ? undefined : instant(row.since);
    },
    prune: (before: Instant): void => void prune.run(before),
  };
}

function toSpell({ id, ticker, since, until, cause, why, lastPrice, lastAt }: Row): StoredSpell {
  return {
    id,
    ticker: ticker as Ticker,
    since: instant(since),
    until: instant(until),
    cause,
    why,
    last:
      lastPrice === null || lastAt === null ? undefined : { price: lastPrice, at: instant(lastAt) },
  };
}
