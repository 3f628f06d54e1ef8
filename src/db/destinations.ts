import { chatId, type Place } from '../core/people.ts';
import type { Settled } from '../core/destination.ts';
import type { Instant } from '../core/time.ts';
import type { Db } from './open.ts';

type Row = {
  readonly word: string;
  readonly chat: number;
  readonly thread: number | null;
  readonly title: string;
  readonly status: string;
};

/** Where the `to:` words of each rule lead, settled when it was made. */
export function destinationStore({ sqlite }: Db) {
  const put = sqlite.prepare<[number, string, number, number | null, number]>(
    `insert into rule_destination (rule_id, word, chat_id, thread, settled_at) values (?, ?, ?, ?, ?)
       on conflict do update set chat_id = excluded.chat_id, thread = excluded.thread,
         settled_at = excluded.settled_at`,
  );
  const ofRule = sqlite.prepare<[number], Row>(
    `select d.word, d.chat_id as chat, d.thread, c.title, c.status
       from rule_destination d join chat c on c.id = d.chat_id where d.rule_id = ?`,
  );
  return {
    /** Settles words anew; others of the rule stay, for the day that a change is taken back. */
    settle(
      ruleId: number,
      found: readonly { readonly word: string; readonly place: Place }[],
      now: Instant,
    ): void {
      for (const { word, place } of found)
        put.run(ruleId, word, place.chat, place.thread ?? null, now);
    },
    ofRule: (ruleId: number): readonly Settled[] =>
      ofRule.all(ruleId).map((row) => ({
        word: row.word,
        place: { chat: chatId(row.chat), thread: row.thread ?? undefined },
        title: row.title,
        isOpen: row.status === 'active',
      })),
  };
}
