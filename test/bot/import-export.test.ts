import { describe, expect, test } from 'vitest';
import { fillWithRules, GROUP, type BotLab } from '../support/bot.ts';
import { strikes } from '../support/delivery.ts';
import { ruleTexts, startDesk } from '../support/desk.ts';
import type { Heard } from '../support/person.ts';

/** The rules that a chat has, as it would never have typed them. */
const SOME = [
  'NVDA > 150',
  'AMD exits 110..130 cooldown:2h',
  'BTC-USD ±5% 1d sev:high',
  'VOD.L < 70 every:once note:"look # again, <b>please</b> & then"',
  'NVDA rsi14 x< 30',
  '^GSPC < 6500 exp:never',
];

async function withRules(): Promise<BotLab> {
  const bot = await startDesk();
  for (const rule of SOME) await bot.ann.sends(`/rule! ${rule}`);
  return bot;
}

function fileOf({ message }: Heard): { readonly name: string; readonly text: string } {
  const { document } = message;
  expect(document).toBeDefined();
  return { name: document?.name ?? '', text: new TextDecoder().decode(document?.bytes) };
}

describe('/rules export', () => {
  test('sends a file with one rule a line, its name and how it stands', async () => {
    const bot = await withRules();
    const { store } = bot.program.parts;
    const [first] = store.rules.ofChat(bot.ann.id as never);
    await bot.ann.sends(`/rule ${first?.code} off`);
    const reply = await bot.ann.sends('/rules export');
    expect(reply.text).toContain('6 rules, one a line');
    const file = fileOf(reply);
    expect(file.name).toBe('rules-2026-01-05.txt');
    expect(file.text).toContain('# 6 rules of this chat, as of Mon 5 Jan 2026 10:30 EST');
    expect(file.text).toContain(`${first?.text}  # ${first?.code} paused\n`);
    for (const text of ruleTexts(bot, bot.ann.id)) expect(file.text).toContain(`\n${text}  # `);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('of nothing says so', async () => {
    const bot = await startDesk();
    expect((await bot.ann.sends('/rules export')).text).toContain('There are no rules here');
  });

  test('tells when Telegram refuses the file, and goes again after any other trouble', async () => {
    const bot = await withRules();
    const document = /^sendDocument$/;
    const refuse = {
      kind: 'refuse',
      code: 400,
      description: 'Bad Request: DOCUMENT_INVALID',
    } as const;
    bot.telegram.setFaults(strikes(refuse, { method: document }));
    const reply = await bot.ann.sends('/rules export');
    expect(reply.text).toContain('📎 The file could not be sent');
    expect(reply.message.document).toBeUndefined();
    bot.telegram.setFaults(
      strikes({ kind: 'too-many', retryAfterSeconds: 3 }, { method: document }),
    );
    const sent = bot.ann.hears(/one a line/);
    bot.ann.says('/rules export');
    await expect.poll(() => bot.telegram.counts.faults.get('too-many')).toBe(1);
    bot.clock.now += 5_000;
    await bot.program.parts.deliver.idle();
    expect(fileOf(await sent).text).toContain('NVDA > 150');
  });
});

describe('/rules import', () => {
  test('shows what is new, what is there and what cannot be read, and makes only that by a tap', async () => {
    const bot = await withRules();
    const reply = await bot.ann.sends(
      [
        '/rules import',
        '# from a friend',
        'AMD > 130 note:"mine"',
        '',
        'nvda   above 150',
        '$nvda > 150.0',
        '/rule GOOGL < 170  # theirs',
        'GOGL > 1',
        '@chips > 5',
        'AMD > 130 note:"mine"',
      ].join('\n'),
    );
    expect(reply.text).toContain(
      'Import: 2 new, 2 already there, 3 unreadable. Nothing has been changed',
    );
    expect(reply.text).toContain('＋ AMD > 130\n');
    expect(reply.text).toContain('＋ GOOGL < 170');
    expect(reply.text).toMatch(/⚠️ Line 4: nvda\s+above 150 · /);
    expect(reply.text).toContain('Line 7: GOGL > 1 · I can’t find GOGL.');
    expect(reply.text).toContain('Line 8: @\u2060chips > 5 · There is no list @\u2060chips here');
    expect(reply.buttons).toEqual(['✅ Apply (2)', '✖']);
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(SOME.length);

    const done = await bot.ann.presses('✅ Apply (2)', { on: reply, until: /Imported · 2 rules/ });
    expect(done.message?.text).toContain('AMD crosses above 130');
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(SOME.length + 2);
    await bot.ann.presses('↩ Undo', { on: reply, until: /2 rules taken back/ });
    expect([...ruleTexts(bot, bot.ann.id)].sort()).toEqual([...SOME].sort());
    expect(bot.world.violations).toEqual([]);
  });

  test('✖ leaves everything as it was, and a second press of Apply makes nothing twice', async () => {
    const bot = await startDesk();
    const reply = await bot.ann.sends('/rules import NVDA > 150');
    await bot.ann.presses('✖', { on: reply, until: /Nothing was imported/ });
    expect(ruleTexts(bot, bot.ann.id)).toEqual([]);
    const again = await bot.ann.sends('/rules import NVDA > 150');
    const presses = await Promise.all([
      bot.ann.presses('✅ Apply (1)', { on: again }),
      bot.ann.presses('✅ Apply (1)', { on: again }),
    ]);
    expect(presses.map(({ toast }) => toast)).toContain('This button has been used already.');
    expect(ruleTexts(bot, bot.ann.id)).toEqual(['NVDA > 150']);
  });

  test('takes a file that it answers, one it comes with, and words that it answers', async () => {
    const bot = await withRules();
    const exported = await bot.ann.sends('/rules export');
    const file = fileOf(exported);
    const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
    bot.program.parts.store.chats.setZone(202 as never, 'UTC');
    const sent = bo.says('what Ann gave me', { document: file });
    const answer = await bo.sends('/rules import', { replyTo: sent });
    expect(answer.text).toContain(`Import: ${SOME.length} new, 0 already there, 0 unreadable`);
    await bo.presses(`✅ Apply (${SOME.length})`, { on: answer, until: /Imported · 6 rules/ });
    expect([...ruleTexts(bot, 202)].sort()).toEqual([...ruleTexts(bot, bot.ann.id)].sort());

    const inside = await bo.sends('/rules import', { document: file });
    expect(inside.text).toContain(`Import: 0 new, ${SOME.length} already there`);
    expect(inside.buttons).toEqual([]);
    const words = bo.says('AMD > 500\nAMD > 600');
    const third = await bo.sends('/rules import', { replyTo: words });
    expect(third.buttons).toEqual(['✅ Apply (2)', '✖']);
    // Its own file, answered where it stands.
    const own = await bot.ann.sends('/rules import', { replyTo: exported.message.id });
    expect(own.text).toContain('0 new');
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('asks for a text where there is none, and says why one cannot be had', async () => {
    const bot = await startDesk();
    expect((await bot.ann.sends('/rules import')).text).toContain('Send the rules behind it');
    expect((await bot.ann.sends('/rules import # nothing')).text).toContain(
      'I see no rules in that',
    );
    const big = { name: 'big.txt', text: 'NVDA > 150\n'.repeat(30_000) };
    const large = await bot.ann.sends('/rules import', { document: big });
    expect(large.text).toContain('larger than 256 kB');
    bot.telegram.setFaults(strikes({ kind: 'cut-before' }, { method: /^getFile$/ }));
    const cut = await bot.ann.sends('/rules import', {
      document: { name: 'a.txt', text: 'NVDA > 1' },
    });
    expect(cut.text).toContain('Telegram did not hand me that file');
    const odd = { name: 'a.bin', text: '\u0000\u0001\uFFFD\n\n<b>&' };
    expect((await bot.ann.sends('/rules import', { document: odd })).text).toContain('unreadable');
    expect(bot.world.violations).toEqual([]);
  });

  test('takes only as many as there is room for', async () => {
    const bot = await startDesk();
    fillWithRules(bot, 198);
    const reply = await bot.ann.sends('/rules import NVDA > 1\nNVDA > 2\nNVDA > 3');
    expect(reply.text).toContain('There is room for 2 more');
    await bot.ann.presses('✅ Apply (2)', { on: reply, until: /Imported · 2 rules/ });
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(200);
    const full = await bot.ann.sends('/rules export');
    expect(
      fileOf(full)
        .text.split('\n')
        .filter((line) => /^[A-Z]/.test(line)),
    ).toHaveLength(200);
  });

  test('two hundred rules go out of one chat and into another', async () => {
    const bot = await startDesk();
    const many = Array.from({ length: 200 }, (_, n) => `NVDA > ${200 + n} note:"number ${n}"`);
    const file = { name: 'many.txt', text: many.join('\n') };
    const reply = await bot.ann.sends('/rules import', { document: file, withinMs: 20_000 });
    expect(reply.text).toContain('Import: 200 new');
    await bot.ann.presses('✅ Apply (200)', { on: reply, until: /Imported/, withinMs: 20_000 });
    expect(ruleTexts(bot, bot.ann.id)).toHaveLength(200);
    await bot.ann.presses('↩ Undo', { on: reply, until: /200 rules taken back/ });
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('in a group is for its admins and traders; export is for everybody', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/link', { in: GROUP });
    await bot.ann.sends('/rule! NVDA > 150', { in: GROUP });
    const bo = bot.meet({ id: 202, name: 'Bo', role: 'member' });
    bot.world.setStanding(GROUP, 202, 'member');
    const refused = await bo.sends('/rules import NVDA > 5', { in: GROUP });
    expect(refused.text).toContain('needs one of its admins');
    const file = fileOf(await bo.sends('/rules export', { in: GROUP }));
    expect(file.text).toContain('NVDA > 150');
    const shown = await bot.ann.sends('/rules import NVDA > 5', { in: GROUP });
    const pressed = await bo.presses('✅ Apply (1)', { on: shown, in: GROUP });
    expect(pressed.toast).toContain('admins');
    expect(ruleTexts(bot, GROUP)).toEqual(['NVDA > 150']);
  });
});
