import { z } from 'zod';
import type { Outcome } from '../core/alert.ts';
import type { ChannelConfig } from '../core/channel-config.ts';
import type { Check, OutsideChannel } from '../core/ports/channel.ts';
import { defineChannel } from './define.ts';
import { readPhone, shortPhone } from './phone.ts';
import type { SnsDoor } from './sns-client.ts';
import { outcomeOfSns, snsProblem } from './sns-outcome.ts';
import { snsMessage } from './sns-message.ts';

const target = z.object({ region: z.string(), to: z.string() });

type Needs = { readonly config: Pick<ChannelConfig, 'sns'> };

const ARN = /^arn:[\w-]+:sns:([\w-]+):(\d{12}):([\w-]{1,256}(?:\.fifo)?)$/;
const EXAMPLE = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const NOT_SET_UP =
  'Amazon SNS is not set up here: whoever runs the program sets AWS_SNS_TOPIC_ARN or AWS_REGION, and the credentials of its account';

/** Amazon SNS: a topic, or a phone by its text messages, with the credentials that AWS's own tools would use. */
export function snsChannel({ config: { sns } }: Needs): OutsideChannel {
  const { topicArn, endpoint } = sns;
  const home = sns.region ?? ARN.exec(topicArn ?? '')?.[1];
  let door: Promise<SnsDoor> | undefined;
  // The SDK has no place in the memory of a program that does not use it.
  const open = (): Promise<SnsDoor> => {
    door ??= import('./sns-client.ts').then(({ snsDoor }) => snsDoor(endpoint));
    return door;
  };

  return defineChannel({
    name: 'sns',
    says: 'an Amazon SNS topic, or a phone by it',
    example: `sns ${EXAMPLE}`,
    // A FIFO topic drops a second copy of the same key for five minutes, other topics never.
    knowsRepeats: false,
    target,
    ofInstallation: topicArn === undefined ? undefined : readTopic(topicArn),

    read(text) {
      if (home === undefined) return { kind: 'problem', why: `${NOT_SET_UP}.` };
      const topic = readTopic(text.trim());
      if (topic !== undefined) return { kind: 'ok', target: topic };
      const to = readPhone(text);
      if (to !== undefined) return { kind: 'ok', target: { region: home, to } };
      const why =
        'I need the ARN of a topic, or a phone number that begins with + and its country.';
      return { kind: 'problem', why };
    },

    label({ to, region }) {
      const name = ARN.exec(to)?.[3];
      return name === undefined ? shortPhone(to) : `topic ${name} in ${region}`;
    },

    async send({ region, to }, parcel, signal): Promise<Outcome> {
      const { publish } = await open();
      try {
        const id = await publish(region, snsMessage(parcel, to), signal);
        return id === '' ? { kind: 'uncertain', code: 'no id' } : { kind: 'sent', messageId: id };
      } catch (error) {
        return outcomeOfSns(error);
      }
    },

    async check({ region, to }, signal): Promise<Check> {
      const { look } = await open();
      try {
        const isReady = await look(region, to, signal);
        const why = 'Whoever has this phone number does not want text messages.';
        return isReady ? { isWell: true } : { isWell: false, why };
      } catch (error) {
        return snsProblem(error);
      }
    },

    async close() {
      if (door !== undefined) (await door).close();
    },
  });
}

function readTopic(text: string): z.infer<typeof target> | undefined {
  const region = ARN.exec(text)?.[1];
  return region === undefined ? undefined : { region, to: text };
}
