import { assert, property, string } from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';

import { smsText } from '../../src/channels/sms-text.ts';
import { html } from '../../src/core/html.ts';
import { parcelOf } from '../support/channel-case.ts';
import { channelLab } from '../support/channel-lab.ts';
import { HOSTILE_NAMES } from '../support/hostile.ts';
import { startHttp } from '../support/http-server.ts';

const TO = '+491701234517';
const open: { close(): Promise<void> }[] = [];
const soon = () => AbortSignal.timeout(5_000);

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

async function twilio(status: number, body: string, from = '+14155550100') {
  const server = await startHttp((response) => response.writeHead(status).end(body));
  const account = { apiRoot: server.url, accountSid: 'AC1', authToken: 's3cret', from };
  const lab = channelLab('sms', { twilio: account });
  open.push(server, lab);
  return { server, channel: lab.channel };
}

test.each([
  ['a number', '+14155550100', 'From=%2B14155550100'],
  ['a name', 'Bellwether', 'From=Bellwether'],
  ['a messaging service', 'MG0123', 'MessagingServiceSid=MG0123'],
])('asks Twilio to send, from %s', async (_, from, sender) => {
  const { server, channel } = await twilio(201, '{"sid":"SM1"}', from);
  const outcome = await channel.send(parcelOf({ target: { to: TO } }), soon());
  expect(outcome).toEqual({ kind: 'sent', messageId: 'SM1' });
  expect(server.seen).toMatchObject([
    {
      method: 'POST',
      path: '/2010-04-01/Accounts/AC1/Messages.json',
      headers: {
        authorization: 'Basic QUMxOnMzY3JldA==',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `To=%2B491701234517&${sender}&Body=NVDA+crossed+above+150.00%0Anow+151.20+USD`,
    },
  ]);
});

test.each([
  [200, '{"status":"active"}', { isWell: true }],
  [200, '{"status":"suspended"}', { isWell: false, why: expect.stringContaining('suspended') }],
  [401, '{"code":20003}', { isWell: false, why: expect.stringContaining('TWILIO_AUTH_TOKEN') }],
])('looks at the account without a message: %i %s', async (status, body, check) => {
  const { server, channel } = await twilio(status, body);
  expect(await channel.check?.({ to: TO }, soon())).toEqual(check);
  expect(server.seen[0]).toMatchObject({ method: 'GET', path: '/2010-04-01/Accounts/AC1.json' });
});

describe('reading', () => {
  test.each(['+491701234517', ' +49 (170) 123-45‑17 ', '+49.170.1234517'])(
    'takes %s',
    async (text) => {
      const { channel } = await twilio(200, '{}');
      expect(channel.read(text)).toEqual({ kind: 'ok', target: { to: TO } });
      expect(channel.label({ to: TO })).toBe('+49…17');
    },
  );

  test.each(['', '0170 1234517', '+0170', 'call me', '+49170123451712345', '+49170\r\nFrom=x'])(
    'refuses %j in words',
    async (text) => {
      const { channel } = await twilio(200, '{}');
      const why = expect.stringMatching(/phone number that begins with \+/);
      expect(channel.read(text)).toEqual({ kind: 'problem', why });
    },
  );

  test('names the variables where no account is set up', () => {
    const { channel } = channelLab('sms');
    const why = expect.stringMatching(/TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM/);
    expect(channel.read(TO)).toEqual({ kind: 'problem', why });
  });
});

describe('words', () => {
  const said = (text: string, prefix?: string) =>
    smsText(parcelOf({ target: {}, html: text, ...(prefix !== undefined && { prefix }) }));

  test('are the title and one line, in letters of every phone', () => {
    expect(said('🚀 <b>NVDA ▲2.1% – “São Tomé”</b>\n\n100 → 102 €, ≥ 101\nthird')).toBe(
      'NVDA +2.1% - "Sao Tomé"\n100 -> 102 €, >= 101',
    );
  });

  test('a repeat says so, and loses no line by it', () => {
    expect(said('title\nsecond\nthird', 'repeat of #A7K2')).toBe('title\nrepeat of #A7K2\nsecond');
  });

  test('a word of another script leaves a trace', () => {
    expect(said('NVDA ниже')).toBe('NVDA ????');
  });
});

const SEPTETS =
  /^[@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}[\]~\\|€]*$/;

test('whatever a name brings along, it is two parts of plain letters at most', () => {
  const isPlain = (name: string): void => {
    const text = smsText(parcelOf({ target: {}, html: html`${name} ${name}`.html }));
    expect(text).toMatch(SEPTETS);
    const doubles = text.replaceAll(/[^^{}[\]~\\|€]/g, '').length;
    expect(text.length + doubles).toBeLessThanOrEqual(306);
    expect(text.split('\n').length).toBeLessThanOrEqual(2);
  };
  assert(property(string({ unit: 'binary', maxLength: 800 }), isPlain));
  for (const name of [...HOSTILE_NAMES, '^'.repeat(400), 'ﬁ½①…'.repeat(90)]) isPlain(name);
});
