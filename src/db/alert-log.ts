import { idOfRef } from '../core/code.ts';
import type { ChatId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Db } from './open.ts';

/** Which alerts of a chat are asked for. */
export type AlertFilter = {
  readonly chat: ChatId;
  readonly ticker: Ticker | undefined;
  readonly ruleId: number | undefined;
  readonly since: Instant | undefined;
  /** Only those that nobody was sent: held back, expired, dead. */
  readonly missed: boolean;
  /** None newer than this one, so that pages stand still while alerts arrive. */
  readonly upTo: number | undefined;
};

type Slots = {
  chat: number;
  ticker: string | null;
  ruleId: number | null;
  since: number;
  missed: number;
  upTo: number;
};

const WHERE = `chat_id = :chat and id <= :upTo and fired_at >= :since
  and (:ticker is null or ticker = :ticker) and (:ruleId is null or rule_id = :ruleId)
  and (:missed = 0 or fate in ('suppressed', 'expired', 'dead'))`;

/** Pages through what rang and what was held back, newest first. */
export function alertLogStore({ sqlite }: Db) {
  const page = sqlite.prepare<Slots & { limit: number; offset: number }, { id: number }>(
    `select id from alert where ${WHERE} order by id desc limit :limit offset :offset`,
  );
  const count = sqlite.prepare<Slots, { n: number; newest: number | null }>(
    `select count(*) as n, max(id) as newest from alert where ${WHERE}`,
  );
  const isNamed = sqlite.prepare<[number, string, number], { id: number }>(
    'select id from alert where id = ? and ref = ? and chat_id = ?',
  );
  // The first alerts have names that say nothing of their ids; they are looked for along the chat's own index.
  const byOldRef = sqlite.prepare<[number, string], { id: number }>(
    `select id from alert where chat_id = ? and ref = ?
       and id <= (select cast(value as integer) from meta where key = 'old_refs_to')
       order by id desc limit 1`,
  );
  // Newest first along the chat's own index: who asks about a message mostly asks about a late one.
  const byMessage = sqlite.prepare<[number, string], { id: number }>(
    `select alert.id as id from alert join delivery on delivery.alert_id = alert.id
       where alert.chat_id = ? and delivery.chat_id = alert.chat_id and delivery.message_id = ?
       order by alert.id desc limit 1`,
  );
  // What it explains came after it, or with it: along the chat's own index from there.
  const explained = sqlite.prepare<[number, number, number], { n: number }>(
    'select count(*) as n from alert where chat_id = ? and id > ? and inhibited_by = ?',
  );
  return {
    /** How many alerts were kept quiet because of this one. */
    explainedBy: (chat: ChatId, id: number): number => explained.get(chat, id, id)?.n ?? 0,
    /** The id of the chat's alert of that name. */
    byRef(chat: ChatId, ref: string): number | undefined {
      const id = idOfRef(ref);
      const found = id === undefined ? undefined : isNamed.get(id, ref, chat);
      return (found ?? byOldRef.get(chat, ref))?.id;
    },
    /** The id of the alert that a message of the chat tells of. */
    byMessage: (chat: ChatId, messageId: string): number | undefined =>
      byMessage.get(chat, messageId)?.id,
    /** Ids of alerts. */
    page: (filter: AlertFilter, rows: { limit: number; offset: number }): readonly number[] =>
      page.all({ ...slotsOf(filter), ...rows }).map((row) => row.id),
    count(filter: AlertFilter): { readonly n: number; readonly newest: number } {
      const row = count.get(slotsOf(filter));
      return { n: row?.n ?? 0, newest: row?.newest ?? 0 };
    },
  };
}

function slotsOf({ chat, ticker, ruleId, since, missed, upTo }: AlertFilter): Slots {
  return {
    chat,
    ticker: ticker ?? null,
    ruleId: ruleId ?? null,
    since: since ?? 0,
    missed: missed ? 1 : 0,
    upTo: upTo ?? Number.MAX_SAFE_INTEGER,
  };
}
