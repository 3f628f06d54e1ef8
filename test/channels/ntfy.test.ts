import * as fc from 'fast-check';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';

import { ntfyChannel } from '../../src/channels/ntfy.ts';
import { createOutbound, OUTBOUND_LIMITS } from '../../src/http/outbound.ts';
import { channelConfig, parcelOf } from '../support/channel-case.ts';
import { hostileText } from '../support/hostile.ts';
import { startHttp, type SeenRequest } from '../support/http-server.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

const soon = () => AbortSignal.timeout(5_000);
const HERE = { server: null, topic: 'bell', token: null };

type Allow = readonly string[];

function channelAt(server: string, allow: Allow = []) {
  const outbound = createOutbound(OUTBOUND_LIMITS, { allow });
  open.push(outbound);
  const ntfy = { server, topic: 'bell', token: 'tk_ours' };
  return ntfyChannel({ config: channelConfig({ ntfy, outboundAllow: allow }), outbound });
}

type Answer = (response: ServerResponse, request: SeenRequest) => void;

async function service(answer: Answer = (response) => response.end('{"id":"x"}')) {
  const server = await startHttp(answer);
  open.push(server);
  return { server, channel: channelAt(server.url) };
}

async function published(wish: Partial<Parameters<typeof parcelOf>[0]>) {
  const { server, channel } = await service();
  expect(await channel.send(parcelOf({ target: HERE, ...wish }), soon())).toMatchObject({
    kind: 'sent',
  });
  return JSON.parse(server.seen[0]?.body ?? '');
}

