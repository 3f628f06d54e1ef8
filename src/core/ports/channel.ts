import type { Outcome } from '../alert.ts';
import type { TextFile } from '../message.ts';
import type { Picture } from '../picture.ts';

/** A message in its final form, as frozen at the first claim: a repeat sends the very same body. */
export type FrozenMessage = {
  readonly html: string;
  readonly keyboard: readonly (readonly FrozenButton[])[];
  readonly silent: boolean;
  /** Stands over the text: drawn for each try from these facts, or the one that is there already, of an edited message. */
  readonly picture?: Picture | 'kept';
  /** Comes with the text; channels that carry no files leave it out. */
  readonly file?: TextFile;
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
  readonly key: string;
  readonly address: string;
  readonly thread: number | undefined;
  readonly body: FrozenMessage;
  readonly prefix: string | undefined;
  /** Set when an earlier message is to be changed in place instead of a new one sent. */
  readonly edits: string | undefined;
};

/** A way to reach people. Never throws: every fault is an Outcome. */
export type Channel = {
  readonly name: string;
  send(parcel: Parcel, signal: AbortSignal): Promise<Outcome>;
};
