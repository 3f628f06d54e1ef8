/** A last way to reach the owner, ready in memory: it needs neither the database nor Telegram. */
export type EmergencyRoute =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'ntfy';
      readonly server: string;
      readonly topic: string;
      readonly token: string | undefined;
    }
  | {
      readonly kind: 'pushover';
      readonly apiRoot: string;
      readonly token: string;
      readonly userKey: string;
      readonly device: string | undefined;
    }
  | {
      readonly kind: 'mail';
      readonly to: string;
      readonly from: string;
      readonly smtp: SmtpSettings;
    };

export type SmtpSettings = {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465). Otherwise it begins with STARTTLS. */
  readonly isImplicitTls: boolean;
  /** Nothing is said before TLS; otherwise it is used where it is offered. */
  readonly requiresTls: boolean;
  readonly login: { readonly user: string; readonly password: string } | undefined;
};

/**
 * Calls the owner. Never throws.
 *
 * @param subject what it is about; one subject is called at most once in ten minutes
 * @param text plain text, one or a few sentences
 * @returns whether the call was accepted by whoever carries it
 */
export type Shout = (subject: string, text: string) => Promise<boolean>;
