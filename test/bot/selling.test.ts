import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { BUTTONS } from '../../src/bot/commands.ts';
import { GROUP, OWNER } from '../support/bot.ts';
import type { Heard } from '../support/person.ts';
import { aSellingDesk, type SellingDesk } from '../support/selling-desk.ts';

const SELL = '🔴 Sell 50 NVDA';

/** Asks for a sale and waits for its card. */
async function card({ ann, clock }: SellingDesk, words = 'NVDA 50'): Promise<Heard> {
  clock.now += 1_000;
  ann.says(`/sell ${words}`);
  return ann.hears(/Proposed: SELL/);
}

function textNow({ world }: SellingDesk, { message }: Heard): string {
  return world.messages(message.chat).find(({ id }) => id === message.id)?.text ?? '';
}

/** The token of a button as it was when the card came. */
function dataOf({ message }: Heard, label: string): string {
  const found = message.buttons.flat().find(({ text }) => text === label);
  return found?.action.kind === 'callback' ? found.action.data : '';
}

test('a person asks, reads what it comes to and every gate, presses Sell, and sees the end in the same message', async () => {
  const desk = await aSellingDesk();
  const shown = await card(desk);
  expect(shown.text).toMatch(
    /^🔴 Your sale of NVDA\nProposed: SELL 50 of 100 NVDA at the market, not below \$128\.34\nPrice \$132\.31, \d+:30 EST\nEstimated proceeds \$6,582\.42–\$6,615\.50 · realises about \+\$512\.42 to \+\$545\.50 before fees · 50 shares remain\n⏳ 90 s left: nothing is sold unless you press Sell before 10:31:\d\d EST\. Silence keeps\.\nGates: /,
  );
  expect(shown.text).toContain('s old ✓ · second source 132.31 (0.00% apart) ✓');
  expect(shown.text).not.toContain('✗');
  expect(shown.text).toMatch(/S1 · mode manual · PAPER account paper$/);
  expect(shown.buttons).toEqual([
    SELL,
    'Keep',
    'Half',
    'Snooze 15 min',
    '📈 Chart',
    '⛔ Halt all selling',
  ]);
  const style = shown.message.buttons[0]?.[0];
  expect(style).toMatchObject({ style: 'danger' });
  const pressed = await desk.ann.presses(SELL, { on: shown, until: /Your answer is taken/ });
  expect(pressed.toast).toBe('The order goes out now.');
  expect(desk.orders()).toEqual([]);
  await desk.turn();
  expect(textNow(desk, shown)).toMatch(
    /^✅ Your sale of NVDA\nSold 50 at \$132\.31, for \$6,615\.50\nRealised about \+\$545\.50 before fees and taxes · 50 shares remain\. A sale cannot be undone\./,
  );
  expect(desk.orders()).toMatchObject([{ status: 'filled', quantity: 50 }]);
  expect(desk.world.messages(OWNER).filter(({ text }) => text.includes('S1 ·'))).toHaveLength(1);
});

test('when the price has moved, Sell shows the new one and sells nothing; the button of before sells nothing either', async () => {
  const desk = await aSellingDesk();
  const shown = await card(desk);
  await desk.trade({ NVDA: 130.2 }, { afterMs: 10_000 });
  const first = await desk.ann.presses(SELL, { on: shown, until: /Asked anew/ });
  expect(first.alert).toBe(true);
  expect(first.toast).toBe(
    'Nothing is sold yet. It was $132.31 and is $130.20 now: look, and press Sell again.',
  );
  expect(textNow(desk, shown)).toContain('Price $130.20');
  await desk.turn();
  expect(desk.orders()).toEqual([]);
  const old = await desk.world.forge(OWNER, OWNER, shown.message.id, dataOf(shown, SELL));
  expect(old.toast).toMatch(/had another price|no longer works/);
  expect(desk.orders()).toEqual([]);
  await desk.ann.presses(SELL, { until: /Your answer is taken/ });
  await desk.turn();
  expect(desk.orders()).toMatchObject([{ quantity: 50, fillPrice: 130.2 }]);
});

test('two taps at once sell once', async () => {
  const desk = await aSellingDesk();
  const shown = await card(desk);
  const data = dataOf(shown, SELL);
  const taps = [1, 2, 3].map(() => desk.world.forge(OWNER, OWNER, shown.message.id, data));
  const toasts = (await Promise.all(taps)).map(({ toast }) => toast);
  expect(toasts.filter((one) => one === 'The order goes out now.')).toHaveLength(1);
  expect(toasts).toContain('That was decided already; the card says how.');
  await desk.turn();
  await desk.turn();
  expect(desk.orders()).toHaveLength(1);
});

