import { attributesOf, reference, type Attributes } from './html-scan.ts';

export type TextEntity = {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly custom_emoji_id?: string;
  readonly unix_time?: number;
  readonly date_time_format?: string;
  readonly user?: { readonly id: number };
};

export type FormattedText = { readonly text: string; readonly entities: readonly TextEntity[] };

/** `remarks` tell what Telegram would swallow in silence and a careful sender never writes. */
export type ParsedHtml =
  | ({ readonly kind: 'parsed'; readonly remarks: readonly string[] } & FormattedText)
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Telegram's HTML parse mode: a small, strict language of its own, not a browser's. Offsets in refusals count UTF-8
 * bytes and offsets of entities UTF-16 units, as Telegram has it.
 */
export function parseHtml(source: string): ParsedHtml {
  const state: State = { source, at: 0, text: '', open: [], entities: [], remarks: new Set() };
  while (state.at < source.length) {
    const refusal = step(state);
    if (refusal !== undefined) return { kind: 'refused', why: refusal };
  }
  const unclosed = state.open.at(-1);
  if (unclosed) {
    const why = `Can't find end tag corresponding to start tag "${unclosed.tag}"`;
    return { kind: 'refused', why };
  }
  const entities = state.entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { kind: 'parsed', text: state.text, entities, remarks: [...state.remarks] };
}

type Open = { readonly tag: string; readonly attributes: Attributes; readonly offset: number };

type State = {
  readonly source: string;
  at: number;
  text: string;
  readonly open: Open[];
  readonly entities: TextEntity[];
  readonly remarks: Set<string>;
};

const ENTITY_OF_TAG: ReadonlyMap<string, string> = new Map([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['span', 'spoiler'],
  ['tg-spoiler', 'spoiler'],
  ['a', 'text_link'],
  ['code', 'code'],
  ['pre', 'pre'],
  ['blockquote', 'blockquote'],
  ['tg-emoji', 'custom_emoji'],
  ['tg-time', 'date_time'],
]);

const PLAIN = /[^<&]+/y;
const END_TAG = /<\/([^\s>]*)\s*(>?)/y;
const START_TAG = /<([^\s>]*)/y;
const DATE_FORMAT = /^(?:r|w?[dD]?[tT]?)$/;

function step(state: State): string | undefined {
  const { source, at } = state;
  if (source.startsWith('</', at)) return closeTag(state);
  if (source[at] === '<') return openTag(state);
  if (source[at] === '&') return readReference(state);
  PLAIN.lastIndex = at;
  const plain = PLAIN.exec(source)?.[0] ?? '';
  if (plain.includes('>')) state.remarks.add('a > was left unescaped');
  state.text += plain;
  state.at += plain.length;
  return undefined;
}

// A lone & is shown as it stands, and so is a reference that Telegram does not know (&nbsp;, &apos;).
function readReference(state: State): undefined {
  const found = reference(state.source, state.at);
  if (!found) state.remarks.add('an & was left unescaped');
  state.text += found?.char ?? '&';
  state.at = found?.end ?? state.at + 1;
  return undefined;
}

function openTag(state: State): string | undefined {
  const { source, at } = state;
  const where = `at byte offset ${byteOffset(source, at)}`;
  START_TAG.lastIndex = at;
  const name = START_TAG.exec(source)?.[1] ?? '';
  const tag = name.toLowerCase();
  const afterName = at + 1 + name.length;
  if (afterName >= source.length) return `Unclosed start tag ${where}`;
  if (!ENTITY_OF_TAG.has(tag)) return `Unsupported start tag "${tag}" ${where}`;
  const read = attributesOf(source, afterName);
  if (read.kind === 'broken') return read.say({ tag, where, source });
  const problem = attributeProblem(tag, read.attributes);
  if (problem !== undefined) return `${problem} ${where}`;
  if (tag === 'blockquote' && state.open.some((outer) => outer.tag === tag)) {
    return `Blockquotes can't be nested ${where}`;
  }
  remarkOnNesting(state, tag);
  state.open.push({ tag, attributes: read.attributes, offset: state.text.length });
  state.at = read.end;
  return undefined;
}

