import { PLAIN_BOOK, type BookSettings, type RiskStage } from '../core/book.ts';
import type { UserId } from '../core/people.ts';
import { instant } from '../core/time.ts';
import type { Db } from './open.ts';

/** How people look at all that they hold, and whether its risk stands beyond their limit. */
export function bookStore({ sqlite }: Db) {
  const byUser = sqlite.prepare<[number], Row>(
    `select settings, risk_stage as stage, risk_seq as seq, risk_at as at from book
     where user_id = ?`,
  );
  const put = sqlite.prepare<[number, string]>(
    `insert into book (user_id, settings, risk_seq) values (?, ?, 0)
     on conflict (user_id) do update set settings = excluded.settings`,
  );
  const putRisk = sqlite.prepare<[number, string, number, number]>(
    `insert into book (user_id, settings, risk_stage, risk_seq, risk_at) values (?, '{}', ?, ?, ?)
     on conflict (user_id) do update set risk_stage = excluded.risk_stage,
       risk_seq = excluded.risk_seq, risk_at = excluded.risk_at`,
  );

  return {
    get: (user: UserId): BookSettings => ({
      ...PLAIN_BOOK,
      ...(JSON.parse(byUser.get(user)?.settings ?? '{}') as Partial<BookSettings>),
    }),
    put: (user: UserId, settings: BookSettings): void =>
      void put.run(user, JSON.stringify(settings)),
    /** Undefined until it was reckoned once. */
    riskStage(user: UserId): RiskStage | undefined {
      const row = byUser.get(user);
      if (row === undefined || row.stage === null || row.at === null) return undefined;
      return {
        stage: row.stage === 'beyond' ? 'beyond' : 'within',
        seq: row.seq,
        at: instant(row.at),
      };
    },
    setRiskStage: (user: UserId, { stage, seq, at }: RiskStage): void =>
      void putRisk.run(user, stage, seq, at),
  };
}

type Row = {
  readonly settings: string;
  readonly stage: string | null;
  readonly seq: number;
  readonly at: number | null;
};
