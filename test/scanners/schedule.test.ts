import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { instant, type Instant } from '../../src/core/time.ts';
import { createSchedule, nextSlot, previousSlot } from '../../src/scanners/schedule.ts';

const zone = 'America/New_York';
const utc = (text: string) => instant(Date.parse(text));
const iso = (at: Instant | undefined) => at && new Date(at).toISOString();

describe('the schedule', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: utc('2026-01-15T14:00:07.000Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('wakes a job at its slots, and says which slot it is', async () => {
    const { schedule, slots } = aSchedule();
    schedule.every({ name: 'quotes', pattern: '*/15 * * * * *', zone }, async (slot) => {
      slots.push(iso(slot));
    });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(slots).toEqual(['2026-01-15T14:00:15.000Z', '2026-01-15T14:00:30.000Z']);
    await schedule.stop();
  });

  test('a slot is told in the given clock’s time, which in a replay is not the wall’s', async () => {
    const { schedule, slots } = aSchedule(() => utc('2020-03-12T20:00:03Z'));
    schedule.every({ name: 'quotes', pattern: '*/15 * * * * *', zone }, async (slot) => {
      slots.push(iso(slot));
    });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(slots).toEqual(['2020-03-12T20:00:00.000Z']);
    await schedule.stop();
  });

  test('a job that throws, now or later, is reported and runs again', async () => {
    const { schedule, errors } = aSchedule();
    schedule.every({ name: 'now', pattern: '*/15 * * * * *', zone }, () => {
      throw new Error('at once');
    });
    schedule.every({ name: 'later', pattern: '*/30 * * * * *', zone }, async () => {
      await Promise.resolve();
      throw new Error('in its own time');
    });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(errors.sort()).toEqual(['later: in its own time', 'now: at once', 'now: at once']);
    await schedule.stop();
  });

  test('a job still busy at its next slot is not run twice at once; the skipped slot is reported', async () => {
    const { schedule, slots, overlaps } = aSchedule();
    const work = Promise.withResolvers<void>();
    schedule.every({ name: 'slow', pattern: '*/15 * * * * *', zone }, async (slot) => {
      slots.push(iso(slot));
      await work.promise;
    });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(slots).toEqual(['2026-01-15T14:00:15.000Z']);
    expect(overlaps).toEqual(['slow 2026-01-15T14:00:30.000Z']);
    work.resolve();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(slots).toHaveLength(2);
    await schedule.stop();
  });

  test('stopping waits for what is under way and lets nothing begin', async () => {
    const { schedule, slots } = aSchedule();
    const work = Promise.withResolvers<void>();
    schedule.every({ name: 'slow', pattern: '*/15 * * * * *', zone }, async (slot) => {
      await work.promise;
      slots.push(iso(slot));
    });
    await vi.advanceTimersByTimeAsync(8_000);
    const stopped = vi.fn<() => void>();
    const stopping = schedule.stop().then(stopped);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stopped).not.toHaveBeenCalled();
    work.resolve();
    await stopping;
    expect(slots).toHaveLength(1);
  });

  test('a name is taken until its schedule stops', async () => {
    const [first, second] = [aSchedule().schedule, aSchedule().schedule];
    const job = { name: 'quotes', pattern: '0 0 6 * * *', zone };
    const idle = async () => {};
    first.every(job, idle);
    expect(() => first.every(job, idle)).toThrow();
    expect(() => second.every(job, idle)).toThrow();
    await first.stop();
    second.every(job, idle);
    await second.stop();
  });

  test.each([
    ['five fields', '*/5 * * * *'],
    ['a day that never comes', '0 0 0 31 2 *'],
    ['nonsense', 'every five minutes or so, please'],
  ])('refuses %s', async (_, pattern) => {
    const { schedule } = aSchedule();
    const job = { name: 'refused', pattern, zone };
    expect(() => schedule.every(job, async () => {})).toThrow();
    schedule.every({ ...job, pattern: '0 0 6 * * *' }, async () => {});
    await schedule.stop();
  });

  test('refuses a zone that does not exist', () => {
    const { schedule } = aSchedule();
    const job = { name: 'refused', pattern: '0 0 6 * * *', zone: 'Mars/Base' };
    expect(() => schedule.every(job, async () => {})).toThrow();
  });

  test('a daily job at a time that spring skips runs once, when the clocks have moved', async () => {
    vi.setSystemTime(utc('2027-03-13T12:00:00Z'));
    expect(await slotsOf('0 30 2 * * *', 24)).toEqual(['2027-03-14T07:00:00.000Z']); // 03:00 EDT
  });

  test('a daily job at a time that autumn repeats runs once, the first time', async () => {
    vi.setSystemTime(utc('2026-10-31T12:00:00Z'));
    expect(await slotsOf('0 30 1 * * *', 24)).toEqual(['2026-11-01T05:30:00.000Z']); // EDT
  });

  test('a job every quarter of an hour goes on through the repeated hour', async () => {
    vi.setSystemTime(utc('2026-11-01T04:59:00Z'));
    expect(await slotsOf('0 */15 * * * *', 2)).toHaveLength(8);
  });

  test('steps inside a fixed hour run in both of the repeated hours', async () => {
    vi.setSystemTime(utc('2026-11-01T04:59:00Z'));
    expect(await slotsOf('0 */10 1 * * *', 3)).toHaveLength(12);
  });

  async function slotsOf(pattern: string, hours: number) {
    const { schedule, slots } = aSchedule();
    schedule.every({ name: 'job', pattern, zone }, async (slot) => {
      slots.push(iso(slot));
    });
    await vi.advanceTimersByTimeAsync(hours * 3_600_000);
    await schedule.stop();
    return slots;
  }
});

