import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';

/** Something to be done at a moment, about an alert or a delivery. */
export type Timer = {
  readonly id: number;
  readonly kind: string;
  readonly subject: number;
  readonly step: number;
  readonly dueAt: Instant;
};

type Row = Omit<Timer, 'dueAt'> & { dueAt: number };

/** Moments that survive whatever happens to the process: each step of each thing once. */
export function timerStore({ sqlite }: Db) {
  const insert = sqlite.prepare<[string, number, number, number]>(
    'insert into timer (kind, subject, step, due_at) values (?, ?, ?, ?) on conflict do nothing',
  );
  const due = sqlite.prepare<[string, number, number], Row>(
    `select id, kind, subject, step, due_at as dueAt from timer
     where done_at is null and kind = ? and due_at <= ? order by due_at, id limit ?`,
  );
  const next = sqlite.prepare<[string], { at: number }>(
    `select due_at as at from timer where done_at is null and kind = ? order by due_at limit 1`,
  );
  const again = sqlite.prepare<[number, number]>(
    'update timer set due_at = ? where id = ? and done_at is null',
  );
  const done = sqlite.prepare<[number, number]>(
    'update timer set done_at = ? where id = ? and done_at is null',
  );
  const end = sqlite.prepare<[number, string, number]>(
    'update timer set done_at = ? where kind = ? and subject = ? and done_at is null',
  );
  const open = sqlite.prepare<[string, number], { dueAt: number }>(
    `select due_at as dueAt from timer
     where kind = ? and subject = ? and done_at is null order by due_at limit 1`,
  );

  return {
    add: ({ kind, subject, step, dueAt }: Omit<Timer, 'id'>): void =>
      void insert.run(kind, subject, step, dueAt),
    due: (kind: string, now: Instant, limit: number): readonly Timer[] =>
      due.all(kind, now, limit).map((row) => ({ ...row, dueAt: instant(row.dueAt) })),
    nextDueAt(kind: string): Instant | undefined {
      const at = next.get(kind)?.at;
      return at === undefined ? undefined : instant(at);
    },
    /** It is to be done once more, later. */
    again: (id: number, dueAt: Instant): void => void again.run(dueAt, id),
    /** @returns false when it was done already */
    done: (id: number, now: Instant): boolean => done.run(now, id).changes > 0,
    /** Nothing more of that kind is to be done about it. */
    end: (kind: string, subject: number, now: Instant): void => void end.run(now, kind, subject),
    /** When the next step about it is due. */
    nextOf(kind: string, subject: number): Instant | undefined {
      const at = open.get(kind, subject)?.dueAt;
      return at === undefined ? undefined : instant(at);
    },
  };
}
