import { describe, expect, test } from 'vitest';
import { GROUP, type BotLab } from '../support/bot.ts';
import { ruleTexts, startDesk } from '../support/desk.ts';

const HELD = '/positions add NVDA 100 @ 121.40 2026-01-02';

async function holding(): Promise<BotLab> {
  const bot = await startDesk();
  await bot.ann.sends(HELD);
  await bot.trade({ NVDA: 150.42 });
  return bot;
}

/** One look at prices after another, and at the stops. */
async function trades(bot: BotLab, prices: readonly number[]): Promise<void> {
  for (const price of prices) {
    await bot.trade({ NVDA: price });
    await bot.program.run('stops');
    await bot.program.parts.deliver.idle();
  }
}

describe('/stop NVDA …', () => {
  test.each([
    ['-8%', /stop at \$138\.39 · 8\.0% away/],
    ['132.50', /stop at \$132\.50 · 11\.9% away/],
    ['trail 10%', /10% below the highest price since it was set/],
  ])(
    '%s is said back with where it stands, what it does and what it would make',
    async (words, said) => {
      const { ann } = await holding();
      const { text, buttons } = await ann.sends(`/stop NVDA ${words}`);
      expect(text).toMatch(said);
      expect(text).toContain('It will only alert: nothing is sold by it.');
      expect(text).toMatch(/Sold there, 100 shares would have made \+\$[\d,.]+ before fees/);
      expect(text).toMatch(/price (just now|\d+ s old)/);
      expect(buttons).toEqual(['↩ Undo', '📊 NVDA']);
    },
  );

  test('new words never lower it, and say so; off and anew do', async () => {
    const { ann } = await holding();
    await ann.sends('/stop NVDA 140');
    const kept = await ann.sends('/stop NVDA -15%');
    expect(kept.text).toMatch(/stop at \$140\.00/);
    expect(kept.text).toContain(
      'by these words it would be at $127.86, and a stop is never lowered',
    );
    expect((await ann.sends('/stop NVDA off')).text).toContain('no stop of mine any more');
    expect((await ann.sends('/stop NVDA -15%')).text).toMatch(/stop at \$127\.86/);
  });

  test('Undo of a change brings the former terms back where they stood', async () => {
    const bot = await holding();
    await bot.ann.sends('/stop NVDA -8%');
    const changed = await bot.ann.sends('/stop NVDA 145');
    await bot.ann.presses('↩ Undo', { on: changed, until: /as before, -8% at \$138\.39/ });
    expect(bot.program.parts.store.stops.allLive()).toMatchObject([{ price: 150.42 * 0.92 }]);
  });

  test('Undo comes too late for a stop that has rung', async () => {
    const bot = await holding();
    await bot.ann.sends('/stop NVDA 130');
    const changed = await bot.ann.sends('/stop NVDA 149');
    await trades(bot, [148.9]);
    const { toast } = await bot.ann.presses('↩ Undo', { on: changed });
    expect(toast).toMatch(/expired|changed since|for a minute only/);
    expect(bot.program.parts.store.stops.allLive()).toMatchObject([{ price: 149 }]);
  });

  test('what would be reached at once is not set, and lower ones are a tap away', async () => {
    const bot = await holding();
    const reply = await bot.ann.sends('/stop NVDA 155');
    expect(reply.text).toMatch(
      /I read \/stop NVDA 155\. NVDA is at \$150\.42, so a stop at \$155\.00/,
    );
    expect(reply.text).toContain('Nothing was set');
    expect(bot.program.parts.store.stops.allLive()).toEqual([]);
    await bot.ann.presses('-8% · $138.39', { on: reply });
    await bot.ann.hears(/stop at \$138\.39/);
  });

  test('words that are none are told with what would do', async () => {
    const { ann } = await holding();
    const reply = await ann.sends('/stop NVDA 132,5');
    expect(reply.text).toContain('I read /stop NVDA 132,5. I read a comma as thousands');
    expect(reply.buttons).toEqual(['132.5']);
    const other = await ann.sends('/stop AMD -8%');
    expect(other.text).toContain('You don’t hold AMD. What you hold:');
    expect(other.buttons).toEqual(['NVDA']);
  });

  test('alone it shows the stop, what rests at the broker, and choices with live numbers', async () => {
    const { ann } = await holding();
    const reply = await ann.sends('/stop NVDA');
    expect(reply.text).toContain('No stop of mine yet.');
    expect(reply.buttons).toEqual(expect.arrayContaining(['-5% · $142.90', '-8% · $138.39']));
  });
});

describe('reached', () => {
  test('the holder is told once, in private, that only an alert comes of it', async () => {
    const bot = await holding();
    await bot.ann.sends('/stop NVDA 147');
    await trades(bot, [149, 148, 146.8, 146.5]);
    const heard = await bot.ann.hears(/NVDA reached your stop 147\.00/);
    expect(heard.text).toMatch(/^🔴 NVDA reached your stop 147\.00 · now 146\.80/);
    expect(heard.text).toContain('It only alerts: nothing is sold by it.');
    const rang = bot.program.parts.store.alerts
      .ofChat(bot.ann.id as never, 20)
      .filter(({ severity }) => severity === 'critical');
    expect(rang).toHaveLength(1);
    expect(bot.complaints).toEqual([]);
  });

  test('a trailing stop that moved up says nothing, and its card shows it', async () => {
    const bot = await holding();
    await bot.ann.sends('/stop NVDA trail 10%');
    await trades(bot, [152, 155]);
    expect(bot.program.parts.store.alerts.ofChat(bot.ann.id as never, 5)).toEqual([]);
    expect((await bot.ann.sends('/stop NVDA')).text).toContain('Stop $139.50 · 10.0% away');
  });
});

test('/stop alone asks which, those without a stop first, then where', async () => {
  const bot = await holding();
  await bot.ann.sends('/positions add AMD 5 @ 100 2026-01-02');
  await bot.trade({ AMD: 118 });
  await bot.ann.sends('/stop NVDA -8%');
  const which = await bot.ann.sends('/stop');
  expect(which.buttons.slice(0, 2)).toEqual(['AMD · no stop', 'NVDA · $138.39']);
  await bot.ann.presses('AMD · no stop', { on: which, until: /where is its stop/ });
  await bot.ann.presses('-10% · $106.20', { on: which });
  const heard = await bot.ann.hears(/AMD: stop at \$106\.20/);
  expect(heard.text).toContain('It will only alert');
});

test('the pack for positions arms on all that is held, on closed bars, with the person’s own periods', async () => {
  const bot = await holding();
  await bot.ann.sends('/settings periods sma20 macd8,17,9');
  const armed = await bot.ann.sends('/rules pack guard');
  expect(armed.text).toContain('Positions guard on NVDA');
  expect(ruleTexts(bot).toSorted()).toEqual([
    'NVDA close x sma20',
    'NVDA macd8,17,9 x< macd8,17,9.signal',
    'NVDA macd8,17,9 x> macd8,17,9.signal',
  ]);
});

test('in a group it is answered in private', async () => {
  const { ann } = await holding();
  await ann.sends('/link', { in: GROUP });
  const there = await ann.sends('/stop NVDA -8%', { in: GROUP });
  expect(there.text).not.toMatch(/138\.39/);
  await ann.hears(/stop at \$138\.39/);
});
