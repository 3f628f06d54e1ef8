import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { POLICY_SETTINGS, readPolicyWords } from '../../src/app/policy-words.ts';
import { readPolicy, USUAL_POLICY, writePolicy } from '../../src/core/chat-policy.ts';

const limits = { channels: ['telegram', 'pushover', 'ntfy', 'email', 'log'], mostPerMinute: 20 };
const facts = { policy: USUAL_POLICY, limits };

function after(name: (typeof POLICY_SETTINGS)[number], words: string): string {
  const read = readPolicyWords(name, words, facts);
  return read.kind === 'read' ? read.after : `✗ ${read.why}`;
}

test.each([
  ['quiet', '22:00-07:00', '22:00-07:00'],
  ['quiet', '22–07', '22:00-07:00'],
  ['quiet', '10pm to 6:30am', '22:00-06:30'],
  ['quiet', '2200 - 0630', '22:00-06:30'],
  ['quiet', '18-24', '18:00-00:00'],
  ['quiet', 'OFF', 'off'],
  ['route', 'Critical telegram+Pushover then mail', 'critical telegram+pushover then email'],
  ['route', 'low log', 'low log'],
  ['route', 'high telegram and ntfy → email', 'high telegram+ntfy then email'],
  ['route', 'medium usual', 'medium ntfy'],
  ['route', 'medium telegram, telegram', 'medium telegram'],
  ['storm', '8', '8'],
  ['limit', '10', '10'],
  ['limit', 'usual', 'usual'],
  ['escalation', '5m, 20m 1h', '5m 20m 1h'],
  ['escalation', '5 15', '5m 15m'],
  ['escalation', 'never', 'off'],
  ['repeat', 'every 2 h', '2h'],
  ['repeat', 'off', 'off'],
  ['resolved', 'edit', 'edit'],
  ['market', 'off', 'off'],
] as const)('%s %s is read as %s', (name, words, expected) => {
  expect(after(name, words)).toBe(expected);
});

test.each([
  ['quiet', '22', 'two times of day'],
  ['quiet', '25-07', 'two times of day'],
  ['quiet', '13pm-7am', 'two times of day'],
  ['quiet', '22:60-07:00', 'two times of day'],
  ['quiet', '07:00-07:00', 'no time at all'],
  ['route', 'urgent telegram', 'critical, high, medium, low'],
  ['route', 'high', 'miss the name'],
  ['route', 'high telegram then', 'no channel called then'],
  ['route', 'high pager', 'no channel called pager'],
  ['route', 'high constructor', 'no channel called constructor'],
  ['route', 'low log+telegram', 'stands alone'],
  ['route', 'critical log', 'there to be heard'],
  ['storm', '0', '1 to 100'],
  ['storm', '101', '1 to 100'],
  ['limit', '21', 'allows 20 a minute'],
  ['limit', '0', 'from 1 to 20'],
  ['escalation', 'soon', 'lengths of time'],
  ['escalation', '15m 5m', 'later than the one before'],
  ['escalation', '1m 2m 3m 4m 5m 6m', '5 steps'],
  ['escalation', '30s', '1 minute'],
  ['repeat', '10m', 'every 15 minutes at the soonest'],
  ['repeat', '8d', '7 days at the latest'],
  ['resolved', 'some', 'off, edit, critical or all'],
  ['market', 'maybe', 'on or off'],
] as const)('%s %s is refused', (name, words, why) => {
  expect(after(name, words)).toMatch(/^✗ [A-Z“]/);
  expect(after(name, words)).toContain(why);
});

const scraps = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '22:00',
    '-',
    '07:00',
    'critical',
    'low',
    'telegram',
    '+',
    'then',
    'log',
    'email',
  ),
  fc.constantFrom(
    'off',
    'on',
    'usual',
    '5m',
    '15m',
    '1h',
    '4h',
    '5',
    '10',
    'edit',
    'all',
    '__proto__',
  ),
);

test('no words make the reader throw, and what it takes reads back as the same and is kept', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...POLICY_SETTINGS),
      fc.array(scraps, { maxLength: 6 }),
      (name, parts) => {
        const read = readPolicyWords(name, parts.join(' '), facts);
        if (read.kind === 'problem') return;
        const again = readPolicyWords(name, read.after, { ...facts, policy: read.policy });
        expect(again).toMatchObject({ kind: 'read', before: read.after, after: read.after });
        expect(again.kind === 'read' && again.policy).toEqual(read.policy);
        expect(readPolicy(writePolicy(read.policy))).toEqual(read.policy);
        const back = readPolicyWords(name, read.before, { ...facts, policy: read.policy });
        expect(back.kind === 'read' && back.policy).toEqual(USUAL_POLICY);
      },
    ),
    { numRuns: 3_000 },
  );
});
