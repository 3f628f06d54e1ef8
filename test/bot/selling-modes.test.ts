import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import type { Guard } from '../../src/core/intent.ts';
import { OWNER } from '../support/bot.ts';
import { aSellingDesk, type SellingDesk } from '../support/selling-desk.ts';

const STOP = 130;

/** The position falls through its stop, and both scans that see it have their turns. */
async function fallsThrough(desk: SellingDesk): Promise<void> {
  const { program } = desk;
  await program.run('positions');
  for (const price of [131, 129.8]) {
    await desk.trade({ NVDA: price }, { afterMs: 20_000 });
    await program.run('positions');
    await program.run('stops');
    await program.parts.deliver.idle();
    await desk.turn(0);
  }
}

/** As if its person had chosen that yesterday. */
function guarded(desk: SellingDesk, mode: Guard['mode'], stopId: number): void {
  const { store } = desk.program.parts;
  const now = instant(desk.clock.now);
  store.guards.set(
    {
      positionId: desk.position,
      mode,
      maxPct: 50,
      floorPct: 3,
      armedBy: OWNER as never,
      armedAt: now,
      expiresAt: instant(now + 7 * 86_400_000),
      stopId,
    },
    now,
  );
}

function heard({ world }: SellingDesk): string {
  return world
    .messages(OWNER)
    .filter(({ byBot }) => byBot)
    .map(({ text }) => text)
    .join('\n\n');
}

test.each(['off', 'shadow'] as const)(
  '%s: a stop that is reached rings, and nothing is sold',
  async (mode) => {
    const desk = await aSellingDesk();
    guarded(desk, mode, desk.stopAt(STOP));
    await fallsThrough(desk);
    await desk.turn();
    expect(heard(desk)).toMatch(/NVDA.*stop/);
    expect(heard(desk)).not.toContain('Proposed: SELL');
    expect(desk.orders()).toEqual([]);
    const [intent] = desk.program.parts.store.intents.ofPosition(desk.position, 1);
    if (mode === 'shadow') {
      expect(intent).toMatchObject({ state: 'shadowed', mode: 'shadow' });
      const { text } = await desk.ann.sends(`/autosell S${intent?.id ?? 0}`);
      expect(text).toContain('would have');
    } else expect(intent?.state ?? 'void').toBe('void');
  },
);

test('ask: a card follows, is re-quoted when the price has moved on, and sells when Sell is pressed', async () => {
  const desk = await aSellingDesk();
  guarded(desk, 'ask', desk.stopAt(STOP));
  await fallsThrough(desk);
  await desk.turn();
  const card = await desk.ann.hears(/Proposed: SELL 50 of 100 NVDA/);
  expect(card.text).toMatch(/^🔴 NVDA reached your stop \$130\.00\n/);
  expect(card.text).toMatch(/mode ask · PAPER account paper$/);
  await desk.trade({ NVDA: 128.1 }, { afterMs: 5_000 });
  await desk.ann.presses('🔴 Sell 50 NVDA', { until: /Asked anew/ });
  expect(desk.orders()).toEqual([]);
  await desk.ann.presses('🔴 Sell 50 NVDA', { until: /Your answer is taken/ });
  await desk.turn();
  expect(desk.orders()).toMatchObject([{ status: 'filled', quantity: 50, fillPrice: 128.1 }]);
  expect(heard(desk)).toMatch(/✅ NVDA reached your stop \$130\.00\nSold 50 at \$128\.10/);
});

test('auto: it is announced, can be kept for 30 s, and sells after that', async () => {
  const desk = await aSellingDesk();
  guarded(desk, 'auto', desk.stopAt(STOP));
  await fallsThrough(desk);
  await desk.turn();
  const told = await desk.ann.hears(/I sell 30 s after this has reached you/);
  expect(told.buttons).toEqual(['Keep', '📈 Chart', '⛔ Halt all selling']);
  await desk.turn(20_000);
  expect(desk.orders()).toEqual([]);
  await desk.trade({ NVDA: 129.5 }, { afterMs: 11_000 });
  await desk.turn();
  await desk.turn();
  expect(desk.orders()).toMatchObject([{ status: 'filled', quantity: 50 }]);
  expect(heard(desk)).toMatch(/✅ NVDA reached your stop \$130\.00\nSold 50 at \$129\.50/);
});

test('auto: Keep calls it off', async () => {
  const desk = await aSellingDesk();
  guarded(desk, 'auto', desk.stopAt(STOP));
  await fallsThrough(desk);
  await desk.turn();
  const told = await desk.ann.hears(/I sell 30 s after this has reached you/);
  await desk.ann.presses('Keep', { on: told, until: /Not sold/ });
  await desk.turn(60_000);
  expect(desk.orders()).toEqual([]);
});
