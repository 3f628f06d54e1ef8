import type { SmtpSettings } from './ports/emergency.ts';

/** What whoever runs the program has set up of the services that carry messages. Secrets among it: never shown. */
export type ChannelConfig = {
  readonly smtp: SmtpSettings | undefined;
  readonly mailFrom: string | undefined;
  /** Where the installation's own alerts go. */
  readonly alertEmail: string | undefined;
  readonly pushover: {
    readonly apiRoot: string;
    readonly token: string | undefined;
    readonly userKey: string | undefined;
    readonly device: string | undefined;
  };
  readonly ntfy: {
    readonly server: string;
    readonly topic: string | undefined;
    readonly token: string | undefined;
  };
  readonly discordUrl: string | undefined;
  readonly slackUrl: string | undefined;
  readonly sns: {
    readonly topicArn: string | undefined;
    readonly region: string | undefined;
    readonly endpoint: string | undefined;
  };
  readonly twilio: {
    readonly apiRoot: string;
    readonly accountSid: string | undefined;
    readonly authToken: string | undefined;
    readonly from: string | undefined;
  };
  /** `host:port` of addresses that people may name although they are private, or not https. */
  readonly outboundAllow: readonly string[];
};
