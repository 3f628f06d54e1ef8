import type { Severity } from '../core/alert.ts';
import { plainText } from '../core/html.ts';
import type { Parcel } from '../core/ports/channel.ts';
import { keyHash } from './key-hash.ts';
import { mailHtml } from './mail-html.ts';
import { parcelText } from './parcel-text.ts';

/** A mail as nodemailer takes it. */
export type MailLetter = {
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for a repeat, which many servers and readers then drop. */
  readonly messageId: string;
  readonly priority: 'high' | 'normal' | 'low';
  readonly references?: string;
  readonly inReplyTo?: string;
  readonly headers: Readonly<Record<string, string>>;
};

type Way = { readonly from: string; readonly to: string };

const PRIORITIES: Readonly<Record<Severity, MailLetter['priority']>> = {
  low: 'low',
  medium: 'normal',
  high: 'high',
  critical: 'high',
};

/** A message as a mail. Nothing in it can become a header of its own. */
export function mailLetter(parcel: Parcel, { from, to }: Way): MailLetter {
  const { about } = parcel;
  const host = from.slice(from.lastIndexOf('@') + 1);
  const isRinging = about !== undefined && about.reason !== 'resolved';
  return {
    from,
    to: { name: '', address: to },
    // Spelt out, so that nobody else is written to whatever the headers say.
    envelope: { from, to: [to] },
    subject: parcelText(parcel, 0).title || 'Bellwether',
    text: wholeText(parcel),
    html: mailHtml(parcel),
    messageId: `<${keyHash(parcel.key)}@${host}>`,
    priority: isRinging ? PRIORITIES[about.severity] : 'normal',
    ...threadOf(parcel, host),
    // So that no absence note answers.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/**
 * All about one firing hangs on one mail that never was: its first cannot be pointed at, since a mail after it knows
 * the firing and not the key under which the first went to this reader.
 */
function threadOf({ about }: Parcel, host: string): Pick<MailLetter, 'references' | 'inReplyTo'> {
  if (about === undefined) return {};
  const root = `<${keyHash(`thread/${about.instance}`)}@${host}>`;
  return { references: root, ...(about.step !== 'first' && { inReplyTo: root }) };
}

function wholeText(parcel: Parcel): string {
  const { body, prefix } = parcel;
  const links = body.keyboard
    .flat()
    .flatMap(({ text, url }) => (url === undefined ? [] : [`${text}: ${url}`]));
  const parts = [
    ...(prefix === undefined ? [] : [prefix]),
    plainText(body),
    ...(links.length === 0 ? [] : ['', ...links]),
  ];
  return `${parts.join('\n')}\n`;
}
