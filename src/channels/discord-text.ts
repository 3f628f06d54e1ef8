import type { Parcel } from '../core/ports/channel.ts';
import { parcelText } from './parcel-text.ts';
import { spelt } from './spelt.ts';

/** What a message to Discord consists of. */
export type DiscordText = {
  readonly content: string;
  readonly allowed_mentions: { readonly parse: readonly [] };
  readonly flags: number;
};

/** https://discord.com/developers/docs/resources/message: more is refused. */
const LONGEST = 2_000;
/** `SUPPRESS_EMBEDS`: no preview of a link; `SUPPRESS_NOTIFICATIONS`: no sound. */
const NO_PREVIEWS = 4;
const SILENT = 4_096;

/**
 * Plain content rather than an embed: of an embed a lock screen shows nothing. Nothing in it is markup but the bold
 * title and the link; nobody is called by it.
 */
export function discordText(parcel: Parcel): DiscordText {
  const { title, text, link } = parcelText(parcel, LONGEST);
  const first = title === '' ? '' : `**${spelt(title, 600, escaped)}**`;
  const last = linkLine(link);
  const room = LONGEST - first.length - last.length - 2;
  const parts = [first, spelt(text, room, escaped), last];
  return {
    content: parts.filter((part) => part !== '').join('\n'),
    allowed_mentions: { parse: [] },
    flags: NO_PREVIEWS | (parcel.body.silent ? SILENT : 0),
  };
}

const MARKUP = /[\\*_~`|<>#[\]()@:-]/g;

function escaped(character: string): string {
  return character.replaceAll(MARKUP, String.raw`\$&`);
}

function linkLine(link: { readonly label: string; readonly url: string } | undefined): string {
  const url = URL.parse(link?.url ?? '');
  if (link === undefined || url?.protocol !== 'https:' || url.href.length > 500) return '';
  // Within angle brackets its own letters mean nothing; URLs spell angle brackets otherwise.
  return `${spelt(link.label, 100, escaped)}: <${url.href}>`;
}
