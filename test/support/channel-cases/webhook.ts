import { expectation, type ChannelCase } from '../channel-case.ts';

const SECRET = 'w3bhook-s3cret-0123456789';

export const webhookCase: ChannelCase = {
  name: 'webhook',
  target: (url) => ({ url: `${url}/hooks/who-knows-this-may-write`, secret: SECRET }),
  secrets: () => [SECRET, 'who-knows-this-may-write'],
  accepted: { status: 204 },
  messageId: 'rule/7/2/NVDA/14/email/1/first',
  garbage: 'sent',
  refusals: [
    {
      says: 'gone for good',
      answer: { status: 410 },
      outcome: { kind: 'rejected', why: 'The webhook answered 410', channelDead: true },
    },
    {
      says: 'not there, perhaps only while it is being changed',
      answer: { status: 404, body: 'secret words' },
      outcome: { kind: 'rejected', why: 'The webhook answered 404', channelDead: false },
    },
    {
      says: 'not let in',
      answer: { status: 401 },
      outcome: expectation({ kind: 'rejected', channelDead: false }),
    },
  ],
};
