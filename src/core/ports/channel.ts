import type { NotifyReason, Outcome, Severity } from '../alert.ts';
import type { Instant } from '../time.ts';
import type { BytesFile, KeptFile, Revealed, TextFile } from '../message.ts';
import type { Picture } from '../picture.ts';

/** A message in its final form, as frozen at the first claim: a repeat sends the very same body. */
export type FrozenMessage = {
  readonly html: string;
  readonly keyboard: readonly (readonly FrozenButton[])[];
  readonly silent: boolean;
  /** Stands over the text: drawn for each try from these facts, or the one that is there already, of an edited message. */
  readonly picture?: Picture | 'kept';
  /** Comes with the text; channels that carry no files leave it out. */
  readonly file?: TextFile | BytesFile | KeptFile;
  /** What stands in the text as `REVEALED`. */
  readonly reveals?: Revealed;
};

export type FrozenButton = {
  readonly text: string;
  readonly callbackData?: string;
  readonly url?: string;
  readonly copyText?: string;
  readonly style?: 'danger' | 'success' | 'primary';
};

/** One attempt to deliver. `prefix` is a line such as "repeat of #A7K2" that stands outside the frozen body. */
export type Parcel = {
  /** Names this delivery: a repeat of it has the same, no other delivery has. */
  readonly key: string;
  /** Telegram's chat id, or the name of a contact; never a secret. */
  readonly address: string;
  readonly thread: number | undefined;
  readonly body: FrozenMessage;
  readonly prefix: string | undefined;
  /** Set when an earlier message is to be changed in place instead of a new one sent. */
  readonly edits: string | undefined;
  /** What the contact was set up with, opened for this try; undefined for Telegram. */
  readonly target: unknown;
  /** What it is about, for channels that ring by severity or are read by machines; undefined for what is no alert. */
  readonly about: ParcelAbout | undefined;
};

/** The plain facts of an alert beside its words; of the most severe one, where the message carries several. */
export type ParcelAbout = {
  readonly ref: string;
  /** The same for every message about one firing: the first, its repeats, its end. */
  readonly instance: string;
  readonly ticker: string;
  readonly type: string;
  readonly severity: Severity;
  readonly reason: NotifyReason;
  /** Which of its messages this is: `first`, `resolved`, `escalation-1`. */
  readonly step: string;
  readonly rule: string;
  readonly price: number;
  readonly currency: string;
  /** The exchange's time of the price. */
  readonly quotedAt: Instant;
  readonly firedAt: Instant;
  /** How many alerts the message carries. */
  readonly count: number;
};

/** A way to reach people. Never throws: every fault is an Outcome. */
export type Channel = {
  readonly name: string;
  send(parcel: Parcel, signal: AbortSignal): Promise<Outcome>;
};

/** What a contact is set up with: plain JSON that only its channel understands. Sealed wherever it is kept. */
export type Target = { readonly [name: string]: string | number | boolean | null };

export type TargetRead =
  | {
      readonly kind: 'ok';
      readonly target: Target;
      /** Said once, such as a secret that was made. */ readonly note?: string;
    }
  | { readonly kind: 'problem'; readonly why: string };

/** Whether a service can be reached and would take a message, as far as can be seen without sending one. */
export type Check = { readonly isWell: true } | { readonly isWell: false; readonly why: string };

/** What the reader of a message has done about it at the service. */
export type Receipt =
  | { readonly kind: 'acknowledged'; readonly at: Instant; readonly by: string }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'over' };

/** A channel besides Telegram: one that chats set up for themselves, or whoever runs the program for all. */
export type OutsideChannel = Channel & {
  /** `ntfy topic`: as it stands in a list of what can be added. */
  readonly says: string;
  /** What may be typed after `/channels add`: `ntfy my-secret-topic`. */
  readonly example: string;
  /** Whether the service itself drops a second copy with the same key. */
  readonly knowsRepeats: boolean;
  /** Reads what a person typed after the channel's name. */
  read(text: string): TargetRead;
  /** The target as it may be shown: without secrets. */
  label(target: Target): string;
  /** What whoever runs the program has set up, for their own chats. */
  readonly ofInstallation: Target | undefined;
  check?(target: Target, signal: AbortSignal): Promise<Check>;
  /** For services whose readers acknowledge there. `messageId` is the Outcome's. */
  readonly receipts?: {
    poll(target: Target, messageId: string, signal: AbortSignal): Promise<Receipt>;
    /** It was acknowledged elsewhere: the service need not ring on. */
    cancel(target: Target, messageId: string, signal: AbortSignal): Promise<boolean>;
  };
  /** Frees its connections. */
  close?(): Promise<void>;
};
