import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { aSellingDesk, type SellingDesk } from '../support/selling-desk.ts';

/** As if looking on had seen its stop reached so often, a day apart. */
function looked({ program, clock, account, position }: SellingDesk, times: number): void {
  const { intents } = program.parts.store;
  for (let n = 0; n < times; n++) {
    const at = instant(clock.now - (times - n) * 86_400_000);
    const key = `stop/1/${n + 100}`;
    intents.add(
      {
        key,
        accountId: account,
        positionId: position,
        symbol: 'NVDA',
        mode: 'shadow',
        state: 'shadowed',
        quantity: 100,
        price: n === 0 ? 120 : 125,
        floor: 121,
        currency: 'USD',
        quotedAt: at,
        askedBy: undefined,
        confirmedBy: undefined,
        expiresAt: at,
        why: undefined,
        alertId: undefined,
      },
      at,
    );
  }
}

test('the dashboard tells state, ceiling, modes, record and what was sold today', async () => {
  const desk = await aSellingDesk();
  looked(desk, 5);
  desk.stopAt(128);
  const { text, buttons } = await desk.ann.sends('/autosell');
  expect(text).toMatch(/^🛡 Guarded selling is on\nAUTOSELL=demo: paper and demonstration accounts/);
  expect(text).toMatch(
    /👁 NVDA · 100 in paper · looks on\n↳ stop \$128\.00 · would have sold 5× since 10:30 EST: 4 good, 1 whipsaw, net \+\$\d/,
  );
  expect(text).toContain('Today in paper (paper): 0 of 3 sales, $0.00');
  expect(buttons).toEqual(['👁 NVDA · paper', '🔴 Sell…', '⛔ Halt all selling', '🔄 Refresh']);
});

test('ask is chosen by words, says what it means, and is taken back by Undo', async () => {
  const desk = await aSellingDesk();
  expect((await desk.ann.sends('/autosell NVDA ask')).text).toContain(
    'NVDA · 100 in paper has no stop',
  );
  desk.stopAt(128);
  const set = await desk.ann.sends('/autosell NVDA ask max:50% floor:2% exp:3d');
  expect(set.text).toMatch(
    /^🔵 NVDA · 100 in paper: asks you\nAt most 50% of it · nothing more than 2% below the price I show · until Thu 8 Jan, 10:30 EST\n/,
  );
  expect((await desk.ann.sends('/autosell')).text).toMatch(
    /🔵 NVDA · 100 in paper · asks you · at most 50% · floor −2% · until Thu 8 Jan/,
  );
  await desk.ann.presses('↩ Undo', { on: set, until: /Undone: NVDA is as before: looks on/ });
  expect((await desk.ann.sends('/autosell')).text).toContain('NVDA · 100 in paper · looks on');
});

test.each([
  ['NVDA', 'there is no mode: off, shadow, ask, auto'],
  ['NVDA maybe', 'maybe: a mode is off, shadow, ask or auto'],
  ['NVDA ask max:1,5%', 'max:1,5%: behind max: goes a share in percent, as max:50%'],
  ['NVDA ask max:0', 'max: is 1% to 100%'],
  ['NVDA ask floor:40%', 'floor: is 0.5% to 10%'],
  ['NVDA ask exp:90d', 'exp: is 1 to 30 days'],
  ['AMD off', 'I find no position AMD at a broker of yours. There is NVDA'],
])('/autosell %s says what is wrong and changes nothing', async (words, says) => {
  const desk = await aSellingDesk();
  desk.stopAt(128);
  expect((await desk.ann.sends(`/autosell ${words}`)).text).toContain(says);
  expect(desk.program.parts.store.guards.get(desk.position)).toBeUndefined();
});

test.each([
  ['NVDA', 'How much of NVDA'],
  ['NVDA 1,5', 'a comma stands between thousands only'],
  ['NVDA 150%', 'a share in percent up to 100%'],
  ['NVDA 0', 'a size is a number of shares'],
  ['NVDA 500', 'only 100 may be sold'],
  ['NVDA 50 limit cheap', 'behind limit goes a price'],
  ['NVDA 50 20', 'that would be a second size'],
])('/sell %s says what is wrong and asks nothing of anybody', async (words, says) => {
  const desk = await aSellingDesk();
  expect((await desk.ann.sends(`/sell ${words}`)).text).toContain(says);
  expect(desk.program.parts.store.intents.live()).toEqual([]);
});

test('auto needs a record, then its words; the worst case is told in money before', async () => {
  const desk = await aSellingDesk();
  const { ann } = desk;
  desk.stopAt(128);
  const early = await ann.sends('/autosell NVDA auto max:50%');
  expect(early.text).toMatch(/may not be sold without asking yet.*\n[^]*▫️ looked on 0 of 5 times/);
  expect(early.buttons).toEqual(['🔵 Let it ask me']);
  looked(desk, 5);
  const asked = await ann.sends('/autosell NVDA auto max:50% floor:3% exp:7d');
  expect(asked.text).toMatch(
    /Worst case you allow: 50 sold at \$124\.16, for \$6,208\.00[^]*type SELL NVDA MAX 50\./,
  );
  await ann.presses('✏️ Type it', { on: asked });
  await ann.hears(/Type SELL NVDA MAX 50 to go on/);
  ann.says('SELL NVDA MAX 50');
  expect((await ann.hears(/sells by itself/)).text).toContain('30 s after that has reached you');
  const off = await ann.sends('/autosell NVDA off');
  expect(off.text).toContain('arming that again needs the typed words');
  expect(off.buttons).toEqual([]);
});

test('the wizard goes from the position to the worst case, with Back and typed figures', async () => {
  const desk = await aSellingDesk();
  const { ann } = desk;
  desk.stopAt(128);
  await ann.sends('/autosell');
  await ann.presses('👁 NVDA · paper');
  const page = await ann.hears(/What is to be done when its stop is reached/);
  const on = { on: page };
  await ann.presses('🔵 Ask me', { ...on, until: /How much of it at most/ });
  await ann.presses('50%', { ...on, until: /How far below/ });
  ann.says('40');
  await new Promise((resolve) => setTimeout(resolve, 150));
  ann.says('2.5%');
  await new Promise((resolve) => setTimeout(resolve, 150));
  await ann.presses('7 days', { ...on, until: /Worst case you allow: 50 sold at \$124\.80/ });
  await ann.presses('✅ Let it ask me', on);
  expect((await ann.hears(/asks you/)).text).toContain('nothing more than 2.5% below');
});

test('/sell alone goes from the picker to a card whose floor is the one that was typed', async () => {
  const desk = await aSellingDesk();
  const { ann } = desk;
  const page = await ann.sends('/sell');
  expect(page.text).toContain('What is to be sold?');
  const on = { on: page };
  await ann.presses('NVDA · 100 in paper', { ...on, until: /How much of it/ });
  await ann.presses('25%', { ...on, until: /Below which price/ });
  ann.says('131.20');
  expect((await ann.hears(/Proposed: SELL 25 of 100 NVDA/)).text).toContain('not below $131.20');
});
