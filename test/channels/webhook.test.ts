import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { assert, property, string } from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';

import { webhookChannel } from '../../src/channels/webhook.ts';
import { createOutbound } from '../../src/http/outbound.ts';
import { parcelOf } from '../support/channel-case.ts';
import { channelLab } from '../support/channel-lab.ts';
import { startHttp } from '../support/http-server.ts';

const SECRET = 'a-secret-of-some-length';
const AT = 1_767_628_805_123;
const open: { close(): Promise<void> }[] = [];
const soon = () => AbortSignal.timeout(5_000);

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

async function hook() {
  const server = await startHttp((response) => response.writeHead(204).end());
  const allow = [new URL(server.url).host];
  const outbound = createOutbound(undefined, { allow });
  open.push(server, outbound);
  const channel = webhookChannel({ config: { outboundAllow: allow }, outbound, now: () => AT });
  return { server, channel, target: { url: `${server.url}/hook?a=1`, secret: SECRET } };
}

test('posts what docs/channels.md tells of, signed, with its key', async () => {
  const { server, channel, target } = await hook();
  const parcel = parcelOf({ target, prefix: 'repeat of #A7K2' });
  expect(await channel.send(parcel, soon())).toEqual({ kind: 'sent', messageId: parcel.key });
  const [seen] = server.seen;
  const body = seen?.body ?? '';
  const signature = createHmac('sha256', SECRET).update(`1767628805.${body}`).digest('hex');
  expect(seen).toMatchObject({
    method: 'POST',
    path: '/hook?a=1',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': 'rule/7/2/NVDA/14/email/1/first',
      'x-bellwether-timestamp': '1767628805',
      'x-bellwether-signature': `v1=${signature}`,
    },
  });
  expect(JSON.parse(body)).toEqual({
    version: 1,
    key: 'rule/7/2/NVDA/14/email/1/first',
    ref: 'A7K2',
    instance: 'rule/7/2/NVDA/14',
    type: 'price',
    severity: 'medium',
    ticker: 'NVDA',
    step: 'first',
    reason: 'first',
    title: '🔔 NVDA crossed above 150.00',
    text: 'repeat of #A7K2\nnow 151.20 USD',
    link: null,
    price: 151.2,
    currency: 'USD',
    quotedAt: '2026-01-05T15:59:50.000Z',
    firedAt: '2026-01-05T16:00:00.000Z',
    rule: 'NVDA price > 150',
    count: 1,
  });
});

test('what is no alert has the same fields, empty', async () => {
  const { server, channel, target } = await hook();
  await channel.send(parcelOf({ target, about: 'nothing' }), soon());
  const body: Record<string, unknown> = JSON.parse(server.seen[0]?.body ?? '');
  expect(body).toMatchObject({ version: 1, type: 'notice', ref: null, price: null, firedAt: null });
  expect(Object.keys(body)).toHaveLength(18);
});

test('the example of docs/channels.md knows a good message from a changed, old or foreign one', async () => {
  const page = readFileSync('docs/channels.md', 'utf8');
  const code = /```js\n\/\/ verify\.mjs\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const { server, channel, target } = await hook();
  await channel.send(parcelOf({ target }), soon());
  const { headers = {}, body = '' } = server.seen[0] ?? {};
  const nowS = AT / 1_000;
  expect(verify({ headers, body }, SECRET, nowS)).toBe(true);
  expect(verify({ headers, body: body.replace('151.2', '151.3') }, SECRET, nowS)).toBe(false);
  expect(verify({ headers, body }, 'another secret', nowS)).toBe(false);
  expect(verify({ headers, body }, SECRET, nowS + 301)).toBe(false);
  expect(verify({ headers: {}, body }, SECRET, nowS)).toBe(false);
});

test('a look without a message is a HEAD, and any answer will do', async () => {
  const { server, channel, target } = await hook();
  expect(await channel.check?.(target, soon())).toEqual({ isWell: true });
  expect(server.seen.map(({ method }) => method)).toEqual(['HEAD']);
  const inward = { url: 'https://127.0.0.1/', secret: SECRET };
  expect(await channel.check?.(inward, soon())).toEqual({
    isWell: false,
    why: '127.0.0.1 is not on the public internet.',
  });
});

test('an address that leads inward is refused for good, and nothing is asked', async () => {
  const server = await startHttp();
  open.push(server);
  const { channel, close } = channelLab('webhook');
  open.push({ close });
  const target = { url: server.url.replace('http:', 'https:'), secret: SECRET };
  const outcome = await channel.send(parcelOf({ target }), soon());
  expect(outcome).toMatchObject({ kind: 'rejected', channelDead: false });
  expect(server.seen).toEqual([]);
});

describe('reading', () => {
  const { channel } = channelLab('webhook');
  const url = 'https://hooks.example.com/x';

  test('makes a secret when none is given, and says it once', () => {
    const reads = [channel.read(url), channel.read(url)];
    const secrets = reads.map((read) => (read.kind === 'ok' ? read.target['secret'] : ''));
    expect(new Set(secrets).size).toBe(2);
    expect(reads[0]).toEqual({
      kind: 'ok',
      target: { url, secret: expect.stringMatching(/^[\w-]{43}$/) },
      note: expect.stringContaining(String(secrets[0])),
    });
  });

  test('takes a secret of one’s own', () => {
    expect(channel.read(`${url} ${SECRET}`)).toEqual({
      kind: 'ok',
      target: { url, secret: SECRET },
    });
  });

  test.each([
    ['', /^I need an https address/],
    ['http://hooks.example.com/x', /only https/],
    ['https://10.0.0.8/x', /not on the public internet/],
    ['https://hooks.example.com:8443/x', /names port 8443/],
    [`${url} short`, /The secret has only 5 letters/],
    [`${url} ${SECRET} more`, /more behind the secret/],
    [`${url} sécret-of-some-length`, /not plain ones/],
  ])('refuses %s in words', (text, why) => {
    expect(channel.read(text)).toEqual({ kind: 'problem', why: expect.stringMatching(why) });
  });

  test('shows its host alone', () => {
    expect(channel.label({ url: `${url}?token=1`, secret: SECRET })).toBe(
      'webhook at hooks.example.com',
    );
  });
});

test('no key can become a second header, and each has its own', async () => {
  const { server, channel, target } = await hook();
  const keys = ['a\r\nx-evil: 1', 'a\r\nx-evil: 2', 'ключ', ' ', ''];
  for (const key of keys) {
    const outcome = await channel.send({ ...parcelOf({ target }), key }, soon());
    expect(outcome.kind).toBe('sent');
  }
  const told = server.seen.map(({ headers }) => String(headers['idempotency-key']));
  expect(new Set(told).size).toBe(keys.length);
  expect(told.join('')).toMatch(/^[0-9a-f]+$/);
  expect(server.seen.some(({ headers }) => 'x-evil' in headers)).toBe(false);
});

test('whatever is typed is a target that can be kept or a problem in words', () => {
  const { channel } = channelLab('webhook');
  assert(
    property(string({ unit: 'binary', maxLength: 200 }), (text) => {
      const read = channel.read(`https://${text}`);
      if (read.kind === 'problem') expect(read.why).not.toMatch(/[\r\n]/);
      else expect(String(read.target['url'])).toMatch(/^https:\/\/[^\s@]+$/);
    }),
  );
});
