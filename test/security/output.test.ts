import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { letterOf, wordsOf } from '../../src/channels/telegram-letter.ts';
import { clip, escape, html, plainText, visible } from '../../src/core/html.ts';
import { GROUP, startBot } from '../support/bot.ts';
import { HOSTILE_NAMES } from '../support/hostile.ts';

const TEXT_LIMIT = 4_096;
const CAPTION_LIMIT = 1_024;
// The word joiner is our own: it breaks mentions.
const HIDDEN = /(?![\n\t\u2060])[\p{Cc}\p{Cf}]/u;

test('whatever stands in a template comes out as text: no tag, no entity, no mention, nothing hidden', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...HOSTILE_NAMES, '@all', '<!channel>', '&lt;b&gt;', '"><a href=x>', '\0\r\b'),
  );
  fc.assert(
    fc.property(odd, odd, (one, two) => {
      const { html: out } = html`<b>${one}</b> · <code>${two}</code>`;
      const tags = out.match(/<[^>]*>/g);
      expect(tags).toEqual(['<b>', '</b>', '<code>', '</code>']);
      const inside = out.replaceAll(/<[^>]*>/g, ' ');
      expect(inside).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;)|@\w/);
      expect(inside).not.toMatch(HIDDEN);
      expect(inside.isWellFormed()).toBe(true);
      expect(plainText(html`${one}`)).toBe(visible(one).replaceAll(/@(?=\w)/g, '@\u2060'));
    }),
  );
});

test('a finished piece is not escaped twice, and no plain text passes for one', () => {
  const piece = html`<i>${'<'}</i>`;
  expect(html`${piece}`).toEqual(piece);
  expect(escape('<i>')).toBe('&lt;i&gt;');
});

test('labels and toasts, which know no markup, hide nothing and are cut between characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 64 }), (text, most) => {
      const cut = clip(visible(text), most);
      expect(cut.length).toBeLessThanOrEqual(most);
      expect(cut.isWellFormed()).toBe(true);
    }),
  );
});

test('any text of any length goes out within Telegram’s limits, with its tags closed', () => {
  const long = fc.tuple(
    fc.constantFrom('x', '<', '&', '🦊', '👩‍👩‍👧‍👦', '\n', ' word'),
    fc.integer({ min: 0, max: 6_000 }),
  );
  fc.assert(
    fc.property(long, fc.boolean(), ([unit, times], hasPicture) => {
      const { html: text } = html`<b>Note</b>
        <blockquote>${unit.repeat(times)}</blockquote>`;
      const picture = hasPicture ? { picture: { kind: 'none' } } : {};
      const body = { html: text, keyboard: [], silent: false, ...picture };
      const parcel = { body, prefix: 'Late: ' } as never;
      const words = wordsOf(letterOf(parcel, hasPicture ? new Uint8Array(1) : undefined));
      expect(plainText({ html: words }).length).toBeLessThanOrEqual(
        hasPicture ? CAPTION_LIMIT : TEXT_LIMIT,
      );
      for (const tag of ['b', 'blockquote', 'i'])
        expect(words.split(`<${tag}>`).length, tag).toBe(words.split(`</${tag}>`).length);
    }),
    { numRuns: 60 },
  );
});

// Longer than Telegram lets anybody be called, and a note as long as a message.
const NAMES = ['W'.repeat(300), '<b>&"@all'.repeat(34), '🦊'.repeat(150), '&'.repeat(300)];

test.each(NAMES)(
  'every answer fits, whatever people and places are called (%#)',
  async (name) => {
    const lab = await startBot({
      quotes: [{ symbol: 'NVDA', price: 150, shortName: name } as never],
    });
    const { ann, world, trade } = lab;
    world.addUser({ id: ann.id, firstName: name.slice(0, 300) });
    world.addChat({ id: GROUP, kind: 'group', title: name, members: [ann.id], admins: [ann.id] });
    await ann.sends('/link', { in: GROUP });
    const note = '<i>&"@x '.repeat(12);
    await ann.sends(`/rule! NVDA < 140 note:"${note.replaceAll('"', '”')}"`);
    await ann.sends(`/list new ${'x'.repeat(24)}`);
    await trade({ NVDA: 150 });
    await trade({ NVDA: 139 });
    const questions = [
      '/start',
      '/status',
      '/rules',
      '/list',
      '/watch NVDA',
      '/price NVDA',
      '/why',
    ];
    const records = [
      '/history',
      '/users',
      '/audit',
      '/link',
      '/settings',
      '/unmute',
      '/help',
      '/id',
    ];
    for (const text of [...questions, ...records]) await ann.sends(text);
    await ann.sends(`/rule ${'NVDA > 1 or '.repeat(330)}`.slice(0, TEXT_LIMIT));
    // The pretend Telegram refuses what the real one would: lengths, labels, tags, callback data.
    expect(world.violations).toEqual([]);
    const said = [ann.id, GROUP]
      .flatMap((chat) => world.messages(chat))
      .filter(({ byBot }) => byBot);
    for (const { text, html: source } of said) {
      expect(text.length).toBeLessThanOrEqual(TEXT_LIMIT);
      expect(source).not.toContain('<b>&amp;"@all');
      expect(text).not.toMatch(/@(?=all)/);
    }
  },
  60_000,
);
