import * as fc from 'fast-check';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';

import { pushoverForm } from '../../src/channels/pushover-form.ts';
import { pushoverChannel } from '../../src/channels/pushover.ts';
import type { Parcel } from '../../src/core/ports/channel.ts';
import { createOutbound } from '../../src/http/outbound.ts';
import { channelConfig, parcelOf } from '../support/channel-case.ts';
import { hostileText } from '../support/hostile.ts';
import { startHttp } from '../support/http-server.ts';

const USER = 'uAbCdEfGhIjKlMnOpQrStUvWxYz123';
const TOKEN = 'aAbCdEfGhIjKlMnOpQrStUvWxYz123';
const OWN = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';
const RECEIPT = 'rAbCdEfGhIjKlMnOpQrStUvWxYz123';
const TO = { user: USER, device: null, token: null };

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

const soon = () => AbortSignal.timeout(5_000);

function channelAt(apiRoot: string, token: string | undefined = TOKEN) {
  const outbound = createOutbound();
  open.push(outbound);
  const pushover = { apiRoot, token, userKey: USER, device: 'phone' };
  return pushoverChannel({ config: channelConfig({ pushover }), outbound });
}

async function service(answer: (response: ServerResponse) => void) {
  const server = await startHttp(answer);
  open.push(server);
  return { server, channel: channelAt(server.url) };
}

