import type { Instant } from './time.ts';

/** A piece of finished Telegram HTML. Made only by this file, so that nothing unescaped reaches a parse mode. */
export type Html = { readonly html: string };

export type HtmlPart = Html | readonly Html[] | string | number;

// Direction overrides, zero-width characters and controls could hide or reorder what a reader sees.
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

// The formatter wraps long templates; what it put in is not part of the message.
const WRAPPED = /\n +/g;

/** Foreign text without what could hide or reorder it; for labels and toasts, which know no markup. */
export function visible(text: string): string {
  return text.toWellFormed().replaceAll(INVISIBLE, '');
}

const segmenter = new Intl.Segmenter('en');

/** At most `most` UTF-16 units, as Telegram counts, without cutting through what a reader takes for one character. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    if (kept.length + segment.length >= most) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Escapes foreign text, strips invisible characters, and breaks @mentions so that a note calls nobody. */
export function escape(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/@(?=\w)/g, '@\u2060');
}

/** The one way to write a message: a template whose strings and numbers are escaped and whose Html is kept. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  const written = strings.map((part) => part.replaceAll(WRAPPED, ' '));
  let out = written[0] ?? '';
  values.forEach((value, i) => {
    out += rendered(value) + (written[i + 1] ?? '');
  });
  return { html: out };
}

function rendered(value: HtmlPart): string {
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
  return 'html' in value ? value.html : value.map((part) => part.html).join('');
}

/** Lines one under another; absent ones are left out. */
export function lines(...parts: readonly (Html | undefined)[]): Html {
  return { html: parts.flatMap((part) => (part ? [part.html] : [])).join('\n') };
}

/** A moment that each reader sees in their own time; `fallback` is what older clients show. */
export function telegramTime(at: Instant, format: string, fallback: string): Html {
  return html`<tg-time unix="${Math.floor(at / 1000)}" format="${format}">${fallback}</tg-time>`;
}

/** What a reader sees of it: tags gone, entities read. Used for length limits and the plain-text fallback. */
export function plainText({ html: source }: Html): string {
  return source
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
