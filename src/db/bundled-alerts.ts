import type { AlertFate, EventKey, Severity } from '../core/alert.ts';
import type { AlertRecord } from '../core/records.ts';
import { instant, type Instant } from '../core/time.ts';
import { toRecord } from './alert-record.ts';
import { selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { alert } from './schema/alerts.ts';

/** What is known of an alert without opening it. */
export type AlertSlip = {
  readonly id: number;
  readonly eventKey: EventKey;
  readonly ticker: string;
  readonly severity: Severity;
  readonly ruleId: number | undefined;
};

type BundleTally = {
  total: number;
  unacked: number | null;
  first: number | null;
  last: number | null;
};

/** Alerts as members of what carries several of them in one message. */
export function bundledAlerts(db: Db) {
  const { sqlite } = db;
  const setBundle = sqlite.prepare<[number | null, number]>(
    'update alert set bundle_id = ? where id = ?',
  );
  const ofBundle = selectFrom(
    db,
    alert,
    `bundle_id = ? and fate <> 'suppressed' order by case severity
       when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end, id limit ? offset ?`,
  );
  const slips = sqlite.prepare<[number], Omit<AlertSlip, 'ruleId'> & { ruleId: number | null }>(
    `select id, event_key as eventKey, ticker, severity, rule_id as ruleId from alert
     where bundle_id = ? and fate <> 'suppressed' order by id`,
  );
  const tallyOfBundle = sqlite.prepare<[number], BundleTally>(
    `select count(*) as total, sum(acked_at is null) as unacked, min(created_at) as first,
       max(created_at) as last from alert where bundle_id = ? and fate <> 'suppressed'`,
  );
  const ackBundle = sqlite.prepare<[number, string, number]>(
    `update alert set acked_at = ?, acked_by = ?
     where bundle_id = ? and acked_at is null and fate <> 'suppressed'`,
  );
  const setFates = sqlite.prepare<[AlertFate, number]>(
    "update alert set fate = ? where bundle_id = ? and fate <> 'suppressed'",
  );

  return {
    /** Puts it into a bundle, or takes it out to have a message of its own. */
    setBundle: (id: number, bundleId: number | undefined): void =>
      void setBundle.run(bundleId ?? null, id),
    /** Alerts of a bundle that were not held back, the most severe first, then as they rang. */
    ofBundle: (
      bundleId: number,
      { limit, offset = 0 }: { limit: number; offset?: number },
    ): readonly AlertRecord[] => ofBundle.all(bundleId, limit, offset).map(toRecord),
    /** All that a bundle holds and that was not held back, unopened, as it rang. */
    slipsOf: (bundleId: number): readonly AlertSlip[] =>
      slips.all(bundleId).map((row) => ({ ...row, ruleId: row.ruleId ?? undefined })),
    countOfBundle: (bundleId: number): number => tallyOfBundle.get(bundleId)?.total ?? 0,
    /** How many a bundle carries, how many of them nobody has acknowledged, and when the first and the last of them rang. */
    tallyOfBundle(bundleId: number) {
      const row = tallyOfBundle.get(bundleId);
      return {
        total: row?.total ?? 0,
        unacked: row?.unacked ?? 0,
        from: instant(row?.first ?? 0),
        to: instant(row?.last ?? 0),
      };
    },
    /** Acknowledges all of a bundle. @returns how many were news */
    ackBundle: (bundleId: number, by: string, now: Instant): number =>
      ackBundle.run(now, by, bundleId).changes,
    /** Ends all that a bundle carries and that is under way, or takes it up again. */
    setFates: (bundleId: number, fate: AlertFate): void => void setFates.run(fate, bundleId),
  };
}
