import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';

import { createOutsideChannels } from '../../src/channels/registry.ts';
import type { ChannelConfig } from '../../src/core/channel-config.ts';
import type { Outcome } from '../../src/core/alert.ts';
import { createOutbound, OUTBOUND_LIMITS } from '../../src/http/outbound.ts';
import { createLog } from '../../src/log.ts';
import { startHttp, type LocalServer } from '../support/http-server.ts';
import { channelConfig, parcelOf, type Answer, type ChannelCase } from '../support/channel-case.ts';
import { CHANNEL_CASES, OTHERWISE } from '../support/channel-cases.ts';

/*
 * What every outside channel makes of every kind of answer, over real sockets. A new channel needs two lines: its case
 * in test/support/channel-cases/<name>.ts, and that case in the list of test/support/channel-cases.ts.
 */

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

function channelsOf(config: ChannelConfig) {
  const outbound = createOutbound(OUTBOUND_LIMITS, { allow: config.outboundAllow });
  open.push(outbound);
  const log = createLog({ level: 'silent', secrets: [], write: () => undefined });
  return createOutsideChannels({ config, outbound, log });
}

function channelAt(one: ChannelCase, url: string) {
  const config = channelConfig({ ...one.config?.(url), outboundAllow: [new URL(url).host] });
  const channel = channelsOf(config).get(one.name);
  if (channel === undefined) throw new Error(`${one.name} is in no line of OUTSIDE`);
  return channel;
}

type Try = { readonly outcome: Outcome; readonly server: LocalServer };
type Play = (response: ServerResponse) => void;

/** One message to a service that behaves so. */
async function sendTo(one: ChannelCase, play: Play, limitMs = 5_000): Promise<Try> {
  const server = await startHttp(play);
  open.push(server);
  const channel = channelAt(one, server.url);
  const parcel = parcelOf({ target: one.target(server.url) });
  return { outcome: await channel.send(parcel, AbortSignal.timeout(limitMs)), server };
}

function answering({ status, headers = {}, body = '' }: Answer): Play {
  return (response) => response.writeHead(status, headers).end(body);
}

test('every outside channel is tried: by a case of this matrix, or by a file of its own', () => {
  const tried = [...CHANNEL_CASES.map(({ name }) => name), ...Object.keys(OTHERWISE)];
  expect(tried.sort()).toEqual([...channelsOf(channelConfig()).keys()].sort());
  const files = Object.values(OTHERWISE);
  expect(files.filter((file) => !existsSync(new URL(file, import.meta.url)))).toEqual([]);
});

test('every outside channel can be listed, explained and refused without being set up', async () => {
  for (const channel of channelsOf(channelConfig()).values()) {
    expect(channel.example).toMatch(new RegExp(`^${channel.name}( |$)`));
    expect(channel.says).not.toBe('');
    expect(channel.read('\u0000 not one of ours \r\nX: y')).toMatchObject({ kind: 'problem' });
    const outcome = await channel.send(parcelOf({ target: 7 }), AbortSignal.timeout(1_000));
    expect(outcome).toMatchObject({ kind: 'rejected', channelDead: true });
  }
});

describe.each(CHANNEL_CASES)('$name', (one) => {
  test('a taken message is sent, with its id, by one request', async () => {
    const { outcome, server } = await sendTo(one, answering(one.accepted));
    expect(outcome).toEqual({ kind: 'sent', messageId: one.messageId });
    expect(server.seen).toHaveLength(1);
  });

  test('a page of nonsense is no word of acceptance where words are read', async () => {
    const { outcome } = await sendTo(one, answering({ status: 200, body: '<html>Log in' }));
    expect(outcome.kind).toBe(one.garbage);
  });

  test('429 with Retry-After waits so long', async () => {
    const headers = { 'retry-after': '7' };
    const { outcome } = await sendTo(one, answering({ status: 429, headers }));
    expect(outcome).toMatchObject({ kind: 'retry', afterMs: 7_000, counts: false });
  });

  test('429 without Retry-After waits a while', async () => {
    const { outcome } = await sendTo(one, answering({ status: 429 }));
    expect(outcome).toMatchObject({ kind: 'retry', afterMs: expect.any(Number), counts: false });
  });

  test.each([500, 502, 503, 504])('%i may have been taken', async (status) => {
    const { outcome } = await sendTo(one, answering({ status, body: 'oh' }));
    expect(outcome).toEqual({ kind: 'uncertain', code: String(status) });
  });

  test.each([400, 422])('%i without a word is refused, and the channel lives', async (status) => {
    const { outcome } = await sendTo(one, answering({ status }));
    expect(outcome).toMatchObject({ kind: 'rejected', channelDead: false });
  });

  test('is not led elsewhere', async () => {
    const elsewhere = await startHttp();
    open.push(elsewhere);
    const headers = { location: `${elsewhere.url}/taken` };
    const { outcome } = await sendTo(one, answering({ status: 302, headers }));
    expect(outcome).toMatchObject({ kind: 'rejected', channelDead: false });
    expect(elsewhere.seen).toEqual([]);
  });

  test.each(one.refusals)('a refusal: $says', async ({ answer, outcome: expected }) => {
    const { outcome } = await sendTo(one, answering(answer));
    expect(outcome).toMatchObject(expected);
  });

  test('silence for longer than there is time may hide acceptance', async () => {
    const { outcome, server } = await sendTo(one, () => undefined, 150);
    expect(outcome.kind).toBe('uncertain');
    expect(server.seen).toHaveLength(1);
  });

  test('a line that goes dead once the request was read may hide acceptance', async () => {
    const { outcome } = await sendTo(one, (response) => response.socket?.destroy());
    expect(outcome.kind).toBe('uncertain');
  });

  test('a reply that is cut may hide acceptance', async () => {
    const { outcome } = await sendTo(one, (response) => {
      response.writeHead(200, { 'content-length': '4000' });
      response.write('{"', () => response.socket?.destroy());
    });
    expect(outcome.kind).toBe('uncertain');
  });

  test('nobody listening is certain: nothing was sent', async () => {
    const server = await startHttp();
    await server.close();
    const parcel = parcelOf({ target: one.target(server.url) });
    const outcome = await channelAt(one, server.url).send(parcel, AbortSignal.timeout(5_000));
    expect(outcome).toMatchObject({ kind: 'retry', counts: true });
  });

  test('shows its target without the secrets of it', () => {
    const url = 'http://127.0.0.1:9';
    const target = one.target(url);
    const label = channelAt(one, url).label(target);
    expect(label).not.toBe('');
    for (const value of one.secrets(url)) expect(label).not.toContain(value);
  });
});