test('silence keeps: the card counts down and ends by itself', async () => {
  const desk = await aSellingDesk();
  const shown = await card(desk);
  await desk.turn(31_000);
  expect(textNow(desk, shown)).toContain('⏳ 60 s left');
  await desk.turn(30_000);
  expect(textNow(desk, shown)).toContain('⏳ 30 s left');
  await desk.turn(30_000);
  expect(textNow(desk, shown)).toMatch(
    /^⚪ Your sale of NVDA\nNot sold\. 50 NVDA stay where they are\.\nWhy: nobody answered in time/,
  );
  const late = await desk.world.forge(OWNER, OWNER, shown.message.id, dataOf(shown, SELL));
  expect(late.toast).toBe('That was decided already; the card says how.');
  expect(desk.orders()).toEqual([]);
});

test('Keep keeps, Half sells half rounded down, Snooze asks again in a quarter of an hour', async () => {
  const desk = await aSellingDesk();
  const { ann } = desk;
  const first = await card(desk, 'NVDA 25');
  const kept = await ann.presses('Keep', { on: first, until: /Not sold/ });
  expect(kept.toast).toBe('Kept. Nothing is sold.');
  const second = await card(desk, 'NVDA 25');
  const put = await ann.presses('Snooze 15 min', { on: second, until: /Not sold/ });
  expect(put.toast).toBe('Kept for now. I ask again at 10:45 EST.');
  await desk.trade({ NVDA: 132.31 }, { afterMs: 15 * 60_000 });
  await desk.turn();
  await desk.turn();
  const again = await ann.hears(/Proposed: SELL 25 of 100/);
  await ann.presses('Half', { on: again, until: /Your answer is taken/ });
  await desk.turn();
  expect(textNow(desk, again)).toContain('Sold 12 at $132.31');
});

test('what another process had asked is called off after a restart, and the card says so', async () => {
  const desk = await aSellingDesk();
  const { store } = desk.program.parts;
  const shown = await card(desk);
  await desk.ann.presses(SELL, { on: shown, until: /Your answer is taken/ });
  // As if the process had ended here: the next one finds the row, and the prices of then do not count.
  const intent = store.intents.live()[0];
  expect(intent?.state).toBe('armed');
  await desk.turn(5 * 60_000);
  expect(textNow(desk, shown)).toContain('Not sold.');
  expect(desk.orders()).toEqual([]);
});

test('all of it needs its words, in whatever case, and no other words do', async () => {
  const desk = await aSellingDesk();
  const { ann } = desk;
  const asked = await ann.sends('/sell NVDA all');
  expect(asked.text).toMatch(
    /^🔴 100 of NVDA · 100 in paper, about \$13,231\.00: for so much I ask for words first\.\nType SELL 100 NVDA\./,
  );
  await ann.presses('✏️ Type it', { on: asked });
  await ann.hears(/Type SELL 100 NVDA to go on/);
  ann.says('SELL 10 NVDA');
  await new Promise((resolve) => setTimeout(resolve, 150));
  await ann.presses('✖ Cancel', { until: /Cancelled/ });
  expect(desk.program.parts.store.intents.live()).toEqual([]);
  await ann.presses('✏️ Type it', { on: asked });
  await ann.hears(/Type SELL 100 NVDA to go on/);
  ann.says('sell 100 nvda');
  expect((await ann.hears(/Proposed: SELL 100 of 100/)).text).toContain('nothing of it remains');
});

test('a sale from a group or by a member is told where to go, and by another person is refused', async () => {
  const desk = await aSellingDesk();
  const { ann, meet, world } = desk;
  const bo = meet({ id: 202, name: 'Bo', role: 'trader' });
  const cy = meet({ id: 203, name: 'Cy', role: 'member' });
  await ann.sends('/link', { in: GROUP });
  for (const words of ['/sell NVDA 50', '/autosell', '/resume'])
    expect((await ann.sends(words, { in: GROUP })).text).toBe(
      `${words.split(' ')[0]} works in our private chat, not here.`,
    );
  expect((await cy.sends('/sell NVDA 50')).text).toMatch(/^\/sell needs the Trader role; you have/);
  const shown = await card(desk);
  const stolen = await world.forge(202, OWNER, shown.message.id, dataOf(shown, SELL));
  expect(stolen.toast).toMatch(/belongs to|is private/);
  expect((await bo.sends('/sell #1 50')).text).toMatch(/not held any more, or not by you/);
  expect((await bo.sends('/autosell S1')).text).toMatch(/no decision of yours/);
  expect((await bo.sends('/autosell')).text).not.toContain('NVDA');
  expect(desk.orders()).toEqual([]);
});

