import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPolicy, USUAL_POLICY, writePolicy } from '../../src/core/chat-policy.ts';

test('what a chat has not said is the usual, and takes no room', () => {
  expect(readPolicy(null)).toEqual(USUAL_POLICY);
  expect(writePolicy(USUAL_POLICY)).toBeNull();
});

test('only what differs is written, and read back whole', () => {
  const policy = {
    ...USUAL_POLICY,
    quiet: { from: '22:00', to: '07:00' },
    routes: { ...USUAL_POLICY.routes, low: [['log']] },
    escalateAfterMs: [],
  };
  const json = writePolicy(policy);
  expect(json).toBe(
    '{"quiet":{"from":"22:00","to":"07:00"},"escalateAfterMs":[],"routes":{"low":[["log"]]}}',
  );
  expect(readPolicy(json)).toEqual(policy);
});

test('what cannot be read of it is the usual, the rest counts', () => {
  expect(readPolicy('{"stormFrom":"many","resolved":"all"}')).toEqual({
    ...USUAL_POLICY,
    resolved: 'all',
  });
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (json) => {
      expect(Object.keys(readPolicy(json))).toEqual(Object.keys(USUAL_POLICY));
    }),
  );
});
