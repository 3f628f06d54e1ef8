import { escape } from '../core/html.ts';
import type { Parcel } from '../core/ports/channel.ts';

/** What every mail reader shows; without any attribute but a link's. */
const KEPT: ReadonlySet<string> = new Set([
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'del',
  'code',
  'pre',
  'blockquote',
]);

const PIECES = /(<[^>]*>)/;
const TAG = /^<(\/?)([a-z][a-z0-9-]*)\b/i;
const WEB_LINK = /\shref="(https?:\/\/[^"<>]*)"/i;

/** A message as the second, coloured half of a mail: Telegram's markup less what mail readers do not know. */
export function mailHtml({ body, prefix }: Parcel): string {
  const links = body.keyboard
    .flat()
    .flatMap(({ text, url }) =>
      url !== undefined && /^https?:\/\//.test(url)
        ? [`<p><a href="${attribute(url)}">${escape(text)}</a></p>\n`]
        : [],
    );
  const above = prefix === undefined ? '' : `<p><i>${escape(prefix)}</i></p>\n`;
  return `<html><body>\n${above}${broken(known(body.html))}\n${links.join('')}</body></html>\n`;
}

/** Keeps the tags that mail readers know. What is no tag cannot become one. */
function known(source: string): string {
  const links: boolean[] = [];
  return source
    .split(PIECES)
    .map((piece) => {
      const tag = TAG.exec(piece);
      if (!piece.startsWith('<') || !piece.endsWith('>'))
        return piece.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      if (tag === null) return '';
      const [, slash = '', name = ''] = tag;
      const lower = name.toLowerCase();
      if (lower !== 'a') return KEPT.has(lower) ? `<${slash}${lower}>` : '';
      if (slash === '/') return links.pop() === true ? '</a>' : '';
      const url = WEB_LINK.exec(piece)?.[1];
      links.push(url !== undefined);
      return url === undefined ? '' : `<a href="${url}">`;
    })
    .join('');
}

/** Lines of Telegram's text as lines of a page; blocks bring their own end of line. */
function broken(text: string): string {
  return text
    .replaceAll(/\r\n?|\n/g, '<br>\n')
    .replaceAll(/(<\/(?:blockquote|pre)>)<br>\n/g, '$1\n');
}

function attribute(url: string): string {
  return url
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
