import type { ChatId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { insertInto } from './hot.ts';
import type { Db } from './open.ts';
import { alertOutcome } from './schema/outcomes.ts';

/** An alert that nobody has yet laid down due times for. */
export type FreshAlert = {
  readonly id: number;
  readonly ticker: Ticker;
  readonly firedAt: Instant;
};

/** An outcome that is due and not known; `price` is the alert's own, NaN when it has none. */
export type WaitingOutcome = {
  readonly alertId: number;
  readonly horizon: string;
  readonly ticker: Ticker;
  readonly firedAt: Instant;
  readonly dueAt: Instant;
  readonly price: number;
};

export type OutcomeRow = {
  readonly horizon: string;
  readonly dueAt: Instant;
  /** When the price was taken, or when it was given up; undefined while it is not known. */
  readonly at: Instant | undefined;
  /** Undefined while it is not known, and for good when it could not be learnt. */
  readonly pct: number | undefined;
};

/** What became of one rule's alerts, of the last of its chat. */
export type RuleTally = {
  readonly ruleId: number;
  /** Alerts that were to be sent, and how many of them somebody acknowledged. */
  readonly rang: number;
  readonly acked: number;
  readonly heldBack: number;
  /** Moves one trading day after those that were to be sent, in percent, in no order. */
  readonly dayPcts: readonly number[];
};

/** Of how many alerts of a chat it is told what became of them. */
const LAST_ALERTS = 2_000;

/** What the price did after alerts. Due times are laid down after the fact, so that ringing costs nothing more. */
export function outcomeStore(db: Db) {
  const { sqlite } = db;
  const fresh = sqlite.prepare<[number], { id: number; ticker: string; firedAt: number }>(
    `select id, ticker, fired_at as firedAt from alert
       where id > (select coalesce(max(alert_id), 0) from alert_outcome) order by id limit ?`,
  );
  const add = insertInto(db, alertOutcome, { onConflict: 'on conflict do nothing' });
  const waiting = sqlite.prepare<[number, number], WaitingRow>(
    `select o.alert_id as alertId, o.horizon, o.due_at as dueAt, a.ticker, a.fired_at as firedAt,
       json_extract(a.evidence, '$.price') as price
       from alert_outcome o join alert a on a.id = o.alert_id
       where o.price is null and o.at is null and o.due_at <= ? order by o.due_at limit ?`,
  );
  const settle = sqlite.prepare<[number | null, number, number | null, number, string]>(
    `update alert_outcome set price = ?, at = ?, pct = ?
       where alert_id = ? and horizon = ? and price is null and at is null`,
  );
  const ofAlert = sqlite.prepare<
    [number],
    { horizon: string; dueAt: number; at: number | null; pct: number | null }
  >(
    `select horizon, due_at as dueAt, at, pct from alert_outcome where alert_id = ? order by due_at`,
  );
  const tallies = sqlite.prepare<[number, number], TallyRow>(
    `select a.rule_id as ruleId, sum(a.fate <> 'suppressed') as rang,
       sum(a.fate <> 'suppressed' and a.acked_at is not null) as acked,
       sum(a.fate = 'suppressed') as heldBack,
       json_group_array(o.pct) filter (where o.pct is not null and a.fate <> 'suppressed') as pcts
       from (select id, rule_id, fate, acked_at from alert where chat_id = ? order by id desc limit ?) a
       left join alert_outcome o on o.alert_id = a.id and o.horizon = '1d'
       where a.rule_id is not null group by a.rule_id`,
  );
  return {
    /** Alerts since the last one that due times were laid down for, oldest first. */
    fresh: (limit: number): readonly FreshAlert[] =>
      fresh.all(limit).map(({ id, ticker, firedAt }) => ({
        id,
        ticker: ticker as Ticker,
        firedAt: instant(firedAt),
      })),
    add: (alertId: number, horizon: string, dueAt: Instant): void =>
      void add.run({ alertId, horizon, dueAt, price: null, at: null, pct: null }),
    /** What is due by now and not known, what has waited longest first. */
    waiting: (now: Instant, limit: number): readonly WaitingOutcome[] =>
      waiting.all(now, limit).map((row) => ({
        ...row,
        ticker: row.ticker as Ticker,
        firedAt: instant(row.firedAt),
        dueAt: instant(row.dueAt),
        price: typeof row.price === 'number' ? row.price : NaN,
      })),
    learn(
      { alertId, horizon }: Pick<WaitingOutcome, 'alertId' | 'horizon'>,
      { price, at, pct }: { readonly price: number; readonly at: Instant; readonly pct: number },
    ): void {
      settle.run(price, at, pct, alertId, horizon);
    },
    /** It could not be learnt, and never will be. */
    giveUp: (
      { alertId, horizon }: Pick<WaitingOutcome, 'alertId' | 'horizon'>,
      now: Instant,
    ): void => void settle.run(null, now, null, alertId, horizon),
    /** In the order in which they are due; empty before due times were laid down. */
    ofAlert: (alertId: number): readonly OutcomeRow[] =>
      ofAlert.all(alertId).map(({ horizon, dueAt, at, pct }) => ({
        horizon,
        dueAt: instant(dueAt),
        at: at === null ? undefined : instant(at),
        pct: pct ?? undefined,
      })),
    /** Rules that rang or were held back among a chat's last alerts. */
    tallies: (chat: ChatId): readonly RuleTally[] =>
      tallies.all(chat, LAST_ALERTS).map(({ pcts, ...tally }) => ({
        ...tally,
        dayPcts: JSON.parse(pcts) as number[],
      })),
  };
}

type WaitingRow = {
  readonly alertId: number;
  readonly horizon: string;
  readonly dueAt: number;
  readonly ticker: string;
  readonly firedAt: number;
  readonly price: unknown;
};

type TallyRow = {
  readonly ruleId: number;
  readonly rang: number;
  readonly acked: number;
  readonly heldBack: number;
  /** JSON. */
  readonly pcts: string;
};
