import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '../../src/core/time.ts';
import { findPace } from '../../src/sandbox/replay/pace.ts';
import { type Replay, createReplay } from '../../src/sandbox/replay/replay.ts';
import { closeOf } from '../../src/sandbox/replay/sessions.ts';

const iso = (at: number) => new Date(at).toISOString();

function startReplay(more: { startAt?: string; noHistory?: true } = {}) {
  let wall = 1_000_000;
  const steps: string[] = [];
  const mornings: string[] = [];
  const prices: (number | undefined)[] = [];
  const replay: Replay = createReplay({
    startAt: more.startAt ?? '2020-01-02',
    wallNow: () => wall,
    onMorning: (now: Instant) => {
      mornings.push(iso(now));
      return Promise.resolve();
    },
    onStep: (now: Instant) => {
      steps.push(iso(now));
      prices.push(replay.feed.quote('^GSPC')?.price);
      return Promise.resolve();
    },
    ...(more.noHistory ? { history: undefined } : {}),
  });
  return { replay, steps, mornings, prices, waits: (ms: number) => (wall += ms) };
}

test('opens paused at the close of the first day, 16:00 in New York', () => {
  const { replay } = startReplay();
  expect(replay.state()).toMatchObject({ status: 'paused', day: '2020-01-02' });
  expect(iso(replay.clock())).toBe('2020-01-02T21:00:00.000Z');
  expect(iso(closeOf('2020-07-01'))).toBe('2020-07-01T20:00:00.000Z');
});

test('creeps with real time, but never reaches the next close by itself', () => {
  const { replay, waits } = startReplay();
  waits(90_000);
  expect(iso(replay.clock())).toBe('2020-01-02T21:01:30.000Z');
  waits(10 * 86_400_000);
  expect(iso(replay.clock())).toBe('2020-01-03T20:59:59.999Z');
});

test('a step of a day goes over a weekend to the next close', async () => {
  const { replay, steps } = startReplay();
  await replay.step();
  await replay.step();
  expect(steps).toEqual(['2020-01-03T21:00:00.000Z', '2020-01-06T21:00:00.000Z']);
  expect(replay.feed.quote('^GSPC')).toMatchObject({
    name: 'S&P 500',
    price: 3246.280029,
    previousClose: 3234.850098,
    time: Date.parse('2020-01-06T21:00:00Z') / 1000,
  });
});

test('on its way to a close it stops half an hour before the opening, once', async () => {
  const { replay, mornings } = startReplay();
  await replay.step();
  await replay.step();
  expect(mornings).toEqual(['2020-01-03T14:00:00.000Z', '2020-01-06T14:00:00.000Z']);
});

test('a step of a minute ends on a whole minute', async () => {
  const { replay, steps, waits } = startReplay();
  const minute = findPace('1m');
  if (minute) replay.setPace(minute);
  waits(61_000);
  await replay.step();
  expect(steps).toEqual(['2020-01-02T21:02:00.000Z']);
});

test('the jump to March 2020 visits every close on its way, and each as it was', async () => {
  const { replay, steps, prices } = startReplay();
  const result = await replay.jumpTo('2020-03-23');
  expect(result).toEqual({ kind: 'arrived', steps: 55 });
  expect(steps[0]).toBe('2020-01-03T21:00:00.000Z');
  expect(steps.at(-1)).toBe('2020-03-23T20:00:00.000Z');
  expect(prices.find((price) => price !== undefined && price < 2500)).toBe(2480.639893);
  expect(new Set(prices).size).toBe(55);
  expect(replay.state()).toMatchObject({ status: 'paused', jump: undefined });
});

test('a jump tells its progress and can be stopped', async () => {
  const { replay } = startReplay();
  const seen: string[] = [];
  replay.onChange(() => {
    const { jump } = replay.state();
    if (jump) seen.push(`${jump.done}/${jump.total}`);
    if (jump?.done === 3) replay.pause();
  });
  expect(await replay.jumpTo('2020-03-23')).toEqual({ kind: 'cancelled', steps: 4 });
  expect(seen).toContain('2/55');
  expect(replay.state().status).toBe('paused');
});

test.each([
  ['2019-12-31', /only goes forward/],
  ['2020-02-31', /looks like/],
  ['next week', /looks like/],
  ['2020-01-02', /No trading day/],
])('a jump to %s is refused in words', async (day, why) => {
  const { replay, steps } = startReplay();
  expect(await replay.jumpTo(day)).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
  expect(steps).toEqual([]);
});

test('plays bar after bar until paused', async () => {
  const { replay, steps } = startReplay();
  const fast = findPace('20d');
  if (fast) replay.setPace(fast);
  await new Promise<void>((resolve) => {
    replay.onChange(() => {
      if (steps.length === 3) resolve();
    });
    replay.play();
  });
  await replay.close();
  expect(steps.slice(0, 3).map((step) => step.slice(0, 10))).toEqual([
    '2020-01-03',
    '2020-01-06',
    '2020-01-07',
  ]);
  expect(replay.state().status).toBe('paused');
});

test('playing pauses where the history ends, and goes on only when asked again', async () => {
  const { replay, steps } = startReplay({ startAt: '2020-04-16' });
  const ended = new Promise<void>((resolve) => {
    replay.onChange(() => {
      if (steps.length > 0 && replay.state().status === 'paused') resolve();
    });
  });
  replay.play();
  await ended;
  expect(steps).toEqual(['2020-04-17T20:00:00.000Z']);
});

test('a step that fails stops a jump and is told', async () => {
  const replay = createReplay({
    startAt: '2020-01-02',
    wallNow: () => 0,
    onStep: () => Promise.reject(new Error('scanners are down')),
  });
  expect(await replay.jumpTo('2020-03-23')).toEqual({
    kind: 'failed',
    steps: 1,
    why: 'scanners are down',
  });
  expect(replay.state().fault).toBe('scanners are down');
});

test('a New York day is a session exactly if the history has a bar', () => {
  const { replay } = startReplay();
  expect(replay.sessionOverride('us', '2020-01-20')).toBe(false);
  expect(replay.sessionOverride('us-index', '2020-01-21')).toBe(true);
  expect(replay.sessionOverride('us', '2001-09-12')).toBe(false);
  expect(replay.sessionOverride('london', '2020-01-21')).toBeUndefined();
});

describe('without the history installed', () => {
  test('only generated series are offered, and weekdays are sessions', async () => {
    const { replay } = startReplay({ noHistory: true });
    const made = ['NVDA', 'SPY', 'BTC-USD', 'MSFT', 'AMZN', 'IBM', 'GOOG', 'AAPL'];
    expect(replay.listings.map((listing) => listing.ticker)).toEqual(made);
    expect(replay.feed.quote('^GSPC')).toBeUndefined();
    expect(replay.state().history).toBeUndefined();
    expect((await replay.jumpTo('2020-01-06')).kind).toBe('arrived');
    expect(replay.sessionOverride('us', '2020-01-20')).toBe(true);
  });
});

test('the clock never goes back', async () => {
  const { replay, waits } = startReplay();
  let before = replay.clock();
  for (let i = 0; i < 20; i++) {
    waits(i * 7_000);
    await replay.step();
    expect(replay.clock()).toBeGreaterThan(before);
    before = instant(replay.clock());
  }
});
