import { expectation, type ChannelCase, type Refusal } from '../channel-case.ts';

const TOKEN = 'sl4ck-s3cret-token-wxyz';

export const slackCase: ChannelCase = {
  name: 'slack',
  target: (url) => ({ url: `${url}/services/T000/B000/${TOKEN}` }),
  secrets: () => [TOKEN],
  accepted: { status: 200, body: 'ok' },
  messageId: 'rule/7/2/NVDA/14/email/1/first',
  garbage: 'uncertain',
  refusals: [
    refusal(404, 'no_service', true),
    refusal(404, 'channel_not_found', true),
    refusal(403, 'action_prohibited', true),
    refusal(410, 'channel_is_archived', true),
    refusal(400, 'invalid_payload', false),
  ],
};

function refusal(status: number, body: string, channelDead: boolean): Refusal {
  const outcome = expectation({ kind: 'rejected', channelDead });
  return { says: body, answer: { status, body }, outcome };
}
