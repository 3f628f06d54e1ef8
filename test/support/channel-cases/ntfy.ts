import { keyHash } from '../../../src/channels/key-hash.ts';
import { PARCEL_KEY, type ChannelCase } from '../channel-case.ts';

const dead = { kind: 'rejected', channelDead: true } as const;

function json(status: number, value: unknown) {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

export const ntfyCase: ChannelCase = {
  name: 'ntfy',
  target: (url) => ({ server: url, topic: 'my-secret-topic', token: 'tk_1' }),
  secrets: () => ['my-secret-topic', 'tk_1'],
  accepted: json(200, { id: 'xE73Iyuabi', event: 'message', topic: 'my-secret-topic' }),
  messageId: keyHash(PARCEL_KEY),
  garbage: 'uncertain',
  refusals: [
    { says: 'a wrong token', answer: json(401, { code: 40_101, http: 401 }), outcome: dead },
    { says: 'a topic of others', answer: json(403, { code: 40_301, http: 403 }), outcome: dead },
    { says: 'no such place', answer: { status: 404 }, outcome: dead },
    { says: 'gone', answer: { status: 410 }, outcome: dead },
    {
      says: 'too much at once waits half a minute',
      answer: json(429, { code: 42_901, http: 429 }),
      outcome: { kind: 'retry', afterMs: 30_000, counts: false, code: '429' },
    },
    {
      says: 'a day that is used up waits longer',
      answer: json(429, { code: 42_908, http: 429 }),
      outcome: { kind: 'retry', afterMs: 900_000, counts: false, code: '429' },
    },
    {
      says: 'too long is about this message alone',
      answer: json(413, { code: 41_303, http: 413 }),
      outcome: { kind: 'rejected', why: 'ntfy answered 413', channelDead: false },
    },
  ],
};
