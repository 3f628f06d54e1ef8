import { expect, test } from 'vitest';
import { clip, escape, html, visible } from '../../src/core/html.ts';

test('a template that the formatter wrapped reads as one line', () => {
  const name = 'Ann';
  expect(
    html`One sentence that is long enough to be wrapped by the formatter, and which goes on for
    ${name} here.`.html,
  ).toBe(
    'One sentence that is long enough to be wrapped by the formatter, and which goes on for Ann here.',
  );
});

test('a line break in what is put in stays', () => {
  expect(html`${'a\nb'}`.html).toBe('a\nb');
});

test('foreign text brings neither markup, hidden characters nor mentions', () => {
  expect(escape('<b>&"@all\u202Eevil\u200B')).toBe('&lt;b&gt;&amp;&quot;@\u2060allevil');
});

test('a label keeps its signs but loses what hides or reorders them', () => {
  expect(visible('<b>\u202Egnp\u0000')).toBe('<b>gnp');
});

test('what is too long ends between characters, not within one', () => {
  expect(clip('short', 5)).toBe('short');
  expect(clip('abcdef', 4)).toBe('abc…');
  const family = '👩‍👩‍👧‍👦';
  expect(clip(family.repeat(3), 24)).toBe(`${family}${family}…`);
  expect(clip(family.repeat(3), 5)).toBe('…');
});
