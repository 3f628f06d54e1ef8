import { describe, expect, test } from 'vitest';

import { heartbeat, type Pulse } from '../../src/scanners/heartbeat.ts';
import { instant } from '../../src/core/time.ts';

const TIMES = { heartbeatMs: 300_000, staleMs: 300_000 };
const at = (seconds: number) => instant(1_700_000_000_000 + seconds * 1_000);

function pulse(over: Partial<Pulse> = {}): Pulse {
  return {
    startedAt: at(0),
    scanDueSince: at(0),
    scannedAt: at(310),
    drainedAt: at(310),
    wroteAt: at(310),
    lastBeatAt: at(10),
    ...over,
  };
}

describe('a beat', () => {
  test('says ok once scan, outbox and disk came round since the last one', () => {
    expect(heartbeat(pulse(), TIMES, at(310))).toBe('ok');
  });

  test('keeps its distance from the last', () => {
    expect(heartbeat(pulse(), TIMES, at(309))).toBe('wait');
  });

  test.each(['scannedAt', 'drainedAt', 'wroteAt'] as const)(
    'waits while %s has not come round',
    (part) => {
      expect(heartbeat(pulse({ [part]: at(9) }), { ...TIMES, staleMs: 900_000 }, at(310))).toBe(
        'wait',
      );
      expect(heartbeat(pulse({ [part]: undefined }), { ...TIMES, staleMs: 900_000 }, at(310))).toBe(
        'wait',
      );
    },
  );

  test.each(['scannedAt', 'drainedAt', 'wroteAt'] as const)(
    'says fail when %s is stale',
    (part) => {
      expect(heartbeat(pulse({ [part]: at(10) }), TIMES, at(310))).toBe('wait');
      expect(heartbeat(pulse({ [part]: at(9) }), TIMES, at(310))).toBe('fail');
      expect(heartbeat(pulse({ [part]: undefined }), TIMES, at(310))).toBe('fail');
    },
  );

  test('does not count scans while every market is closed', () => {
    expect(
      heartbeat(pulse({ scanDueSince: undefined, scannedAt: undefined }), TIMES, at(310)),
    ).toBe('ok');
  });

  test('gives a market that has just opened its time', () => {
    const opened = pulse({ scanDueSince: at(300), scannedAt: at(-50_000) });
    expect(heartbeat(opened, TIMES, at(310))).toBe('wait');
  });

  test('comes as soon as the first cycle is through', () => {
    const first = pulse({
      lastBeatAt: undefined,
      scannedAt: at(2),
      drainedAt: at(1),
      wroteAt: at(1),
    });
    expect(heartbeat(first, TIMES, at(3))).toBe('ok');
  });
});
