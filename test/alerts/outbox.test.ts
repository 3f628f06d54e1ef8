import { describe, expect, test } from 'vitest';
import { settle, type InFlight } from '../../src/alerts/outbox.ts';
import type { Outcome } from '../../src/core/alert.ts';
import { instant } from '../../src/core/time.ts';

const NOW = instant(1_000_000);

function after(outcome: Outcome, row: Partial<InFlight> = {}, draw = 0.5) {
  const whole: InFlight = {
    kind: 'alert',
    attempts: 0,
    uncertain: 0,
    lastCode: null,
    expiresAt: instant(NOW + 6 * 3_600_000),
    ...row,
  };
  return settle(whole, outcome, { now: NOW, random: () => draw });
}

describe('told to wait', () => {
  test.each([
    [0, 40_000],
    [0.9999, 41_000],
  ])('a draw of %d waits %d ms, and rests the lane', (draw, ms) => {
    const outcome = { kind: 'retry', afterMs: 40_000, counts: false, code: '429' } as const;
    expect(after(outcome, { attempts: 3 }, draw)).toEqual({
      settlement: { status: 'queued', notBefore: NOW + ms, attempts: 3 },
      restsUntil: NOW + ms,
    });
  });

  test('beyond what it is worth the row expires, and the lane rests all the same', () => {
    const outcome = { kind: 'retry', afterMs: 40_000, counts: false, code: '429' } as const;
    expect(after(outcome, { expiresAt: instant(NOW + 39_000) }, 0)).toEqual({
      settlement: { status: 'expired', why: 'gave up after 429' },
      restsUntil: NOW + 40_000,
    });
  });
});

describe('certainly not sent', () => {
  const unreachable = {
    kind: 'retry',
    afterMs: undefined,
    counts: true,
    code: 'unreachable',
  } as const;

  test('pauses grow to two minutes, in whole milliseconds', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 50].map((attempts) => {
      const { settlement } = after(unreachable, { attempts }, 0.999_999_9);
      return settlement.status === 'queued' ? settlement.notBefore - NOW : Number.NaN;
    });
    expect(waits).toEqual([1, 2, 4, 8, 15, 30, 60, 120, 120].map((s) => s * 1_000));
    const { settlement } = after(unreachable, {}, 1 / 3);
    expect(settlement).toMatchObject({ notBefore: NOW + 467, attempts: 1 });
  });
});

describe('perhaps sent', () => {
  const cut = { kind: 'uncertain', code: '502' } as const;

  test('each repeat comes later than the one before, to ten minutes', () => {
    const waits = [0, 1, 2, 3, 4, 5, 9].map((uncertain) => {
      const { settlement } = after(cut, { uncertain });
      return settlement.status === 'uncertain' ? settlement.notBefore - NOW : Number.NaN;
    });
    expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600].map((s) => s * 1_000));
  });

  test('in the end it says that it may have arrived', () => {
    expect(after(cut, { expiresAt: instant(NOW + 29_999) }).settlement).toEqual({
      status: 'expired',
      why: 'Telegram never confirmed it; it may have arrived',
    });
  });

  test('a change in place is simply made again', () => {
    expect(after(cut, { kind: 'edit' }).settlement).toMatchObject({
      status: 'queued',
      attempts: 1,
    });
  });
});

test('a refusal that asks to be heard twice is final the second time', () => {
  const missing = {
    kind: 'rejected',
    why: 'chat not found',
    channelDead: true,
    asksAgainMs: 3_600_000,
  } as const;
  expect(after(missing, {}, 0).settlement).toEqual({
    status: 'queued',
    notBefore: NOW + 3_600_000,
    attempts: 1,
  });
  expect(after(missing, { attempts: 1, lastCode: 'chat not found' }).settlement).toEqual({
    status: 'dead',
    why: 'chat not found',
  });
});