test('a throwing job does not end a real process', { timeout: 20_000 }, async () => {
  const program = `
    import { createSchedule } from ${JSON.stringify(new URL('../../src/scanners/schedule.ts', import.meta.url).href)};
    const schedule = createSchedule({ clock: Date.now, onError: (name) => console.log('told', name), onOverlap() {} });
    const job = (name) => ({ name, pattern: '* * * * * *', zone: 'UTC' });
    schedule.every(job('now'), () => { throw new Error('at once'); });
    schedule.every(job('later'), async () => { throw new Error('later'); });
    setTimeout(() => schedule.stop().then(() => console.log('alive')), 1_200);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
  ]);
  expect([...new Set(stdout.trim().split('\n'))].sort()).toEqual([
    'alive',
    'told later',
    'told now',
  ]);
});

describe('slots', () => {
  const quarter = { pattern: '*/15 * * * * *', zone };

  test('the previous one may be this very moment, the next one may not', () => {
    const at = utc('2026-01-15T14:00:15.000Z');
    expect(previousSlot(quarter, at)).toBe(at);
    expect(iso(nextSlot(quarter, at))).toBe('2026-01-15T14:00:30.000Z');
  });

  test('a millisecond before it, a slot has not come', () => {
    const at = utc('2026-01-15T14:00:14.999Z');
    expect(iso(previousSlot(quarter, at))).toBe('2026-01-15T14:00:00.000Z');
    expect(iso(nextSlot(quarter, at))).toBe('2026-01-15T14:00:15.000Z');
  });

  test('are read in the zone, over the weekend and the change of clocks', () => {
    const close = { pattern: '0 30 16 * * 1-5', zone };
    expect(iso(previousSlot(close, utc('2026-03-09T12:00:00Z')))).toBe('2026-03-06T21:30:00.000Z');
    expect(iso(nextSlot(close, utc('2026-03-06T21:30:00Z')))).toBe('2026-03-09T20:30:00.000Z');
  });

  test('a pattern that never fires has none', () => {
    const never = { pattern: '0 0 0 31 2 *', zone };
    expect(nextSlot(never, utc('2026-01-15T14:00:00Z'))).toBeUndefined();
    expect(previousSlot(never, utc('2026-01-15T14:00:00Z'))).toBeUndefined();
  });

  test('looking back from a next slot gives that slot, and nothing lies between two neighbours', () => {
    const patterns = ['*/15 * * * * *', '0 */10 * * * *', '30 */5 * * * *', '0 30 16 * * 1-5'];
    const moments = fc.integer({ min: utc('2024-01-01T00:00Z'), max: utc('2028-12-31T00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...patterns), moments, (pattern, ms) => {
        const next = nextSlot({ pattern, zone }, instant(ms));
        if (next === undefined || next <= ms) return false;
        const previous = previousSlot({ pattern, zone }, instant(next - 1));
        return (
          previousSlot({ pattern, zone }, next) === next && previous !== undefined && previous <= ms
        );
      }),
    );
  });
});

function aSchedule(clock = () => instant(Date.now())) {
  const slots: (string | undefined)[] = [];
  const errors: string[] = [];
  const overlaps: string[] = [];
  const schedule = createSchedule({
    clock,
    onError: (name, error) => errors.push(`${name}: ${error instanceof Error && error.message}`),
    onOverlap: (name, slot) => overlaps.push(`${name} ${iso(slot)}`),
  });
  return { schedule, slots, errors, overlaps };
}
