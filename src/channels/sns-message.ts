import type { Parcel } from '../core/ports/channel.ts';
import { keyHash } from './key-hash.ts';
import { parcelText } from './parcel-text.ts';
import { smsText } from './sms-text.ts';

/** What is published, in Amazon's own words. */
export type SnsMessage = {
  readonly TopicArn?: string;
  readonly PhoneNumber?: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly MessageAttributes: Record<string, { DataType: 'String'; StringValue: string }>;
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
};

/** Of a topic's subject: plain letters, one line, less than 100 of them. */
const LONGEST_SUBJECT = 99;
/** Far below Amazon's 256 KB, and all that a message of ours has. */
const LONGEST = 4_096;

/** @param to the ARN of a topic, or a phone number */
export function snsMessage(parcel: Parcel, to: string): SnsMessage {
  if (to.startsWith('+')) {
    const kind = { 'AWS.SNS.SMS.SMSType': attribute('Transactional') };
    return { PhoneNumber: to, Message: smsText(parcel), MessageAttributes: kind };
  }
  const { title, text } = parcelText(parcel, LONGEST);
  const subject = plainSubject(title);
  return {
    TopicArn: to,
    ...(subject !== '' && { Subject: subject }),
    Message: [title, text].filter((part) => part !== '').join('\n') || '…',
    MessageAttributes: attributes(parcel),
    ...(to.endsWith('.fifo') && {
      MessageDeduplicationId: keyHash(parcel.key),
      MessageGroupId: keyHash(parcel.address),
    }),
  };
}

/** What subscriptions can be filtered by. */
function attributes({ key, about }: Parcel): SnsMessage['MessageAttributes'] {
  const facts = {
    key,
    type: about?.type ?? 'notice',
    severity: about?.severity ?? '',
    ticker: about?.ticker ?? '',
    step: about?.step ?? '',
  };
  return Object.fromEntries(
    // An attribute without letters is refused, and the message with it.
    Object.entries(facts).flatMap(([name, value]) => (value ? [[name, attribute(value)]] : [])),
  );
}

function attribute(value: string): { DataType: 'String'; StringValue: string } {
  return { DataType: 'String', StringValue: value };
}

function plainSubject(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/[^\x20-\x7e]/g, '');
  return plain.replaceAll(/ +/g, ' ').trim().slice(0, LONGEST_SUBJECT);
}
