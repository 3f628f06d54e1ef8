import type { ChannelCase } from '../channel-case.ts';

const USER = 'uAbCdEfGhIjKlMnOpQrStUvWxYz123';
const REQUEST = '11111111-2222-4333-8444-555555555555';

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}) {
  const type = { 'content-type': 'application/json' };
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(value) };
}

export const pushoverCase: ChannelCase = {
  name: 'pushover',
  config: (url) => ({
    pushover: {
      apiRoot: url,
      token: 'aAbCdEfGhIjKlMnOpQrStUvWxYz123',
      userKey: USER,
      device: undefined,
    },
  }),
  target: () => ({ user: USER, device: null, token: null }),
  secrets: () => [USER],
  accepted: json(200, { status: 1, request: REQUEST }),
  messageId: REQUEST,
  garbage: 'uncertain',
  refusals: [
    {
      says: 'an unknown user key ends the channel',
      answer: json(400, {
        user: 'invalid',
        errors: ['user identifier is invalid'],
        status: 0,
        request: REQUEST,
      }),
      outcome: { kind: 'rejected', channelDead: true },
    },
    {
      says: 'an unknown token ends the channel',
      answer: json(400, { token: 'invalid', errors: ['application token is invalid'], status: 0 }),
      outcome: {
        kind: 'rejected',
        why: 'Pushover does not know the application’s token: whoever runs the program sets PUSHOVER_API_TOKEN',
        channelDead: true,
      },
    },
    {
      says: 'anything else is about this message alone',
      answer: json(400, {
        message: 'cannot be blank',
        errors: ['message cannot be blank'],
        status: 0,
      }),
      outcome: {
        kind: 'rejected',
        why: 'Pushover refused it: message cannot be blank',
        channelDead: false,
      },
    },
    {
      says: 'a month that is used up holds up everyone for an hour at most',
      answer: json(429, { status: 0 }, { 'x-limit-app-reset': '2147483647' }),
      outcome: {
        kind: 'retry',
        afterMs: 3_600_000,
        counts: false,
        code: '429',
        pausesChannel: true,
      },
    },
    {
      says: 'a month that is used up and nearly over holds up for as long as it lasts',
      answer: json(
        429,
        { status: 0 },
        { date: 'Wed, 01 Jul 2026 04:59:30 GMT', 'x-limit-app-reset': '1782882000' },
      ),
      outcome: {
        kind: 'retry',
        afterMs: 30_000,
        counts: false,
        code: '429',
        pausesChannel: true,
      },
    },
    {
      says: 'a word of failure in a reply of success is no acceptance',
      answer: json(200, { status: 0, request: REQUEST }),
      outcome: { kind: 'uncertain', code: 'unreadable' },
    },
  ],
};
