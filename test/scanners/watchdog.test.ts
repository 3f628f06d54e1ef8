import { describe, expect, test } from 'vitest';

import {
  DAY_MS,
  HOUR_MS,
  instant,
  MINUTE_MS,
  SECOND_MS,
  type Instant,
} from '../../src/core/time.ts';
import type { Vitals } from '../../src/scanners/vitals.ts';
import {
  LOOKS,
  needsShout,
  watch,
  type Incident,
  type Streaks,
} from '../../src/scanners/watchdog.ts';

const START = instant(Date.UTC(2026, 10, 21, 14, 0));
const after = (ms: number) => instant(START + ms);

function yahoo(over: Partial<Vitals['providers'][number]> = {}): Vitals['providers'][number] {
  return {
    name: 'Yahoo',
    everyMs: 15_000,
    dueSince: START,
    lastSuccessAt: START,
    stillWorks: 'Commands and reminders still work.',
    ...over,
  };
}

function vitalsAt(now: Instant, over: Partial<Vitals> = {}): Vitals {
  return {
    startedAt: START,
    providers: [],
    oldestDueAt: undefined,
    uncertain: 0,
    deadLastDay: 0,
    polling: { lastSuccessAt: now },
    loopLagP99Ms: 1,
    diskFree: 0.5,
    walBytes: 0,
    lastBackupAt: now,
    clockSkewMs: 0,
    calendarEndsAt: instant(now + 400 * DAY_MS),
    unaccounted: 0,
    auditLog: undefined,
    ...over,
  };
}

/** Looks once a minute, keeps what a caller would keep, and collects what the owners are told. */
function dog() {
  let open: readonly Incident[] = [];
  let streaks: Streaks = new Map();
  let now = START;
  const told: string[] = [];
  return {
    told,
    open: () => open,
    restart: () => {
      streaks = new Map();
    },
    looks: (over: (now: Instant) => Partial<Vitals>, times = 1): void => {
      for (let i = 0; i < times; i++) {
        now = instant(now + MINUTE_MS);
        const result = watch(vitalsAt(now, over(now)), { open, streaks }, now);
        streaks = result.streaks;
        const ended = new Set(result.recovered.map(({ key }) => key));
        open = [...open.filter(({ key }) => !ended.has(key)), ...result.opened];
        told.push(...result.opened.map(({ sentence }) => sentence));
        told.push(...result.recovered.map(({ sentence }) => sentence));
      }
    },
  };
}

describe('an incident', () => {
  test('is told once when it begins and once when it is over, with how long it lasted', () => {
    const { looks, told } = dog();
    looks(() => ({ providers: [yahoo()] }), 20);
    expect(told).toEqual([
      'Yahoo has not answered, since 14:00 UTC (4 min). Commands and reminders still work.',
    ]);
    looks((now) => ({ providers: [yahoo({ lastSuccessAt: now })] }), 20);
    expect(told.slice(1)).toEqual(['Yahoo answers again. It lasted 21 min.']);
  });

  test('that flaps is not told, in either direction', () => {
    const { looks, told } = dog();
    const bad = () => ({ diskFree: 0.05 });
    for (let i = 0; i < 20; i++) {
      looks(bad, LOOKS - 1);
      looks(() => ({}));
    }
    expect(told).toEqual([]);
    looks(bad, LOOKS);
    expect(told).toHaveLength(1);
    for (let i = 0; i < 20; i++) {
      looks(() => ({}), LOOKS - 1);
      looks(bad);
    }
    expect(told).toHaveLength(1);
  });

  test('stays open while its figure is better but not yet good', () => {
    const { looks, told } = dog();
    looks(() => ({ diskFree: 0.05 }), 5);
    looks(() => ({ diskFree: 0.11 }), 50);
    expect(told).toHaveLength(1);
    looks(() => ({ diskFree: 0.13 }), LOOKS);
    expect(told[1]).toMatch(/^The disk has room again\. It lasted/);
  });

  test('is neither opened nor ended by what is unknown', () => {
    const { looks, told } = dog();
    looks(() => ({ diskFree: undefined }), 20);
    looks(() => ({ diskFree: 0.01 }), 5);
    looks(() => ({ diskFree: undefined }), 20);
    expect(told).toHaveLength(1);
  });

  test('that was open before a restart is not told again, and its end is', () => {
    const { looks, told, restart } = dog();
    looks(() => ({ unaccounted: 2 }), 10);
    restart();
    looks(() => ({ unaccounted: 2 }), 10);
    expect(told).toHaveLength(1);
    looks(() => ({}), LOOKS);
    expect(told[1]).toMatch(/^The books balance again/);
  });

  test('does not hide another', () => {
    const { looks, open } = dog();
    looks(() => ({ diskFree: 0.01, unaccounted: -1 }), LOOKS);
    expect(open().map(({ key }) => key)).toEqual(['host/disk', 'alerts/unaccounted']);
  });
});

