import { expect, test } from 'vitest';

import { createOutsideChannels } from '../../src/channels/registry.ts';
import { createOutbound } from '../../src/http/outbound.ts';
import { createLog } from '../../src/log.ts';
import { channelConfig } from '../support/channel-case.ts';

test('the example of every channel is one that it takes, where all is set up', () => {
  const config = channelConfig({
    smtp: {
      host: 'mail.example.com',
      port: 587,
      isImplicitTls: false,
      requiresTls: true,
      login: undefined,
    },
    mailFrom: 'bell@example.com',
    pushover: {
      apiRoot: 'https://api.pushover.net',
      token: 'azGDORePK8gMaC0QOYAMyEEuzJnyUi',
      userKey: undefined,
      device: undefined,
    },
    sns: { topicArn: undefined, region: 'eu-west-1', endpoint: undefined },
    twilio: {
      apiRoot: 'https://api.twilio.com',
      accountSid: 'AC1',
      authToken: 's3cret',
      from: '+14155550100',
    },
  });
  const log = createLog({ level: 'silent', secrets: [], write: () => undefined });
  const channels = createOutsideChannels({ config, outbound: createOutbound(), log });
  for (const { name, example, read } of channels.values())
    expect([name, read(example.slice(name.length)).kind]).toEqual([name, 'ok']);
});
