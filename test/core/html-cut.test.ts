import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutHtml } from '../../src/core/html-cut.ts';
import { html, plainText, type Html } from '../../src/core/html.ts';

const NOTE = html`<i>cut</i>`;

test('what fits stays as it is', () => {
  const text = html`<b>${'a & b'}</b>`;
  expect(cutHtml(text, 5, NOTE)).toBe(text);
});

test('tags that were open are closed, innermost first', () => {
  const text = html`<blockquote expandable>one <b>${'two'.repeat(9)}</b></blockquote>`;
  expect(cutHtml(text, 12, NOTE).html).toBe(
    '<blockquote expandable>one <b>twot</b></blockquote>\n<i>cut</i>',
  );
});

test('an entity or a pair of surrogates is never halved', () => {
  expect(cutHtml(html`${'a&b😀c'.repeat(3)}`, 9, NOTE).html).toBe('a&amp;b😀\n<i>cut</i>');
  expect(cutHtml(html`${'a&b😀c'.repeat(3)}`, 8, NOTE).html).toBe('a&amp;b\n<i>cut</i>');
});

test('whatever is cut is within the limit, with every tag closed', () => {
  const leaf = fc.string({ unit: 'binary' }).map((text) => html`${text}`);
  const { whole } = fc.letrec<{ whole: Html; part: Html }>((tie) => ({
    part: fc.oneof({ depthSize: 'small' }, leaf, tie('whole')),
    whole: fc
      .tuple(fc.constantFrom('b', 'i', 'code'), fc.array(tie('part'), { maxLength: 4 }))
      .map(([tag, parts]) => ({
        html: `<${tag}>${parts.map((part) => part.html).join('')}</${tag}>`,
      })),
  }));
  fc.assert(
    fc.property(whole, fc.integer({ min: 8, max: 60 }), (text, limit) => {
      const cut = cutHtml(text, limit, NOTE);
      expect(plainText(cut).length).toBeLessThanOrEqual(limit);
      const open: string[] = [];
      for (const [, slash, name] of cut.html.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
        if (slash === '') open.push(name ?? '');
        else expect(open.pop()).toBe(name);
      }
      expect(open).toEqual([]);
    }),
  );
});