describe('a provider', () => {
  test('is not missed while its markets are closed', () => {
    const { looks, told } = dog();
    looks(() => ({ providers: [yahoo({ dueSince: undefined })] }), 600);
    expect(told).toEqual([]);
  });

  test('has its time after the opening, however long the market was closed', () => {
    const { looks, told } = dog();
    looks((now) => ({ providers: [yahoo({ dueSince: instant(now - 50_000) })] }), 20);
    expect(told).toEqual([]);
  });

  test('that was silent before the close is not well merely because the market opens', () => {
    const { looks, told } = dog();
    looks(() => ({ providers: [yahoo()] }), 10);
    looks((now) => ({ providers: [yahoo({ dueSince: instant(now - 50_000) })] }), 10);
    expect(told).toHaveLength(1);
  });

  test('that has never answered is missed from the start of the program on', () => {
    const { looks, told } = dog();
    looks(() => ({ providers: [yahoo({ lastSuccessAt: undefined })] }), 10);
    expect(told[0]).toMatch(/^Yahoo has not answered, since 14:00 UTC/);
  });
});

describe('both sides of each limit', () => {
  type Case = readonly [
    string,
    (now: Instant) => Partial<Vitals>,
    (now: Instant) => Partial<Vitals>,
    RegExp,
  ];
  const cases: readonly Case[] = [
    [
      'three missed turns',
      (now) => ({ providers: [yahoo({ everyMs: 60_000, lastSuccessAt: instant(now - 180_000) })] }),
      (now) => ({ providers: [yahoo({ everyMs: 60_000, lastSuccessAt: instant(now - 180_001) })] }),
      /Yahoo has not answered/,
    ],
    [
      'the oldest due',
      (now) => ({ oldestDueAt: instant(now - 120_000) }),
      (now) => ({ oldestDueAt: instant(now - 120_001) }),
      /Messages do not go out; the oldest has been due, since .* Nothing is lost/,
    ],
    ['uncertain', () => ({ uncertain: 0 }), () => ({ uncertain: 1 }), /^1 message may or may not/],
    [
      'dead',
      () => ({ deadLastDay: 0 }),
      () => ({ deadLastDay: 2 }),
      /^2 messages of the last 24 hours/,
    ],
    [
      'updates',
      (now) => ({ polling: { lastSuccessAt: instant(now - 90_000) } }),
      (now) => ({ polling: { lastSuccessAt: instant(now - 90_001) } }),
      /^Telegram has not answered/,
    ],
    ['loop lag', () => ({ loopLagP99Ms: 500 }), () => ({ loopLagP99Ms: 501 }), /waits 501 ms/],
    ['disk', () => ({ diskFree: 0.11 }), () => ({ diskFree: 0.099 }), /9\.9 % is free/],
    [
      'journal',
      () => ({ walBytes: 64 * 1024 ** 2 }),
      () => ({ walBytes: 65 * 1024 ** 2 }),
      /grown to 65 MB/,
    ],
    [
      'backup',
      (now) => ({ lastBackupAt: instant(now - 26 * HOUR_MS) }),
      (now) => ({ lastBackupAt: instant(now - 26 * HOUR_MS - 1) }),
      /no new backup, since 2026-11-20 /,
    ],
    [
      'clock',
      () => ({ clockSkewMs: -5 * SECOND_MS }),
      () => ({ clockSkewMs: -6 * SECOND_MS }),
      /clock is 6 s behind/,
    ],
    [
      'calendar',
      (now) => ({ calendarEndsAt: instant(now + 90 * DAY_MS) }),
      (now) => ({ calendarEndsAt: instant(now + 90 * DAY_MS - 1) }),
      /holidays ends in 89 days/,
    ],
    [
      'books',
      () => ({ unaccounted: 0 }),
      () => ({ unaccounted: 1 }),
      /1 alert cannot be accounted/,
    ],
  ];

  test.each(cases)('%s', (...[, atLimit, beyond, said]) => {
    const calm = dog();
    calm.looks(atLimit, 10);
    expect(calm.told).toEqual([]);
    const worried = dog();
    worried.looks(beyond, 10);
    expect(worried.told).toHaveLength(1);
    expect(worried.told[0]).toMatch(said);
  });
});

test('a sandbox without polling has no updates to miss', () => {
  const now = after(HOUR_MS);
  const { opened } = watch(
    vitalsAt(now, { polling: undefined }),
    { open: [], streaks: new Map() },
    now,
  );
  expect(opened).toEqual([]);
});

test('what may keep messages from going out is also shouted', () => {
  expect(needsShout('telegram/updates')).toBe(true);
  expect(needsShout('provider/Yahoo')).toBe(false);
});