function attributeProblem(tag: string, attributes: Attributes): string | undefined {
  if (tag === 'span' && attributes.get('class') !== 'tg-spoiler') {
    return 'Tag "span" must have class "tg-spoiler"';
  }
  if (tag === 'tg-emoji' && !/^[1-9]\d{0,18}$/.test(attributes.get('emoji-id') ?? '')) {
    return 'Invalid custom emoji identifier specified';
  }
  if (tag !== 'tg-time') return undefined;
  const isDated = /^\d{1,10}$/.test(attributes.get('unix') ?? '');
  const isKnown = DATE_FORMAT.test(attributes.get('format') ?? '');
  return isDated && isKnown ? undefined : 'Invalid date-time specified';
}

// Telegram drops formatting inside code and pre without a word; only pre > code (the language) is meant to nest.
function remarkOnNesting(state: State, tag: string): void {
  const outer = state.open.find(({ tag }) => tag === 'code' || tag === 'pre');
  if (!outer || (outer.tag === 'pre' && tag === 'code')) return;
  state.remarks.add(`<${tag}> inside <${outer.tag}> is not shown`);
}

function closeTag(state: State): string | undefined {
  const { source, at } = state;
  const where = `at byte offset ${byteOffset(source, at)}`;
  const open = state.open.pop();
  if (!open) return `Unexpected end tag ${where}`;
  END_TAG.lastIndex = at;
  const match = END_TAG.exec(source);
  const name = match?.[1] ?? '';
  if (match?.[2] !== '>') return `Unclosed end tag ${where}`;
  if (name !== '' && name.toLowerCase() !== open.tag) {
    return `Unmatched end tag ${where}, expected "</${open.tag}>", found "</${name}>"`;
  }
  state.at += match[0].length;
  addEntity(state, open);
  return undefined;
}

function addEntity(state: State, open: Open): void {
  const length = state.text.length - open.offset;
  if (length === 0) return;
  const type = ENTITY_OF_TAG.get(open.tag) ?? '';
  const entity = detailed({ type, offset: open.offset, length }, open, state.text);
  if (!entity) {
    state.remarks.add('a link leads nowhere and is shown as plain text');
    return;
  }
  const inner = state.entities.at(-1);
  const isSameRange =
    inner?.type === 'code' && inner.offset === open.offset && inner.length === length;
  if (type === 'pre' && inner && isSameRange)
    state.entities[state.entities.length - 1] = { ...inner, type };
  else state.entities.push(entity);
}

function detailed(base: TextEntity, open: Open, text: string): TextEntity | undefined {
  const attribute = (name: string) => open.attributes.get(name) ?? '';
  switch (open.tag) {
    case 'a':
      return link(base, attribute('href') || text.slice(base.offset));
    case 'code': {
      const language = /^language-(.+)$/.exec(attribute('class'))?.[1];
      return language === undefined ? base : { ...base, language };
    }
    case 'blockquote':
      return open.attributes.has('expandable') ? { ...base, type: 'expandable_blockquote' } : base;
    case 'tg-emoji':
      return { ...base, custom_emoji_id: attribute('emoji-id') };
    case 'tg-time':
      return {
        ...base,
        unix_time: Number(attribute('unix')),
        date_time_format: attribute('format'),
      };
    default:
      return base;
  }
}

function link(base: TextEntity, href: string): TextEntity | undefined {
  const mentioned = /^tg:(?:\/\/)?user\?id=(\d+)$/.exec(href)?.[1];
  if (mentioned !== undefined) {
    return { ...base, type: 'text_mention', user: { id: Number(mentioned) } };
  }
  const url = /^[a-z][a-z0-9+.-]*:/i.test(href) ? href : `http://${href}`;
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'tg:') return { ...base, url };
  const isWeb =
    (protocol === 'http:' || protocol === 'https:') && /[.:]|^localhost$/.test(hostname);
  return isWeb ? { ...base, url } : undefined;
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}