function saying(value: unknown, status = 200) {
  return (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
}

const formOf = (wish: Partial<Parameters<typeof parcelOf>[0]>) =>
  pushoverForm(parcelOf({ target: TO, ...wish }));

describe('the request', () => {
  test('is the whole message as a form', async () => {
    const { server, channel } = await service(saying({ status: 1, request: 'r' }));
    const parcel = parcelOf({
      target: { ...TO, device: 'phone' },
      html: '🔔 <b>NVDA crossed 150</b>\nnow 151 &amp; rising',
      prefix: 'repeat of #A7K2',
      keyboard: [[{ text: 'Chart', url: 'https://x.example/?a=1&b=2' }]],
    });
    expect(await channel.send(parcel, soon())).toEqual({ kind: 'sent', messageId: 'r' });
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/1/messages.json' });
    expect(Object.fromEntries(new URLSearchParams(server.seen[0]?.body))).toEqual({
      token: TOKEN,
      user: USER,
      device: 'phone',
      title: '🔔 NVDA crossed 150',
      message: 'repeat of #A7K2\nnow 151 & rising',
      priority: '0',
      html: '0',
      tags: expect.stringMatching(/^[0-9a-f]{32}$/),
      url: 'https://x.example/?a=1&b=2',
      url_title: 'Chart',
      timestamp: '1767628800',
    });
  });

  test('goes by the token that came with the contact, where one did', async () => {
    const { server, channel } = await service(saying({ status: 1, request: 'r' }));
    await channel.send(parcelOf({ target: { ...TO, token: OWN } }), soon());
    expect(new URLSearchParams(server.seen[0]?.body).get('token')).toBe(OWN);
  });

  test('is not made without any token', async () => {
    const server = await startHttp();
    open.push(server);
    const channel = pushoverChannel({
      config: channelConfig({
        pushover: { apiRoot: server.url, token: undefined, userKey: USER, device: undefined },
      }),
      outbound: createOutbound(),
    });
    expect(channel.ofInstallation).toBeUndefined();
    expect(await channel.send(parcelOf({ target: TO }), soon())).toMatchObject({
      kind: 'rejected',
      channelDead: true,
      why: expect.stringContaining('PUSHOVER_API_TOKEN'),
    });
    expect(server.seen).toEqual([]);
  });
});

describe('how loud', () => {
  test.each([
    ['low', '-1', undefined],
    ['medium', '0', undefined],
    ['high', '1', 'siren'],
    ['critical', '2', 'siren'],
  ] as const)('%s has priority %s', (severity, priority, sound) => {
    const form = formOf({ severity });
    expect(form['priority']).toBe(priority);
    expect(form['sound']).toBe(sound);
  });

  test('critical rings each minute for ten, and nothing else does', () => {
    expect(formOf({ severity: 'critical' })).toMatchObject({ retry: '60', expire: '600' });
    expect(formOf({ severity: 'high' })).not.toHaveProperty('retry');
  });

  test('a step of a critical alert rings like its first message', () => {
    const about = { reason: 'repeated', step: 'escalation-1' } as const;
    expect(formOf({ severity: 'critical', about })['priority']).toBe('2');
  });

  test.each([
    ['low', '-1'],
    ['medium', '0'],
    ['high', '0'],
    ['critical', '0'],
  ] as const)('the end of one of severity %s has priority %s', (severity, priority) => {
    const form = formOf({ severity, about: { reason: 'resolved', step: 'resolved' } });
    expect(form['priority']).toBe(priority);
    expect(form).not.toHaveProperty('sound');
  });

  test('what was meant to come silently does, and what is no alert is plain', () => {
    expect(formOf({ silent: true })['priority']).toBe('-1');
    expect(formOf({ about: 'nothing' })['priority']).toBe('0');
  });

  test('only a first message is dated back', () => {
    expect(formOf({ about: { step: 'escalation-1' } })).not.toHaveProperty('timestamp');
    expect(formOf({ about: 'nothing' })).not.toHaveProperty('timestamp');
  });
});

describe('what fits', () => {
  test('a long text is cut, and no character is cut through', () => {
    const { message = '' } = formOf({ html: `x\n${'👩‍👩‍👧‍👦'.repeat(200)}` });
    expect(message.length).toBeLessThanOrEqual(1_024);
    expect(message).toMatch(/^(?:👩‍👩‍👧‍👦)+…$/u);
  });

  test('an address that is too long is left out', () => {
    const keyboard = [[{ text: 'Chart', url: `https://x.example/${'a'.repeat(500)}` }]];
    expect(formOf({ keyboard })).not.toHaveProperty('url');
  });

  test('every text gives a form that Pushover takes', () => {
    const words = hostileText(3_000);
    fc.assert(
      fc.property(words, fc.option(words, { nil: undefined }), (html, prefix) => {
        const form = formOf({ html, ...(prefix !== undefined && { prefix }) });
        const { title = '', message = '' } = form;
        expect(title.trim()).not.toBe('');
        expect(title.length).toBeLessThanOrEqual(250);
        expect(title).not.toMatch(/[^\S ]/);
        expect(message.trim()).not.toBe('');
        expect(Array.from(message).length).toBeLessThanOrEqual(1_024);
        expect(Object.values(form).every((value) => value.isWellFormed())).toBe(true);
      }),
    );
  });
});

describe('receipts', () => {
  test('of an emergency are its id', async () => {
    const { channel } = await service(saying({ status: 1, request: 'r', receipt: RECEIPT }));
    const parcel = parcelOf({ target: TO, severity: 'critical' });
    expect(await channel.send(parcel, soon())).toEqual({ kind: 'sent', messageId: RECEIPT });
  });

  const state = {
    status: 1,
    acknowledged: 0,
    acknowledged_at: 0,
    acknowledged_by: '',
    acknowledged_by_device: '',
    expired: 0,
  };
  const done = { ...state, acknowledged: 1, acknowledged_at: 1_767_628_860, acknowledged_by: USER };

  test.each([
    ['nobody yet', saying(state), { kind: 'waiting' }],
    [
      'somebody',
      saying({ ...done, acknowledged_by_device: 'phone' }),
      { kind: 'acknowledged', at: 1_767_628_860_000, by: 'phone' },
    ],
    ['somebody unnamed', saying(done), { kind: 'acknowledged', by: 'Pushover' }],
    ['nobody in time', saying({ ...state, expired: 1 }), { kind: 'over' }],
    ['no such receipt', saying({ status: 0 }, 404), { kind: 'over' }],
    ['too many questions', saying({ status: 0 }, 429), { kind: 'waiting' }],
    ['a fault', saying({}, 502), { kind: 'waiting' }],
    ['a page', (response: ServerResponse) => response.end('<html>'), { kind: 'waiting' }],
    ['a dead line', (response: ServerResponse) => response.socket?.destroy(), { kind: 'waiting' }],
  ] as const)('acknowledged by %s', async (_name, answer, expected) => {
    const { server, channel } = await service((response) => void answer(response));
    expect(await channel.receipts?.poll(TO, RECEIPT, soon())).toMatchObject(expected);
    expect(server.seen[0]?.path).toBe(`/1/receipts/${RECEIPT}.json?token=${TOKEN}`);
  });

  test('are cancelled by their application', async () => {
    const { server, channel } = await service(saying({ status: 1 }));
    expect(await channel.receipts?.cancel(TO, RECEIPT, soon())).toBe(true);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: `/1/receipts/${RECEIPT}/cancel.json`,
      body: `token=${TOKEN}`,
    });
  });

  test('are not called cancelled when the service did not say so', async () => {
    const { channel } = await service(saying({}, 500));
    expect(await channel.receipts?.cancel(TO, RECEIPT, soon())).toBe(false);
  });

  test('are not asked for where nothing rang', async () => {
    const { server, channel } = await service(saying({}));
    const request = '11111111-2222-4333-8444-555555555555';
    expect(await channel.receipts?.poll(TO, request, soon())).toEqual({ kind: 'over' });
    expect(await channel.receipts?.cancel(TO, request, soon())).toBe(true);
    expect(server.seen).toEqual([]);
  });
});

