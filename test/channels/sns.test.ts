import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { keyHash } from '../../src/channels/key-hash.ts';
import type { Outcome } from '../../src/core/alert.ts';
import { parcelOf } from '../support/channel-case.ts';
import { channelLab } from '../support/channel-lab.ts';
import { startHttp } from '../support/http-server.ts';
import { closedAddress } from '../support/vendor-http.ts';

const ARN = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const TOPIC = { region: 'eu-west-1', to: ARN };
const open: { close(): Promise<void> }[] = [];
const soon = () => AbortSignal.timeout(5_000);

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's3cret');
  // No look at files or at the machine it runs on.
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

const taken = (response: ServerResponse): void => {
  response.setHeader('content-type', 'text/xml').end(
    `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId>
     </PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>`,
  );
};

function refusal(status: number, code: string) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'text/xml' }).end(
      `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>
       <Code>${code}</Code><Message>secret words</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    );
  };
}

async function amazon(answer: (response: ServerResponse) => void = taken) {
  const server = await startHttp(answer);
  const lab = labAt(server.url);
  open.push(server);
  const asked = () => Object.fromEntries(new URLSearchParams(server.seen[0]?.body ?? ''));
  return { server, channel: lab.channel, asked };
}

function labAt(endpoint: string) {
  const lab = channelLab('sns', { sns: { topicArn: ARN, region: undefined, endpoint } });
  open.push(lab);
  return lab;
}

test('publishes to a topic, signed for its region, with attributes to filter by', async () => {
  const { server, channel, asked } = await amazon();
  const outcome = await channel.send(parcelOf({ target: TOPIC, severity: 'high' }), soon());
  expect(outcome).toEqual({ kind: 'sent', messageId: 'm-1' });
  expect(server.seen).toHaveLength(1);
  expect(String(server.seen[0]?.headers['authorization'])).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-west-1\/sns\/aws4_request/,
  );
  const { Action, TopicArn, Subject, Message, ...rest } = asked();
  expect({ Action, TopicArn, Subject, Message }).toEqual({
    Action: 'Publish',
    TopicArn: ARN,
    Subject: 'NVDA crossed above 150.00',
    Message: '🔔 NVDA crossed above 150.00\nnow 151.20 USD',
  });
  expect(attributesOf(rest)).toEqual({
    key: 'rule/7/2/NVDA/14/email/1/first',
    type: 'price',
    severity: 'high',
    ticker: 'NVDA',
    step: 'first',
  });
  expect(rest['MessageDeduplicationId']).toBeUndefined();
});

function attributesOf(form: Readonly<Record<string, string>>) {
  const names = Object.keys(form).filter((name) => name.endsWith('.Name'));
  return Object.fromEntries(
    names.map((name) => [form[name], form[name.replace('.Name', '.Value.StringValue')]]),
  );
}

test('a FIFO topic is given what it drops a second copy by, and whose order it keeps', async () => {
  const { channel, asked } = await amazon();
  const target = { region: 'eu-west-1', to: `${ARN}.fifo` };
  await channel.send(parcelOf({ target, key: 'rule/7 – 2' }), soon());
  expect(asked()).toMatchObject({
    MessageDeduplicationId: keyHash('rule/7 – 2'),
    MessageGroupId: keyHash('contact'),
  });
});

test('a phone is sent what a text message holds', async () => {
  const { channel, asked } = await amazon();
  const target = { region: 'eu-west-1', to: '+491701234517' };
  await channel.send(parcelOf({ target }), soon());
  expect(asked()).toMatchObject({
    PhoneNumber: '+491701234517',
    Message: 'NVDA crossed above 150.00\nnow 151.20 USD',
  });
  expect(asked()).not.toHaveProperty('Subject');
});

const rejected = (channelDead: boolean, why: RegExp): object => ({
  kind: 'rejected',
  channelDead,
  why: expect.stringMatching(why),
});

test.each<[number, string, object]>([
  [400, 'Throttled', { kind: 'retry', afterMs: 30_000, counts: false, code: 'Throttled' }],
  [400, 'Throttling', { kind: 'retry', afterMs: 30_000, counts: false, code: 'Throttling' }],
  [429, 'Throttling', { kind: 'retry', counts: false }],
  [404, 'NotFound', rejected(true, /knows no such topic/)],
  [403, 'AuthorizationError', rejected(true, /may not publish there/)],
  [400, 'EndpointDisabled', rejected(true, /switched this address off/)],
  [403, 'InvalidClientTokenId', rejected(false, /AWS_ACCESS_KEY_ID/)],
  [403, 'SignatureDoesNotMatch', rejected(false, /AWS_SECRET_ACCESS_KEY/)],
  [400, 'InvalidParameter', rejected(false, /^Amazon SNS answered 400 InvalidParameter$/)],
  [500, 'InternalError', { kind: 'uncertain', code: '500' }],
  [503, 'ServiceUnavailable', { kind: 'uncertain', code: '503' }],
])('%i %s is asked once and means one thing', async (status, code, outcome) => {
  const { server, channel } = await amazon(refusal(status, code));
  const came: Outcome = await channel.send(parcelOf({ target: TOPIC }), soon());
  expect(came).toMatchObject(outcome);
  expect(JSON.stringify(came)).not.toContain('secret words');
  expect(server.seen).toHaveLength(1);
});

test('what may have left may have arrived, what cannot have left has not', async () => {
  const cut = await amazon((response) => response.socket?.destroy());
  expect(await cut.channel.send(parcelOf({ target: TOPIC }), soon())).toMatchObject({
    kind: 'uncertain',
  });
  const silent = await amazon(() => undefined);
  const impatient = AbortSignal.timeout(300);
  expect(await silent.channel.send(parcelOf({ target: TOPIC }), impatient)).toMatchObject({
    kind: 'uncertain',
  });
  const { channel } = labAt(await closedAddress());
  expect(await channel.send(parcelOf({ target: TOPIC }), soon())).toMatchObject({
    kind: 'retry',
    code: 'ECONNREFUSED',
  });
});

test.each(['', '<html>Log in', '<PublishResponse><PublishResult/></PublishResponse>'])(
  'a reply of success without an id is no word of acceptance: %j',
  async (page) => {
    const { channel } = await amazon((response) => response.end(page));
    expect(await channel.send(parcelOf({ target: TOPIC }), soon())).toMatchObject({
      kind: 'uncertain',
    });
  },
);

test('without credentials it says whose they are, and asks nothing', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  const { server, channel } = await amazon();
  const outcome = await channel.send(parcelOf({ target: TOPIC }), soon());
  expect(outcome).toMatchObject(rejected(false, /AWS_ACCESS_KEY_ID/));
  expect(server.seen).toEqual([]);
});

test('looks at a topic, or whether a phone wants messages, without sending one', async () => {
  const well = await amazon((response) =>
    response.end(
      '<GetTopicAttributesResponse><GetTopicAttributesResult/></GetTopicAttributesResponse>',
    ),
  );
  expect(await well.channel.check?.(TOPIC, soon())).toEqual({ isWell: true });
  expect(well.asked()).toMatchObject({ Action: 'GetTopicAttributes', TopicArn: ARN });
  const gone = await amazon(refusal(404, 'NotFound'));
  const why = 'Amazon SNS knows no such topic.';
  expect(await gone.channel.check?.(TOPIC, soon())).toEqual({ isWell: false, why });
  const shut = await amazon(refusal(403, 'AuthorizationError'));
  expect(await shut.channel.check?.(TOPIC, soon())).toEqual({ isWell: true });
  const asleep = await amazon((response) =>
    response.end(
      '<CheckIfPhoneNumberIsOptedOutResponse><CheckIfPhoneNumberIsOptedOutResult><isOptedOut>true</isOptedOut></CheckIfPhoneNumberIsOptedOutResult></CheckIfPhoneNumberIsOptedOutResponse>',
    ),
  );
  const phone = { region: 'eu-west-1', to: '+491701234517' };
  expect(await asleep.channel.check?.(phone, soon())).toMatchObject({ isWell: false });
});

describe('reading', () => {
  const { channel } = channelLab('sns', {
    sns: { topicArn: ARN, region: undefined, endpoint: undefined },
  });

  test('takes topics of any region, and phones of its own', () => {
    const tokyo = 'arn:aws:sns:ap-northeast-1:123456789012:bells.fifo';
    const topic = { region: 'ap-northeast-1', to: tokyo };
    expect(channel.read(` ${tokyo}`)).toEqual({ kind: 'ok', target: topic });
    expect(channel.label(topic)).toBe('topic bells.fifo in ap-northeast-1');
    const phone = { region: 'eu-west-1', to: '+14155550123' };
    expect(channel.read('+1 415 555 0123')).toEqual({ kind: 'ok', target: phone });
    expect(channel.label(phone)).toBe('+14…23');
    expect(channel.ofInstallation).toEqual(TOPIC);
  });

  test.each(['', 'alerts', 'arn:aws:sqs:eu-west-1:123456789012:q', `${ARN} more`])(
    'refuses %j in words',
    (text) => {
      const why = expect.stringMatching(/I need the ARN of a topic/);
      expect(channel.read(text)).toEqual({ kind: 'problem', why });
    },
  );

  test('names the variables where it is not set up', () => {
    const why = expect.stringMatching(/AWS_SNS_TOPIC_ARN or AWS_REGION/);
    expect(channelLab('sns').channel.read(ARN)).toEqual({ kind: 'problem', why });
  });
});