describe('what is published', () => {
  test('is the whole message as JSON, at the root of the server', async () => {
    const { server, channel } = await service();
    const parcel = parcelOf({
      target: HERE,
      html: '🔔 <b>NVDA crossed 150</b>\nnow 151 &amp; rising',
      prefix: 'repeat of #A7K2',
      keyboard: [[{ text: 'Chart', url: 'https://x.example/' }]],
    });
    const outcome = await channel.send(parcel, soon());
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/',
      headers: { authorization: 'Bearer tk_ours', 'content-type': 'application/json' },
    });
    const body = JSON.parse(server.seen[0]?.body ?? '');
    expect(body).toEqual({
      topic: 'bell',
      title: '🔔 NVDA crossed 150',
      message: 'repeat of #A7K2\nnow 151 & rising',
      priority: 3,
      tags: ['medium'],
      sequence_id: expect.stringMatching(/^[\w-]{1,64}$/),
      click: 'https://x.example/',
    });
    expect(outcome).toEqual({ kind: 'sent', messageId: body.sequence_id });
  });

  test('takes its own place when repeated, and no other’s', async () => {
    const first = await published({ key: 'a' });
    expect((await published({ key: 'a', prefix: 'repeat' })).sequence_id).toBe(first.sequence_id);
    const end = await published({ key: 'b', about: { reason: 'resolved', step: 'resolved' } });
    expect(end.sequence_id).not.toBe(first.sequence_id);
  });

  test('changes what it is to change', async () => {
    const { server, channel } = await service();
    const parcel = { ...parcelOf({ target: HERE }), edits: 'earlier' };
    expect(await channel.send(parcel, soon())).toEqual({ kind: 'sent', messageId: 'earlier' });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({ sequence_id: 'earlier' });
  });

  test.each([
    ['low', 2],
    ['medium', 3],
    ['high', 4],
    ['critical', 5],
  ] as const)('of severity %s has priority %i', async (severity, priority) => {
    expect(await published({ severity })).toMatchObject({ priority, tags: [severity] });
  });

  test('about an end wakes nobody', async () => {
    const about = { reason: 'resolved', step: 'resolved' } as const;
    const tags = ['critical', 'resolved'];
    expect(await published({ severity: 'critical', about })).toMatchObject({ priority: 3, tags });
    expect(await published({ severity: 'low', about })).toMatchObject({ priority: 2 });
  });

  test('comes silently where it was meant to, and plainly where it is no alert', async () => {
    expect(await published({ silent: true })).toMatchObject({ priority: 2 });
    expect(await published({ about: 'nothing' })).toMatchObject({ priority: 3, tags: [] });
  });

  test('says something even where there is nothing to say', async () => {
    const body = await published({ html: '' });
    expect(body).toMatchObject({ title: 'Bellwether', message: 'Bellwether' });
  });

  test('is cut by its bytes, and no character is cut through', async () => {
    const { message } = await published({ html: `x\n${'👩‍👩‍👧‍👦'.repeat(300)}` });
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_096);
    expect(Buffer.byteLength(message)).toBeGreaterThan(4_096 - 30);
    expect(message).toMatch(/^(?:👩‍👩‍👧‍👦)+…$/u);
  });

  test('uses all the room there is, to the byte', async () => {
    const fits = await published({ html: `x\n${'é'.repeat(2_048)}` });
    expect(fits.message).toBe('é'.repeat(2_048));
    const { message } = await published({ html: `x\n${'y'.repeat(4_097)}` });
    expect(message).toBe(`${'y'.repeat(4_093)}…`);
  });

  test('never makes a header of its words, and never has more than ntfy takes', async () => {
    const { server, channel } = await service();
    await channel.send(parcelOf({ target: HERE }), soon());
    const usual = Object.keys(server.seen[0]?.headers ?? {});
    const words = hostileText(3_000);
    await fc.assert(
      fc.asyncProperty(words, words, async (html, prefix) => {
        const parcel = parcelOf({ target: HERE, html: `${html}\r\nX-Tags: a\n${html}`, prefix });
        expect(await channel.send(parcel, soon())).toMatchObject({ kind: 'sent' });
        const { headers = {}, body = '' } = server.seen.at(-1) ?? {};
        expect(Object.keys(headers)).toEqual(usual);
        const { title, message } = JSON.parse(body);
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_096);
        expect(message.trim()).not.toBe('');
        expect(title.length).toBeLessThanOrEqual(200);
        expect(title).not.toMatch(/[^\S ]/);
        expect(`${title}${message}`.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the token', () => {
  test.each([
    ['ours for our topic', HERE, 'Bearer tk_ours'],
    ['none for another topic of our server', { ...HERE, topic: 'other' }, undefined],
    ['the contact’s own', { ...HERE, token: 'tk_own' }, 'Bearer tk_own'],
  ])('is %s', async (_name, target, authorization) => {
    const { server, channel } = await service();
    await channel.send(parcelOf({ target }), soon());
    expect(server.seen[0]?.headers['authorization']).toBe(authorization);
  });

  test('of ours never goes to a server that a person named', async () => {
    const server = await startHttp((response) => response.end('{"id":"x"}'));
    open.push(server);
    const channel = channelAt('http://127.0.0.1:9', [new URL(server.url).host]);
    const target = { ...HERE, server: server.url };
    expect(await channel.send(parcelOf({ target }), soon())).toMatchObject({ kind: 'sent' });
    expect(server.seen[0]?.headers['authorization']).toBeUndefined();
  });
});

test('a server that a person named may not be in the network of the program', async () => {
  const { server } = await service();
  const channel = channelAt('https://ntfy.example');
  const target = { ...HERE, server: server.url };
  const outcome = await channel.send(parcelOf({ target }), soon());
  expect(outcome).toMatchObject({ kind: 'rejected', channelDead: false });
  expect(await channel.check?.(target, soon())).toMatchObject({ isWell: false });
  expect(server.seen).toEqual([]);
});

describe('a check', () => {
  const servers =
    (auth: number, health = '{"healthy":true}'): Answer =>
    (response, { path }) =>
      path === '/v1/health' ? response.end(health) : response.writeHead(auth).end('{}');

  test('asks for health and for the topic', async () => {
    const { server, channel } = await service(servers(200));
    expect(await channel.check?.(HERE, soon())).toEqual({ isWell: true });
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/health',
      'GET /bell/auth',
    ]);
  });

  test.each([
    { says: 'an unknown token', answer: servers(401), token: 'tk_x', isWell: false },
    { says: 'a shut topic', answer: servers(403), token: null, isWell: false },
    { says: 'a token that may only write', answer: servers(403), token: 'tk_x', isWell: true },
    { says: 'a server without /auth', answer: servers(404), token: null, isWell: true },
    { says: 'an unwell server', answer: servers(200, '{}'), token: null, isWell: false },
    { says: 'no ntfy at all', answer: servers(200, '<html>'), token: null, isWell: false },
  ])('$says', async ({ answer, token, isWell }) => {
    const { channel } = await service(answer);
    const target = { server: null, topic: 'other', token };
    expect(await channel.check?.(target, soon())).toMatchObject({ isWell });
  });

  test('of nobody tells so', async () => {
    const { channel } = await service();
    await open.shift()?.close();
    expect(await channel.check?.(HERE, soon())).toEqual({
      isWell: false,
      why: 'The ntfy server did not answer',
    });
  });
});

describe('what is typed', () => {
  const channel = () => channelAt('https://ntfy.sh', ['127.0.0.1:8080']);

  test.each([
    ['my-topic', { server: null, topic: 'my-topic', token: null }],
    [' my_topic  token:tk_x ', { server: null, topic: 'my_topic', token: 'tk_x' }],
    ['https://ntfy.sh/my-topic', { server: null, topic: 'my-topic', token: null }],
    [
      'https://ntfy.example.org/topic token:tk_x',
      { server: 'https://ntfy.example.org', topic: 'topic', token: 'tk_x' },
    ],
    [
      'https://ntfy.example.org/topic/',
      { server: 'https://ntfy.example.org', topic: 'topic', token: null },
    ],
    [
      'http://127.0.0.1:8080/topic',
      { server: 'http://127.0.0.1:8080', topic: 'topic', token: null },
    ],
  ])('%s', (text, target) => {
    expect(channel().read(text)).toEqual({ kind: 'ok', target });
  });

  test.each([
    '',
    'a b',
    'tö',
    'x'.repeat(65),
    'my-topic token:abc',
    'my-topic token:tk_x more',
    'https://ntfy.example.org/',
    'https://ntfy.example.org/a/b',
    'https://ntfy.example.org/a?x=1',
    'https://u:p@ntfy.sh/topic',
    'http://ntfy.example.org/topic',
    'https://127.0.0.1/topic',
    'ftp://ntfy.example.org/topic',
    'my-topic\r\nX-Tags: a',
  ])('is not taken: %j', (text) => {
    const read = channel().read(text);
    expect(read).toMatchObject({ kind: 'problem' });
    expect(JSON.stringify(read)).not.toMatch(/u:p@|abc/);
  });

  test('is shown by its server and its first letters', () => {
    expect(channel().label({ server: null, topic: 'my-secret-topic', token: 'tk_x' })).toBe(
      'ntfy.sh/my-…',
    );
    expect(channel().label({ server: null, topic: 'bell', token: null })).toBe('ntfy.sh/b…');
  });

  test('is the installation’s own where that is set', () => {
    expect(channel().ofInstallation).toEqual(HERE);
  });
});
