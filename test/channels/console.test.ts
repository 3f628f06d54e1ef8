import { expect, test } from 'vitest';

import { parcelOf } from '../support/channel-case.ts';
import { channelLab } from '../support/channel-lab.ts';

test('writes one line of the log for each message', async () => {
  const { channel, lines } = channelLab('console');
  const parcel = parcelOf({ target: {}, html: 'NVDA fell\nto 1\n\u001b[31mred' });
  const outcome = await channel.send(parcel, AbortSignal.timeout(100));
  expect(outcome).toEqual({ kind: 'sent', messageId: parcel.key });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trim()).not.toContain('\n');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    key: parcel.key,
    ref: 'A7K2',
    ticker: 'NVDA',
    severity: 'medium',
    title: 'NVDA fell',
    text: 'to 1\n[31mred',
  });
});

test('needs nothing, and says so', async () => {
  const { channel } = channelLab('console');
  expect(channel.read(' ')).toEqual({ kind: 'ok', target: {} });
  expect(channel.read('all')).toEqual({ kind: 'problem', why: 'Nothing belongs behind it.' });
  expect(channel.label({})).toBe("the program's log");
  expect(await channel.check?.({}, AbortSignal.timeout(100))).toEqual({ isWell: true });
});
