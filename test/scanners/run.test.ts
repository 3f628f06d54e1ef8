import { expect, test } from 'vitest';
import { HOUR_MS, instant, MINUTE_MS, plus, type Instant } from '../../src/core/time.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { job, type RunDeps } from '../../src/scanners/run.ts';
import { aDatabase, NOW } from '../support/database.ts';
import { silentLog } from '../support/log.ts';

function aDesk(bootId = 'boot-1') {
  const { db, store } = aDatabase();
  const clock: { now: Instant } = { now: NOW };
  const deps: RunDeps = {
    store,
    outbox: createOutbox(store, () => undefined),
    bars: { read: () => undefined },
    maxAlertsPerMinute: 20,
    defaultZone: 'America/New_York',
    clock: () => clock.now,
    bootId,
    log: silentLog,
  };
  const rows = () =>
    db.sqlite
      .prepare<[], { status: string; note: string | null }>(
        'select status, note from job_run order by id',
      )
      .all();
  return { deps, store, clock, rows };
}

const HOURLY = { name: 'digest', pattern: '0 30 * * * *', everyMs: HOUR_MS };
const OFTEN = { name: 'prices', pattern: '*/15 * * * * *', everyMs: 15_000 };

test('a slot has its turn once, however often it is called', async () => {
  const { deps, rows } = aDesk();
  let runs = 0;
  const digest = job(deps, HOURLY, () => {
    runs++;
    return Promise.resolve([]);
  });
  await digest.run(NOW);
  await digest.run(NOW);
  await digest.run(plus(NOW, HOUR_MS));
  expect(runs).toBe(2);
  expect(rows()).toEqual([
    { status: 'done', note: null },
    { status: 'done', note: null },
  ]);
});

test('what a job could not do is written down with it', async () => {
  const { deps, store, rows } = aDesk();
  await job(deps, HOURLY, () => Promise.resolve(['Yahoo: silent'])).run(NOW);
  expect(rows()).toEqual([{ status: 'failed', note: 'Yahoo: silent' }]);
  expect(store.jobs.get('digest')).toMatchObject({
    failures: 1,
    runs: 0,
    lastFailure: 'Yahoo: silent',
  });
});

test('a job that throws is a failure of that run alone', async () => {
  const { deps, store } = aDesk();
  let isBroken = true;
  const shaky = job(deps, OFTEN, () => {
    if (isBroken) throw new Error('broke');
    return Promise.resolve([]);
  });
  await shaky.run(NOW);
  isBroken = false;
  await shaky.run(plus(NOW, 15_000));
  expect(store.jobs.get('prices')).toMatchObject({ failures: 1, runs: 1, lastFailure: 'broke' });
});

test('a job more frequent than five minutes leaves no row a slot', async () => {
  const { deps, rows, store } = aDesk();
  await job(deps, OFTEN, () => Promise.resolve([])).run(NOW);
  expect(rows()).toEqual([]);
  expect(store.jobs.get('prices')).toMatchObject({ runs: 1, lastSlot: NOW });
});

test('a clock that goes back does not blind a frequent job', async () => {
  const { deps } = aDesk();
  const turns: Instant[] = [];
  const prices = job(deps, OFTEN, (slot) => {
    turns.push(slot);
    return Promise.resolve([]);
  });
  for (const slot of [NOW, plus(NOW, -2 * HOUR_MS), plus(NOW, -2 * HOUR_MS + 15_000)])
    await prices.run(slot);
  expect(turns).toHaveLength(3);
});

test('a run that a crash cut off is written down at the next start', () => {
  const { store, rows } = aDesk();
  store.jobs.open('digest', NOW, { id: 'boot-1', now: NOW });
  store.jobs.closeOrphans('boot-2', instant(NOW + MINUTE_MS));
  expect(rows()).toEqual([{ status: 'failed', note: 'the program stopped' }]);
});

test('slots that passed while nothing ran are written down once, with the reason', async () => {
  const { deps, store, rows } = aDesk();
  const digest = job(deps, HOURLY, () => Promise.resolve([]));
  await digest.run(NOW);
  await digest.run(plus(NOW, 3 * HOUR_MS));
  // A clock that goes back meets slots that have had their turn.
  for (const hours of [1, 2, 3]) await digest.run(plus(NOW, hours * HOUR_MS));
  const passed = { status: 'skipped', note: 'the program was not running then' };
  expect(rows().filter(({ status }) => status === 'done')).toHaveLength(2);
  expect(rows().filter(({ status }) => status === 'skipped')).toEqual([passed, passed]);
  expect(store.jobs.get('digest')).toMatchObject({ runs: 2, skips: 2 });
});

test('a slot that came while the run before it was going is written down', () => {
  const { deps, rows } = aDesk();
  job(deps, HOURLY, () => Promise.resolve([])).skip(NOW);
  expect(rows()).toEqual([{ status: 'skipped', note: 'the run before it was still going' }]);
});

test('only a job that makes up for its last slot is overdue, and only after its first turn', async () => {
  const { deps, clock } = aDesk();
  const [made, left] = [
    { ...HOURLY, catchUp: 'latest' as const },
    { ...HOURLY, name: 'look' },
  ].map((spec) => job(deps, spec, () => Promise.resolve([])));
  expect(made?.isOverdue()).toBe(false);
  for (const one of [made, left]) await one?.run(NOW);
  clock.now = plus(NOW, HOUR_MS - 1);
  expect(made?.isOverdue()).toBe(false);
  clock.now = plus(NOW, HOUR_MS);
  expect([made?.isOverdue(), left?.isOverdue()]).toEqual([true, false]);
  await made?.run(clock.now);
  expect(made?.isOverdue()).toBe(false);
});
