import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { SECOND_MS } from '../core/time.ts';
import type { SnsMessage } from './sns-message.ts';

/** Amazon SNS, as far as it is needed. Throws the SDK's own errors. */
export type SnsDoor = {
  /** @returns the message's id */
  publish(region: string, message: SnsMessage, signal: AbortSignal): Promise<string>;
  /** Whether a topic is there, or a phone wants messages. */
  look(region: string, to: string, signal: AbortSignal): Promise<boolean>;
  close(): void;
};

const CONNECT_MS = 5 * SECOND_MS;
const ATTEMPT_MS = 10 * SECOND_MS;

/** @param endpoint instead of Amazon's own, for services that speak the same language */
export function snsDoor(endpoint: string | undefined): SnsDoor {
  const clients = new Map<string, SNSClient>();
  function clientIn(region: string): SNSClient {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const client = new SNSClient({
      region,
      ...(endpoint !== undefined && { endpoint }),
      // Whether to try again is the outbox's to say.
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: ATTEMPT_MS,
        throwOnRequestTimeout: true,
      },
    });
    clients.set(region, client);
    return client;
  }

  return {
    async publish(region, message, abortSignal) {
      const reply = await clientIn(region).send(new PublishCommand(message), { abortSignal });
      return reply.MessageId ?? '';
    },
    async look(region, to, abortSignal) {
      const client = clientIn(region);
      if (!to.startsWith('+')) {
        await client.send(new GetTopicAttributesCommand({ TopicArn: to }), { abortSignal });
        return true;
      }
      const asking = new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: to });
      return (await client.send(asking, { abortSignal })).isOptedOut !== true;
    },
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };
}
