import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { userId } from '../../src/core/people.ts';
import { GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';
import { aHolding, keepAccount } from '../support/holding.ts';
import { MARKET } from '../support/market.ts';

const BO = 202;

/** Ann holds NVDA with a stop, Bo holds it without one. */
async function aLab(): Promise<BotLab> {
  const lab = await startBot({ quotes: MARKET });
  const { store } = lab.program.parts;
  const bo = lab.meet({ id: BO, name: 'Bo', role: 'trader' });
  await lab.ann.sends('/link', { in: GROUP });
  lab.world.setStanding(GROUP, BO, 'member');
  await bo.sends('/start');
  const ann = keepAccount(store, { user: userId(OWNER), name: 'ISA', currency: 'GBP' });
  const his = keepAccount(store, { user: userId(BO), name: 'play' });
  const now = instant(lab.clock.now);
  store.accounts.setWorth(ann, { total: 20_000, freeCash: 0, realised: 0, at: now });
  store.accounts.setPositionsAt(ann, now);
  const position = { price: 148.5, priceAt: now };
  const id = store.positions.put(aHolding({ accountId: ann, ...position }));
  store.positions.put(aHolding({ accountId: his, quantity: 7, ...position }));
  const wish = { terms: { kind: 'fixed', price: 146 }, stage: 'watching' } as const;
  store.stops.set({ positionId: id, price: 146, by: userId(OWNER), ...wish }, now);
  return lab;
}

test('the briefing tells what somebody holds, in their private chat and nowhere else', async () => {
  const lab = await aLab();
  await lab.ann.sends('/watch NVDA');
  await lab.trade({ NVDA: 148.5 });
  const own = await lab.ann.sends('/brief');
  expect(own.text).toMatch(
    /Your holdings\n• ISA: £20,000\.00, 1 position\n· NVDA ▲2\.4% that day, ▲22\.3% in all\nClose to their stops: NVDA 1\.7% above/,
  );
  const shared = await lab.ann.sends('/brief', { in: GROUP });
  expect(shared.text).not.toMatch(/holdings|ISA|stops/);
});

test('an account that cannot be read, or was read long ago, says so in the briefing', async () => {
  const lab = await aLab();
  const { store } = lab.program.parts;
  const since = instant(lab.clock.now);
  store.accounts.setTrouble(1, { why: 'no answer', since, isTold: true });
  lab.clock.now += 3_600_000;
  expect((await lab.ann.sends('/brief')).text).toContain(
    '• ISA: £20,000.00, 1 position, as of 1 h ago ⚠️ cannot be read',
  );
});

test('My view tells whoever presses what they hold of it, and nobody else', async () => {
  const lab = await aLab();
  await lab.ann.sends('/rule! NVDA > 150', { in: GROUP });
  await lab.trade({ NVDA: 149 });
  await lab.trade({ NVDA: 151 });
  const alone = (user: number): string =>
    lab.world
      .messages(GROUP)
      .filter(({ visibleTo }) => visibleTo === user)
      .map(({ text }) => text)
      .join('\n');
  await lab.ann.presses('👁 My view', { in: GROUP });
  expect(alone(OWNER)).toMatch(
    /You hold 100 NVDA at \$121\.40 \(ISA\): ▲22\.3% by a price 2 min old, stop at \$146\.00, 1\.7% below it\./,
  );
  const bo = lab.meet({ id: BO, name: 'Bo' });
  await bo.presses('👁 My view', { in: GROUP });
  expect(alone(BO)).toMatch(/You hold 7 NVDA at \$121\.40 \(play\): ▲22\.3% .*, without a stop\./);
  expect(alone(BO)).not.toContain('ISA');
});
