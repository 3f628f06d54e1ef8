import { expect, test } from 'vitest';

import { parcelText } from '../../src/channels/parcel-text.ts';
import { parcelOf } from '../support/channel-case.ts';

const of = (html: string, prefix?: string) =>
  parcelText(parcelOf({ target: {}, html, ...(prefix !== undefined && { prefix }) }), 100);

test('the first line is the title, and all that follows the text', () => {
  expect(of('🔔 <b>NVDA &gt; 150</b>\nnow 151\n\nlate')).toMatchObject({
    title: '🔔 NVDA > 150',
    text: 'now 151\n\nlate',
  });
});

test('blank lines above are no title', () => {
  expect(of('\n \n<b>NVDA</b>\nnow')).toMatchObject({ title: 'NVDA', text: 'now' });
});

test('the prefix stands over the text and not in the title', () => {
  expect(of('NVDA\nnow', 'repeat of #A7K2')).toMatchObject({
    title: 'NVDA',
    text: 'repeat of #A7K2\nnow',
  });
});

test('no control is left, and every kind of line break is one', () => {
  expect(of('a\u0007b\tc\r\nd\u0000e\rf', 'p\u001Bq')).toMatchObject({
    title: 'ab c',
    text: 'pq\nde\nf',
  });
});

test('a long title and a long text are cut', () => {
  const { title, text } = of(`${'x'.repeat(300)}\n${'y'.repeat(300)}`);
  expect(title).toBe(`${'x'.repeat(199)}…`);
  expect(text).toBe(`${'y'.repeat(99)}…`);
});
