import { assert, boolean, constant, integer, property, tuple, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, instant, type Instant } from '../../src/core/time.ts';
import { backupName, readBackupName, toKeep, type BackupFile } from '../../src/db/backup-keep.ts';

const NOW = instant(Date.UTC(2026, 5, 15, 12));

function aFile(at: number, more: Partial<BackupFile> = {}): BackupFile {
  const name = backupName(new Date(at), more.isBeforeUpgrade ?? false);
  return { name, at: instant(at), isBeforeUpgrade: false, isVerified: false, ...more };
}

const anyFiles = uniqueArray(integer({ min: -3 * 24 * 365, max: 0 }), { maxLength: 400 })
  .chain((hours) => tuple(...hours.map((h) => tuple(constant(h), boolean(), boolean()))))
  .map((rows) =>
    rows.map(([h, isVerified, isBeforeUpgrade]) =>
      aFile(NOW + h * HOUR_MS, { isVerified, isBeforeUpgrade }),
    ),
  );

test('the newest copy always stays, and so do one that was tried and one from before an upgrade', () => {
  assert(
    property(anyFiles, (files) => {
      const kept = toKeep(files, NOW);
      const left = files.filter((file) => kept.has(file.name));
      const newest = files.toSorted((a, b) => b.at - a.at)[0];
      if (newest !== undefined) expect(kept).toContain(newest.name);
      for (const mark of ['isVerified', 'isBeforeUpgrade'] as const)
        expect(left.some((file) => file[mark])).toBe(files.some((file) => file[mark]));
      expect(left.filter((file) => file.at <= NOW - DAY_MS).length).toBeLessThanOrEqual(17);
      expect(files.filter((file) => file.at > NOW - DAY_MS && !kept.has(file.name))).toEqual([]);
      expect(toKeep(left, NOW)).toEqual(kept);
    }),
  );
});

test('through three years of a copy every 6 hours there are 7 days, 4 weeks and 6 months to go back to', () => {
  let files: readonly BackupFile[] = [];
  const start = Date.UTC(2024, 0, 1);
  for (let turn = 0; turn < 3 * 365 * 4; turn++) {
    const now = instant(start + turn * 6 * HOUR_MS);
    files = [...files, aFile(now)];
    const kept = toKeep(files, now);
    files = files.filter((file) => kept.has(file.name));
    if (turn < 4 * 220) continue;
    const ages = files.map((file) => now - file.at);
    for (let day = 0; day < 7; day++) expect(nearest(files, now, day)).toBeLessThan(DAY_MS);
    for (let week = 1; week < 4; week++)
      expect(nearest(files, now, week * 7)).toBeLessThanOrEqual(7 * DAY_MS);
    expect(Math.max(...ages)).toBeGreaterThan(120 * DAY_MS);
    expect(files.length).toBeLessThanOrEqual(21);
  }
});

function nearest(files: readonly BackupFile[], now: Instant, daysAgo: number): number {
  return Math.min(...files.map((file) => Math.abs(now - daysAgo * DAY_MS - file.at)));
}

test('a name is read back as the moment it was made from, and nothing else is taken for a copy', () => {
  const at = new Date('2026-01-05T15:30:09Z');
  expect(readBackupName(backupName(at, false))).toEqual({
    name: 'bellwether-20260105-153009.db',
    at: at.getTime(),
    isBeforeUpgrade: false,
  });
  expect(readBackupName(backupName(at, true))?.isBeforeUpgrade).toBe(true);
  for (const other of [
    'bellwether.db',
    'bellwether-20260105-153009.db.77.partial',
    'my-bellwether-20260105-153009.db',
    'bellwether-20269905-153009.db',
    'bellwether-20260105-153009.db.gz.sealed',
  ])
    expect(readBackupName(other), other).toBeUndefined();
});