test('/halt stops everything from a group, tells nothing of what is held, and /resume needs its word after a minute', async () => {
  const desk = await aSellingDesk();
  const { ann, meet, world } = desk;
  const bo = meet({ id: 202, name: 'Bo', role: 'trader' });
  const cy = meet({ id: 203, name: 'Cy', role: 'member' });
  world.setStanding(GROUP, cy.id, 'member');
  await bo.sends('/help');
  await ann.sends('/link', { in: GROUP });
  const shown = await card(desk);
  const halted = await cy.sends('/panic the feed is wrong', { in: GROUP });
  expect(halted.text).toMatch(
    /^⛔ HALTED by Cy \(the feed is wrong\): nothing is sold from now on/,
  );
  expect(halted.text).not.toMatch(/NVDA|decision/);
  expect((await bo.hears(/has halted/)).text).toContain('Cy has halted all selling (the feed');
  expect(textNow(desk, shown)).toContain('Why: selling was halted.');
  expect((await cy.sends('/halt', { in: GROUP })).text).toMatch(
    /It was halted already, by Cy 10:30/,
  );
  expect((await ann.sends('/status')).text).toContain('HALTED by Cy 10:30 EST');
  const refused = await ann.sends('/sell NVDA 50');
  expect(refused.text).toContain(
    'I do not propose to sell NVDA · 100 in paper: selling is halted.',
  );
  expect(refused.text).toContain('selling is halted ✗');
  expect((await ann.sends('/autosell')).text).toMatch(
    /^⛔ HALTED by Cy 10:30 EST \(the feed is wrong\) —/,
  );
  expect((await ann.sends('/resume RESUME')).text).toMatch(/stays so for a minute\. From 10:31/);
  desk.clock.now += 61_000;
  const question = await ann.sends('/resume');
  expect(question.text).toContain('No position is set to ask or to sell.');
  await ann.presses('✏️ Type RESUME', { on: question });
  await ann.hears(/Type RESUME to go on/);
  ann.says('resume');
  await ann.hears(/▶ Selling goes on/);
  expect((await bo.hears(/lets selling go on/)).text).toContain('Ann lets selling go on');
  expect((await ann.sends('/resume')).text).toMatch(/Nothing is halted/);
});

const SATURDAY = Date.UTC(2026, 0, 10, 15, 30);

test.each([
  { gate: 'AUTOSELL allows shadow, and this account is paper', wish: { autosell: 'shadow' } },
  { gate: 'AUTOSELL is off', wish: { autosell: 'off' } },
  { gate: 'outside regular trading', wish: { now: SATURDAY } },
])('a closed gate is named instead of a card: $gate', async ({ gate, wish }) => {
  const desk = await aSellingDesk(wish);
  const answer = await desk.ann.sends('/sell NVDA 50');
  expect(answer.text).toContain(`⛔ I do not propose to sell NVDA · 100 in paper: ${gate}.`);
  expect(answer.text).toContain(`${gate} ✗`);
  expect(answer.text).toMatch(/Nothing was sold\.$/);
  expect(answer.buttons).toEqual(['🔄 Try again']);
});

test('a file HALT beside the database closes everything, and /resume says who can take it away', async () => {
  const desk = await aSellingDesk();
  const [{ file }] = desk.program.parts.db.sqlite.pragma('database_list') as [{ file: string }];
  writeFileSync(join(dirname(file), 'HALT'), '');
  expect((await desk.ann.sends('/sell NVDA 50')).text).toContain('a file HALT lies beside');
  expect((await desk.ann.sends('/resume RESUME')).text).toMatch(/until whoever runs me takes it/);
});

test('how a decision was weighed can be read again by its person, in /audit too', async () => {
  const desk = await aSellingDesk();
  const shown = await card(desk);
  await desk.ann.presses(SELL, { on: shown, until: /Your answer is taken/ });
  await desk.turn();
  for (const words of ['/audit S1', '/autosell s1']) {
    const { text } = await desk.ann.sends(words);
    expect(text).toContain('🧾 S1 was filled: sell 50 NVDA from paper (paper) · mode manual');
    expect(text).toContain('1 of at most 1 request to the broker');
    expect(text).toMatch(/awaiting confirm · all \d+ gates open\n/);
    expect(text).toMatch(/Gates at attempt 3: ✓ environment: AUTOSELL is not off .*✓ consent: you/);
    expect(text).toMatch(/accepted[^]*filled/);
  }
  const first = await desk.ann.presses('Gates 1', { until: /Gates at attempt 1/ });
  expect(first.message?.text).not.toContain('consent');
});

test('buttons that sell or allow more are never taken late; those that stop it always are', () => {
  const money = [...BUTTONS].filter(([, { money: is }]) => is === true).map(([verb]) => verb);
  expect(money).toEqual(
    expect.arrayContaining([
      'sell-yes',
      'sell-half',
      'sell-words',
      'autosell-words',
      'autosell-undo',
    ]),
  );
  for (const verb of ['sell-keep', 'sell-snooze', 'sell-halt'])
    expect(BUTTONS.get(verb)?.lasts).toBe(true);
});
