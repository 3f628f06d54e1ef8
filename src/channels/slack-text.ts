import type { Parcel } from '../core/ports/channel.ts';
import { parcelText } from './parcel-text.ts';
import { spelt } from './spelt.ts';

export type SlackText = {
  readonly text: string;
  readonly mrkdwn: true;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

/** Slack takes more, and folds it away. */
const LONGEST = 3_000;

/** Slack's own markup: a bold title and a link. Whatever else could be a mention or a link is spelt out. */
export function slackText(parcel: Parcel): SlackText {
  const { title, text, link } = parcelText(parcel, LONGEST);
  // An asterisk in there would end the bold type, and nothing escapes it.
  const bold = spelt(title.replaceAll('*', '∗'), 1_000, escaped);
  const parts = [bold === '' ? '' : `*${bold}*`, spelt(text, LONGEST, escaped), linkLine(link)];
  return {
    text: parts.filter((part) => part !== '').join('\n'),
    mrkdwn: true,
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** https://docs.slack.dev/messaging/formatting-message-text: these three and no others; `<!channel>` begins with one. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(character: string): string {
  return character.replaceAll(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}

function linkLine(link: { readonly label: string; readonly url: string } | undefined): string {
  const url = URL.parse(link?.url ?? '');
  if (link === undefined || url?.protocol !== 'https:') return '';
  const address = url.href.replaceAll('|', '%7C').replaceAll('&', '&amp;');
  return `<${address}|${spelt(link.label.replaceAll(/[|\n]/g, ' '), 200, escaped)}>`;
}
