import { assert, property, string } from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';

import { discordText } from '../../src/channels/discord-text.ts';
import { html } from '../../src/core/html.ts';
import { parcelOf } from '../support/channel-case.ts';
import { channelLab } from '../support/channel-lab.ts';
import { HOSTILE_NAMES } from '../support/hostile.ts';
import { startHttp } from '../support/http-server.ts';

const PATH = '/api/webhooks/123456789012345678/AbCdEfGhIjKlMnOp-wxyz';
const open: { close(): Promise<void> }[] = [];
const soon = () => AbortSignal.timeout(5_000);

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

async function discord(...args: Parameters<typeof startHttp>) {
  const server = await startHttp(...args);
  const lab = channelLab('discord', { discordUrl: `${server.url}${PATH}` });
  open.push(server, lab);
  return { server, channel: lab.channel, target: { url: `${server.url}${PATH}` } };
}

test('says one bold line and what follows, calls nobody, and asks for the id', async () => {
  const { server, channel, target } = await discord((response) => response.end('{"id":"77"}'));
  const parcel = parcelOf({
    target,
    prefix: 'repeat of #A7K2',
    keyboard: [[{ text: 'Chart', url: 'https://example.com/c?a=1&b=2' }]],
  });
  expect(await channel.send(parcel, soon())).toEqual({ kind: 'sent', messageId: '77' });
  expect(server.seen[0]).toMatchObject({ method: 'POST', path: `${PATH}?wait=true` });
  expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
    content:
      '**🔔 NVDA crossed above 150.00**\nrepeat of \\#A7K2\nnow 151.20 USD\nChart: <https://example.com/c?a=1&b=2>',
    allowed_mentions: { parse: [] },
    flags: 4,
  });
});

test('a silent message makes no sound', () => {
  expect(discordText(parcelOf({ target: {}, silent: true })).flags).toBe(4 | 4_096);
});

test('an earlier message is changed in place, or sent anew when it is gone', async () => {
  const { server, channel, target } = await discord((response, { method }) => {
    if (method === 'PATCH') response.writeHead(404).end('{"code":10008}');
    else response.end('{"id":"78"}');
  });
  const parcel = { ...parcelOf({ target }), edits: '77' };
  expect(await channel.send(parcel, soon())).toEqual({
    kind: 'sent',
    messageId: '78',
    mends: ['sent-anew'],
  });
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `PATCH ${PATH}/messages/77`,
    `POST ${PATH}?wait=true`,
  ]);
});

test('a thread in the address is kept, and nothing else of its query', async () => {
  const { server, channel } = await discord((response) => response.end('{"id":"77"}'));
  const url = `${server.url}${PATH}?thread_id=42&x=1`;
  const lab = channelLab('discord', { discordUrl: url });
  open.push(lab);
  await lab.channel.send(parcelOf({ target: { url } }), soon());
  expect(server.seen[0]?.path).toBe(`${PATH}?wait=true&thread_id=42`);
  expect(channel.label({ url })).toBe('webhook …wxyz at 127.0.0.1');
});

test.each([
  ['in its words', {}, '{"retry_after":0.5,"global":true}'],
  ['in its headers', { 'x-ratelimit-global': 'true' }, ''],
  ['by its scope', { 'x-ratelimit-scope': 'global' }, '{"retry_after":0.5}'],
])('a limit on everything, %s, holds up every message to Discord', async (_, headers, body) => {
  const { channel, target } = await discord((response) =>
    response.writeHead(429, { 'retry-after': '1', ...headers }).end(body),
  );
  expect(await channel.send(parcelOf({ target }), soon())).toEqual({
    kind: 'retry',
    afterMs: 1_000,
    counts: false,
    code: '429',
    pausesChannel: true,
  });
});

test('a server that anyone may have named speaks for itself alone', async () => {
  const server = await startHttp((response) =>
    response.writeHead(429).end('{"retry_after":2,"global":true}'),
  );
  const lab = channelLab('discord', { outboundAllow: [new URL(server.url).host] });
  open.push(server, lab);
  const target = { url: `${server.url}${PATH}` };
  expect(await lab.channel.send(parcelOf({ target }), soon())).toEqual({
    kind: 'retry',
    afterMs: 2_000,
    counts: false,
    code: '429',
  });
});

test('a limit that all who use a webhook share holds up that webhook alone', async () => {
  const { channel, target } = await discord((response) =>
    response.writeHead(429, { 'x-ratelimit-scope': 'shared' }).end('{"retry_after":3.25}'),
  );
  const outcome = await channel.send(parcelOf({ target }), soon());
  expect(outcome).toEqual({ kind: 'retry', afterMs: 3_250, counts: false, code: '429' });
});

test.each([
  [200, { isWell: true }],
  [404, { isWell: false, why: 'Discord no longer knows this webhook: it was deleted there.' }],
  [503, { isWell: false, why: 'Discord answered 503.' }],
])('a look without a message: %i', async (status, check) => {
  const { server, channel, target } = await discord((response) =>
    response.writeHead(status).end('{}'),
  );
  expect(await channel.check?.(target, soon())).toEqual(check);
  expect(server.seen[0]).toMatchObject({ method: 'GET', path: PATH });
});

describe('reading', () => {
  const { channel } = channelLab('discord');

  test.each([
    `https://discord.com${PATH}`,
    `https://canary.discord.com/api/v10/webhooks/123456789012345678/AbC-d_E`,
    `  https://discordapp.com${PATH}?thread_id=7 `,
  ])('takes %s', (url) => {
    expect(channel.read(url)).toEqual({ kind: 'ok', target: { url: url.trim() } });
  });

  test.each([
    ['', /^I need the address of a webhook: Discord gives one/],
    [`http://discord.com${PATH}`, /only https/],
    [`https://127.0.0.1${PATH}`, /not on the public internet/],
    ['https://discord.com/channels/1/2', /no webhook of Discord/],
    [`https://discord.com${PATH}\u202e`, /invisible/],
    [`https://ann:pw@discord.com${PATH}`, /name or a password/],
  ])('refuses %s in words', (text, why) => {
    expect(channel.read(text)).toEqual({ kind: 'problem', why: expect.stringMatching(why) });
  });
});

/** Content without its own bold title, and without what is escaped: no letter of markup is left. */
function bare(content: string): string {
  return content
    .replace(/^\*\*/, '')
    .replace('**', '')
    .replaceAll(/\\[^A-Za-z0-9\s]/g, '');
}

test('nothing that a name brings along is markup or calls anyone, and Discord takes its length', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 3_000 }), (name) => {
      const text = discordText(parcelOf({ target: {}, html: html`${name} ${name} <@1>`.html }));
      expect(text.content.length).toBeLessThanOrEqual(2_000);
      expect(text.allowed_mentions).toEqual({ parse: [] });
      expect(bare(text.content)).not.toMatch(/[*_~`|<>[\]@]/);
    }),
  );
  for (const name of [...HOSTILE_NAMES, '<@&1> @everyone <#1> [x](https://evil.example) ```', '\\'])
    expect(
      bare(discordText(parcelOf({ target: {}, html: html`t ${name}`.html })).content),
    ).not.toMatch(/[*_~`|<>[\]@\\]/);
});
