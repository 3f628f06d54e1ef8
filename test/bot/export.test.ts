import { expect, test } from 'vitest';
import { DAY_MS, instant, MINUTE_MS, plus } from '../../src/core/time.ts';
import { aHolding, anAccount, aSale, pastDays } from '../support/books.ts';
import { OWNER, type BotLab } from '../support/bot.ts';
import { startDesk } from '../support/desk.ts';
import type { Heard } from '../support/person.ts';
import { unzip } from '../support/unzip.ts';

/** Ann with one account of every kind of row, and names that a spreadsheet would work out. */
async function withBook(name = '=1+1'): Promise<{ bot: BotLab; id: number }> {
  const bot = await startDesk();
  const { store } = bot.program.parts;
  const at = instant(bot.clock.now - 5 * MINUTE_MS);
  const id = anAccount(store, { user: OWNER, name, currency: 'GBP', total: 1_000, at });
  aHolding(store, id, { at, name: '@SUM(A1)' });
  aSale(store, id, { at: plus(at, -10 * DAY_MS), quantity: 0.125, price: 120.5, realised: 2.5 });
  aSale(store, id, { at, remoteId: '-cmd', realised: undefined, initiatedFrom: '\t+x' });
  pastDays(store, id, { before: at, profits: [0, 10], currency: 'GBP' });
  const rate = { base: 'GBP', quote: 'USD', source: 'test', at };
  store.fx.put({ ...rate, day: '2025-12-24', rate: 1.25 });
  return { bot, id };
}

function fileOf({ message }: Heard): { name: string; text: string } {
  const { document } = message;
  return {
    name: document?.name ?? '',
    text: new TextDecoder().decode(document?.bytes),
  };
}

test('CSV comes as one file for each table, numbers bare and no formula in it', async () => {
  const { bot } = await withBook();
  const asked = await bot.ann.sends('/export');
  expect(asked.text).toMatch(/^📎 Your books as files: 2 trades, 1 position and 2 days of worth\./);
  await bot.ann.sends('/export csv');
  await bot.program.parts.deliver.idle();
  const files = bot.world
    .messages(OWNER)
    .flatMap(({ document }) =>
      document === undefined
        ? []
        : [{ name: document.name, text: new TextDecoder().decode(document.bytes) }],
    );
  expect(files.map(({ name }) => name)).toEqual([
    'trades-2026-01-05.csv',
    'positions-2026-01-05.csv',
    'equity-2026-01-05.csv',
  ]);
  const [head, first, second] = (files[0]?.text ?? '').split('\r\n');
  expect(head).toMatch(
    /^"at","account","side",.*"value_in_GBP","realised_in_GBP","rate","rate_day"/,
  );
  expect(first).toBe(
    `"2025-12-26T15:25:00.000Z","'=1+1","sell","AMD","AMD_US_EQ",0.125,120.5,"USD",15.0625,2.5,"GBP",12.05,2.5,0.8,"2025-12-24","o/1766762700000","API"`,
  );
  expect(second).toContain(`"'-cmd","'\t+x"`);
  expect(files[1]?.text).toContain(`"'@SUM(A1)",10,100,120,`);
  expect(files[2]?.text.split('\r\n')).toHaveLength(4);
  for (const { text } of files) expect(text).not.toMatch(/(?:^|,)"?[=+@\t]/m);
});

test('xlsx is one file with three sheets, in which numbers are numbers and nothing is a formula', async () => {
  const { bot } = await withBook();
  await bot.ann.sends('/export');
  await bot.ann.presses('xlsx');
  const heard = await bot.ann.hears(/Times in it are UTC/);
  expect(fileOf(heard).name).toBe('bellwether-2026-01-05.xlsx');
  const parts = unzip(heard.message.document?.bytes ?? new Uint8Array());
  const sheets = [...parts].filter(([name]) => /worksheets\/sheet\d/.test(name));
  expect(sheets).toHaveLength(3);
  const [trades = ''] = sheets.map(([, xml]) => xml);
  expect(trades).toContain('<v>0.125</v>');
  expect(trades).toContain('<v>15.0625</v>');
  const all = [...parts.values()].join('');
  expect(all).not.toContain('<f>');
  expect(all).toMatch(/>(?:'|&apos;|&#39;)=1\+1</);
  expect(all).toMatch(/>(?:'|&apos;|&#39;)@SUM\(A1\)</);
});

test('one year alone, and what is not understood', async () => {
  const { bot } = await withBook();
  await bot.ann.sends('/export csv 2025');
  await bot.program.parts.deliver.idle();
  const names = bot.world.messages(OWNER).flatMap(({ document }) => document?.name ?? []);
  expect(names).toEqual(['trades-2025.csv', 'positions-2025.csv']);
  expect((await bot.ann.sends('/export 1999')).text).toContain('📎');
  expect((await bot.ann.sends('/export pdf')).text).toBe(
    'I read /export pdf. What I know is xlsx or csv, and a year if it is to be one alone: /export csv 2025',
  );
});

test('what is more than a message may carry comes in parts, or is to be asked for by the year', async () => {
  const { bot, id } = await withBook('ISA');
  const { store } = bot.program.parts;
  const at = instant(bot.clock.now);
  store.transact(() => {
    for (let n = 0; n < 12_000; n++)
      aSale(store, id, {
        at: plus(at, -n * 1_000),
        remoteId: `o-${n}-${(n * 7919) % 99_991}`,
        price: 100 + n / 7,
      });
  });
  await bot.ann.sends('/export csv');
  await bot.program.parts.deliver.idle();
  const texts = bot.world
    .messages(OWNER)
    .flatMap(({ document }) =>
      document?.name.startsWith('trades') === true
        ? [new TextDecoder().decode(document.bytes)]
        : [],
    );
  expect(texts.length).toBeGreaterThan(3);
  for (const text of texts) expect(text.length).toBeLessThan(250_000);
  const rows = texts.map((text) => text.trim().split('\r\n').length - 1);
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(12_002);
  expect((await bot.ann.sends('/export xlsx')).text).toMatch(
    /are more than one xlsx file may hold/,
  );
});