test('a month that one reader’s own application has used up holds up nobody else', async () => {
  const { channel } = await service((response) =>
    response.writeHead(429, { 'x-limit-app-reset': '2147483647' }).end(),
  );
  const send = (token: string | null): Promise<unknown> =>
    channel.send(parcelOf({ target: { ...TO, token } }) satisfies Parcel, soon());
  expect(await send(OWN)).toMatchObject({ kind: 'retry', pausesChannel: false });
  expect(await send(null)).toMatchObject({ kind: 'retry', pausesChannel: true });
});

describe('a check', () => {
  test('asks whether the reader is known', async () => {
    const { server, channel } = await service(saying({ status: 1, devices: ['phone'] }));
    expect(await channel.check?.({ ...TO, device: 'phone' }, soon())).toEqual({ isWell: true });
    expect(server.seen[0]).toMatchObject({
      path: '/1/users/validate.json',
      body: `token=${TOKEN}&user=${USER}&device=phone`,
    });
  });

  test('tells what is wrong', async () => {
    const no = await service(saying({ user: 'invalid', errors: ['x'], status: 0 }, 400));
    expect(await no.channel.check?.(TO, soon())).toMatchObject({
      isWell: false,
      why: expect.stringContaining('does not know this user key'),
    });
    const page = await service((response) => response.end('<html>'));
    expect(await page.channel.check?.(TO, soon())).toMatchObject({ isWell: false });
    await open.pop()?.close();
    expect(await page.channel.check?.(TO, soon())).toMatchObject({ isWell: false });
  });
});

describe('what is typed', () => {
  test.each([
    [USER, { user: USER, device: null, token: null }],
    [` ${USER}  phone `, { user: USER, device: 'phone', token: null }],
    [`${USER} token:${OWN} my-phone`, { user: USER, device: 'my-phone', token: OWN }],
  ])('%s', (text, target) => {
    expect(channelAt('http://127.0.0.1:9').read(text)).toEqual({ kind: 'ok', target });
  });

  test.each([
    '',
    'short',
    `${USER}x`,
    `${USER} a b`,
    `${USER} a/b`,
    `${USER} token:x`,
    `${USER} token:${OWN} token:${OWN}`,
  ])('is not taken: %j', (text) => {
    expect(channelAt('http://127.0.0.1:9').read(text)).toMatchObject({ kind: 'problem' });
  });

  test('needs a token where the installation has none', () => {
    const pushover = {
      apiRoot: 'http://127.0.0.1:9',
      token: undefined,
      userKey: undefined,
      device: undefined,
    };
    const channel = pushoverChannel({
      config: channelConfig({ pushover }),
      outbound: createOutbound(),
    });
    expect(channel.read(USER)).toMatchObject({
      why: expect.stringContaining('PUSHOVER_API_TOKEN'),
    });
    expect(channel.read(channel.example.slice('pushover '.length))).toMatchObject({ kind: 'ok' });
  });

  test('is never quoted: it may be a secret with a slip in it', () => {
    const secret = `${OWN}x`;
    for (const text of [secret, `${USER} ${secret}`, `${USER} token:${secret}`])
      expect(JSON.stringify(channelAt('http://127.0.0.1:9').read(text))).not.toContain('bbb');
  });

  test('is the installation’s own where that is set', () => {
    expect(channelAt('http://127.0.0.1:9').ofInstallation).toEqual({ ...TO, device: 'phone' });
  });
});
