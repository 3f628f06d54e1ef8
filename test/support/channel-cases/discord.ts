import { expectation, type ChannelCase } from '../channel-case.ts';

const TOKEN = 'dIsC0rd-s3cret-token-wxyz';

export const discordCase: ChannelCase = {
  name: 'discord',
  target: (url) => ({ url: `${url}/api/webhooks/123456789012345678/${TOKEN}` }),
  secrets: () => [TOKEN],
  accepted: { status: 200, body: '{"id":"1305", "type":0}' },
  messageId: '1305',
  garbage: 'uncertain',
  refusals: [
    {
      says: 'deleted there',
      answer: { status: 404, body: '{"message":"Unknown Webhook","code":10015}' },
      outcome: expectation({ kind: 'rejected', channelDead: true }),
    },
    {
      says: 'a token that is no longer good',
      answer: { status: 401, body: '{"message":"Invalid Webhook Token","code":50027}' },
      outcome: expectation({ kind: 'rejected', channelDead: true }),
    },
    {
      says: 'a limit said in seconds and parts of them',
      answer: { status: 429, body: '{"message":"…","retry_after":1.2345,"global":false}' },
      outcome: { kind: 'retry', afterMs: 1_235, counts: false, code: '429' },
    },
    {
      says: 'a limit of everyone, from a server that may not speak for Discord',
      answer: { status: 429, body: '{"retry_after":2,"global":true}' },
      outcome: { kind: 'retry', afterMs: 2_000, counts: false, code: '429' },
    },
  ],
};
