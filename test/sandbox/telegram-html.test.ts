import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escape, html, plainText } from '../../src/core/html.ts';
import { parseHtml, type TextEntity } from '../../src/sandbox/telegram/html-entities.ts';
import { cleaned, foundEntities } from '../../src/sandbox/telegram/message-text.ts';

function parsed(source: string) {
  const read = parseHtml(source);
  if (read.kind === 'refused') throw new Error(read.why);
  return read;
}

function refusal(source: string): string {
  const read = parseHtml(source);
  return read.kind === 'refused' ? read.why : 'accepted';
}

function only(source: string): TextEntity | undefined {
  return parsed(source).entities[0];
}

describe('what is refused, in Telegram’s words', () => {
  test.each([
    ['<br>', 'Unsupported start tag "br" at byte offset 0'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['a <b', 'Unclosed start tag at byte offset 2'],
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
    ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<a href="x>y</a>', 'Unclosed start tag "a" at byte offset 0'],
    ['<a href=x/>y</a>', 'Unexpected end of name token at byte offset 8'],
    ['<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    [
      '<tg-emoji emoji-id="x">y</tg-emoji>',
      'Invalid custom emoji identifier specified at byte offset 0',
    ],
    ['<tg-time unix="soon" format="t">y</tg-time>', 'Invalid date-time specified at byte offset 0'],
    ['<tg-time unix="5" format="tt">y</tg-time>', 'Invalid date-time specified at byte offset 0'],
    ['€<h1>x</h1>', 'Unsupported start tag "h1" at byte offset 3'],
    [
      '<blockquote>a<blockquote expandable>b</blockquote></blockquote>',
      "Blockquotes can't be nested at byte offset 13",
    ],
  ])('%s', (source, why) => {
    expect(refusal(source)).toBe(why);
  });
});

describe('what is understood', () => {
  test.each([
    ['b', 'bold'],
    ['strong', 'bold'],
    ['i', 'italic'],
    ['em', 'italic'],
    ['u', 'underline'],
    ['ins', 'underline'],
    ['s', 'strikethrough'],
    ['strike', 'strikethrough'],
    ['del', 'strikethrough'],
    ['tg-spoiler', 'spoiler'],
    ['code', 'code'],
    ['pre', 'pre'],
    ['blockquote', 'blockquote'],
    ['B', 'bold'],
  ])('<%s> is %s', (tag, type) => {
    expect(parsed(`<${tag}>x</${tag}>`)).toMatchObject({
      text: 'x',
      entities: [{ type, offset: 0, length: 1 }],
      remarks: [],
    });
  });

  test('attributes that carry meaning', () => {
    expect(only('<span class="tg-spoiler">x</span>')?.type).toBe('spoiler');
    expect(only('<blockquote expandable>x</blockquote>')?.type).toBe('expandable_blockquote');
    expect(only('<a href="https://e.com/?a=1&amp;b=2">x</a>')?.url).toBe('https://e.com/?a=1&b=2');
    expect(only('<a href="tg://user?id=7">x</a>')?.user).toEqual({ id: 7 });
    expect(only('<pre><code class="language-ts">x</code></pre>')).toMatchObject({
      type: 'pre',
      language: 'ts',
    });
    expect(only('<tg-emoji emoji-id="5368">x</tg-emoji>')?.custom_emoji_id).toBe('5368');
    expect(only('<tg-time unix="1793192400" format="wDT">x</tg-time>')).toMatchObject({
      type: 'date_time',
      unix_time: 1_793_192_400,
      date_time_format: 'wDT',
    });
  });

  test('offsets count UTF-16 units', () => {
    expect(only('🔔 <b>x</b>')).toEqual({ type: 'bold', offset: 3, length: 1 });
  });

  test('four named references and the numeric ones; others stand as they are', () => {
    expect(parsed('&lt;&gt;&amp;&quot;&#60;&#x3C;&lt').text).toBe('<>&"<<<');
    expect(parsed('&nbsp; &apos; &#0; &#xd800; AT&T').text).toBe(
      '&nbsp; &apos; &#0; &#xd800; AT&T',
    );
  });

  test('sloppiness that Telegram swallows is remarked upon', () => {
    expect(parsed('AT&T').remarks).toEqual(['an & was left unescaped']);
    expect(parsed('2 > 1').remarks).toEqual(['a > was left unescaped']);
    expect(parsed('<pre><b>x</b></pre>').remarks).toEqual(['<b> inside <pre> is not shown']);
    expect(parsed('<a href="javascript:1">x</a>').remarks).toHaveLength(1);
  });
});

describe('any string that went through the html template', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '&',
          '"',
          "'",
          '/',
          'b',
          '&lt',
          ';',
          '#',
          '@a',
          ' ',
          '\n',
          '\u202e',
        ),
      )
      .map((parts) => parts.join('')),
  );

  test('is accepted and reads as it was meant', () => {
    fc.assert(
      fc.property(hostile, hostile, (name, note) => {
        const message = html`<b>${name}</b> <a href="https://e.com/?q=${note}">${note}</a>`;
        const read = parsed(message.html);
        expect(read.remarks).toEqual([]);
        expect(read.text).toBe(`${meant(name)} ${meant(note)}`);
        expect(read.text).toBe(plainText(message));
      }),
      { numRuns: 2_000 },
    );
  });

  test('keeps its entities inside the text after Telegram’s clean-up', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const kept = cleaned(parsed(html` <b>${name}</b> <i>x</i> `.html));
        for (const { offset, length } of kept.entities) {
          expect(offset + length).toBeLessThanOrEqual(kept.text.length);
          expect(length).toBeGreaterThan(0);
        }
        const italic = kept.entities.find(({ type }) => type === 'italic');
        expect(kept.text.slice(italic?.offset)).toBe('x');
      }),
    );
  });

  // What the template means to show: the text without what it strips, mentions broken.
  function meant(text: string): string {
    return plainText({ html: escape(text) });
  }
});

test('commands, mentions, cashtags and links are found in what people write', () => {
  const found = (text: string) =>
    foundEntities(text).map(({ type, offset, length }) => [
      type,
      text.slice(offset, offset + length),
    ]);
  expect(found('/rule@bellwether_bot $NVDA < 5')).toEqual([
    ['bot_command', '/rule@bellwether_bot'],
    ['cashtag', '$NVDA'],
  ]);
  expect(found('see https://e.com/a/b @anna')).toEqual([
    ['url', 'https://e.com/a/b'],
    ['mention', '@anna'],
  ]);
  expect(found('a/b 1/2 //x')).toEqual([]);
});
