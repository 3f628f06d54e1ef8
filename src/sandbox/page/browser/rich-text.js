import { h } from './dom.js';
import { momentText } from './times.js';
import { showToast } from './toast.js';

const TAGS = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  mention: 'span',
  cashtag: 'span',
  hashtag: 'span',
  text_mention: 'span',
};

/**
 * Text with Telegram's entities as nodes. Entities nest or stand apart; they never overlap by halves.
 *
 * @param {{ text: string, entities: readonly Entity[] }} message
 * @param {{ now: number, onCommand: (text: string) => void }} reader
 * @typedef {{ type: string, offset: number, length: number, url?: string, language?: string, unix_time?: number,
 *   date_time_format?: string }} Entity
 */
export function richText({ text, entities }, reader) {
  const outerFirst = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return range({ text, entities: outerFirst, reader }, 0, text.length);
}

/** Ages ("2 min ago") go on while a message stands. */
export function refreshAges(root, now) {
  for (const time of root.querySelectorAll('time[data-format="r"]')) {
    time.textContent = momentText(Date.parse(time.dateTime), 'r', now);
  }
}

function range(source, from, to) {
  const nodes = [];
  let at = from;
  for (const [i, entity] of source.entities.entries()) {
    const end = entity.offset + entity.length;
    if (entity.offset < at || end > to || entity.length === 0) continue;
    nodes.push(...plain(source.text.slice(at, entity.offset), nodes.at(-1)));
    const inner = { ...source, entities: source.entities.slice(i + 1) };
    nodes.push(styled(entity, source, range(inner, entity.offset, end)));
    at = end;
  }
  nodes.push(...plain(source.text.slice(at, to), nodes.at(-1)));
  return nodes;
}

// A block ends its line by itself; the line break that follows it in the text would make an empty one.
function plain(text, before) {
  const isAfterBlock = before instanceof Element && before.matches('pre, blockquote');
  const shown = isAfterBlock ? text.replace(/^\n/, '') : text;
  return shown === '' ? [] : [shown];
}

function styled(entity, { text, reader }, children) {
  const words = text.slice(entity.offset, entity.offset + entity.length);
  switch (entity.type) {
    case 'code':
      return h('code', { title: 'Copy', onclick: () => copy(words) }, ...children);
    case 'pre':
      return h('pre', { 'data-language': entity.language }, h('code', {}, ...children));
    case 'spoiler':
      return spoiler(children);
    case 'blockquote':
      return h('blockquote', {}, ...children);
    case 'expandable_blockquote':
      return foldedQuote(children);
    case 'text_link':
    case 'url':
      return link(entity.url ?? words, children);
    case 'bot_command':
      return h(
        'button',
        { class: 'link', type: 'button', onclick: () => reader.onCommand(words) },
        words,
      );
    case 'date_time':
      return moment(entity, reader.now);
    default:
      return h(TAGS[entity.type] ?? 'span', { class: entity.type }, ...children);
  }
}

function link(address, children) {
  const isWeb = /^https?:\/\//i.test(address);
  return isWeb
    ? h(
        'a',
        { href: address, target: '_blank', rel: 'noopener noreferrer', title: address },
        ...children,
      )
    : h('span', { class: 'mention', title: address }, ...children);
}

function moment({ unix_time: seconds = 0, date_time_format: format = '' }, now) {
  const at = seconds * 1000;
  return h(
    'time',
    { datetime: new Date(at).toISOString(), title: new Date(at).toString(), 'data-format': format },
    momentText(at, format || 'dt', now),
  );
}

function spoiler(children) {
  const cover = h(
    'span',
    { class: 'spoiler', role: 'button', tabindex: 0, 'aria-label': 'Hidden text. Show it' },
    h('span', {}, ...children),
  );
  onActivate(cover, () => {
    cover.classList.add('shown');
    cover.removeAttribute('aria-label');
  });
  return cover;
}

function foldedQuote(children) {
  const quote = h(
    'blockquote',
    { class: 'folded', role: 'button', tabindex: 0, 'aria-expanded': 'false' },
    h('span', { class: 'fold' }, ...children),
  );
  onActivate(quote, () => {
    const isOpen = quote.classList.toggle('open');
    quote.setAttribute('aria-expanded', String(isOpen));
  });
  return quote;
}

function onActivate(element, act) {
  element.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a, code') === null) act();
  });
  element.addEventListener('keydown', (event) => {
    if (event.target !== element || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    act();
  });
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    showToast('Copied');
  } catch {
    showToast('The browser did not allow copying');
  }
}
