import { expect } from 'vitest';
import { expectation, type ChannelCase, type Refusal } from '../channel-case.ts';

export const smsCase: ChannelCase = {
  name: 'sms',
  config: (url) => ({
    twilio: { apiRoot: url, accountSid: 'AC1', authToken: 'tw1lio-s3cret', from: '+14155550100' },
  }),
  target: () => ({ to: '+491701234517' }),
  secrets: () => ['tw1lio-s3cret', '+491701234517', '1701234'],
  accepted: { status: 201, body: '{"sid":"SM1","status":"queued"}' },
  messageId: 'SM1',
  garbage: 'uncertain',
  refusals: [
    dead(21_211),
    dead(21_610),
    dead(21_614),
    ours(401, 20_003, 'TWILIO_AUTH_TOKEN'),
    ours(404, 20_404, 'TWILIO_ACCOUNT_SID'),
    ours(400, 21_606, 'TWILIO_FROM'),
    {
      says: '401 without a word',
      answer: { status: 401 },
      outcome: expectation({ kind: 'rejected', channelDead: false }),
    },
  ],
};

function dead(code: number): Refusal {
  return {
    says: `${code}, of the number`,
    answer: { status: 400, body: JSON.stringify({ code, message: 'To', status: 400 }) },
    outcome: expectation({ kind: 'rejected', channelDead: true }),
  };
}

function ours(status: number, code: number, names: string): Refusal {
  return {
    says: `${code}, of the account`,
    answer: { status, body: JSON.stringify({ code, message: 'account', status }) },
    outcome: expectation({
      kind: 'rejected',
      why: expect.stringContaining(names),
      channelDead: false,
    }),
  };
}
