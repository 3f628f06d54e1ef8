import type { Html } from './html.ts';
import type { Picture } from './picture.ts';
import { MINUTE_MS } from './time.ts';

/** What pressing a button asks for: a verb of the button table, and the subject it acts on (never authority). */
type ButtonAction =
  | {
      readonly kind: 'verb';
      readonly verb: string;
      readonly subject: ButtonSubject;
      readonly once?: boolean;
      readonly ttlMs?: number;
    }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'copy'; readonly text: string };

/** Plain facts that a button carries in its database row. */
export type ButtonSubject = { readonly [name: string]: string | number | boolean | null };

export type Button = {
  readonly label: string;
  readonly action: ButtonAction;
  readonly style?: 'danger' | 'success' | 'primary';
};

/** A message as the program means it, before any channel's own form. */
export type Message = {
  /** Under a picture this is its caption, of which Telegram takes 1,024 characters; what is beyond is cut. */
  readonly text: Html;
  /** Drawn when the message is sent. A change without one leaves the picture that stands there. */
  readonly picture?: Picture;
  /** Comes with the message, whose text is then its caption. Never together with a picture, and not to be changed. */
  readonly file?: TextFile | BytesFile | KeptFile;
  /** Stands in the text as `REVEALED`, and is put in its place as the message goes out: it is never written down. */
  readonly reveals?: Revealed;
  readonly buttons?: readonly (readonly Button[])[];
  readonly silent?: boolean;
  /** Only this person may press the buttons; anyone authorised when absent. */
  readonly onlyFor?: number;
};

/** A small text to keep. */
export type TextFile = {
  readonly name: string;
  /** At most some 250 kB in UTF-8: it lies in the outbox as it is. */
  readonly text: string;
};

/** The same of bytes, in base64. */
export type BytesFile = { readonly name: string; readonly base64: string };

/** A file that lies in the folder of backups, by its name there: only that is in the outbox. */
export type KeptFile = { readonly name: string; readonly isKept: true };

/** What the program knows and its database must not. */
export type Revealed = 'recovery-code';

/** Where in a text it is to stand. */
export const REVEALED = '{revealed}';

/** A verb button, the common kind. */
export function button(label: string, verb: string, subject: ButtonSubject): Button {
  return { label, action: { kind: 'verb', verb, subject } };
}

/** Takes back what the message tells of: for a minute, once. */
export function undoButton(verb: string, subject: ButtonSubject): Button {
  const action = { kind: 'verb', verb, subject, once: true, ttlMs: MINUTE_MS } as const;
  return { label: '↩ Undo', action };
}
