import { clip, plainText } from '../core/html.ts';
import type { Parcel } from '../core/ports/channel.ts';

/** A message as channels without Telegram's markup carry it. */
export type ParcelText = {
  /** Its first line, as a lock screen shows it. */
  readonly title: string;
  /** All that follows. */
  readonly text: string;
  /** The link that one of its buttons opens, when it has one. */
  readonly link: { readonly label: string; readonly url: string } | undefined;
};

/** @param longest the most UTF-16 units that the text may have; what is beyond is cut */
export function parcelText({ body, prefix }: Parcel, longest: number): ParcelText {
  const [title = '', ...rest] = readable(plainText(body)).split('\n');
  const above = prefix === undefined ? [] : [readable(prefix)];
  const text = [...above, ...rest].join('\n').trim();
  const link = body.keyboard.flat().flatMap((key) => {
    return key.url === undefined ? [] : [{ label: key.text, url: key.url }];
  })[0];
  return { title: oneLine(title), text: clip(text, longest), link };
}

/** Without half characters, which JSON and mail cannot carry, and without controls, which only show as boxes. */
function readable(text: string): string {
  const whole = text.toWellFormed().replaceAll(/\r\n?/g, '\n');
  return whole.replaceAll(/(?![\n\t])\p{Cc}/gu, '').trim();
}

/** A header or a title: no line breaks, whatever a provider's name brought along. */
function oneLine(text: string): string {
  return clip(text.replaceAll(/\s+/g, ' ').trim(), 200);
}
