import { describe, expect, test } from 'vitest';
import { GROUP, type BotLab } from '../support/bot.ts';
import { ruleTexts, startDesk } from '../support/desk.ts';

function lastOf({ world, ann }: BotLab, chat: number = ann.id) {
  const message = world.messages(chat).findLast(({ byBot }) => byBot);
  return {
    text: message?.text ?? '',
    labels: message?.buttons.flat().map(({ text }) => text) ?? [],
  };
}

describe('/rule without words', () => {
  test('asks step by step in one message, and ends in the rule', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA AMD');
    const first = await bot.ann.sends('/rule');
    expect(first.text).toBe('🔔 Which ticker is it about?');
    expect(first.buttons).toEqual(['AMD', 'NVDA', '✏️ Type it', '✖ Cancel']);
    const on = first.message;
    const family = await bot.ann.presses('NVDA', { on, until: /What shall I watch for/ });
    expect(family.message?.text).toBe(
      'NVDA\nNVIDIA Corporation, 148.20 now. What shall I watch for?',
    );
    const preset = await bot.ann.presses('Price above …', { on, until: /rises above/ });
    expect(preset.message?.buttons.slice(0, 6)).toEqual([
      '> 149.7',
      '> 151',
      '> 156',
      '> 163',
      '> 170',
      '> 178',
    ]);
    await bot.ann.presses('> 151', { on, until: /How often/ });
    const done = await bot.ann.presses('Once, then it is done', { on, until: /▸ Once/ });
    expect(done.message?.buttons).toEqual([]);
    await bot.ann.hears(/Not armed yet/);
    await bot.ann.presses('✅ Arm', { until: /Armed/ });
    expect(ruleTexts(bot, bot.ann.id)).toEqual(['NVDA > 151 every:once']);
    expect(bot.world.violations).toEqual([]);
    expect(bot.complaints).toEqual([]);
  });

  test('takes typed answers, says what is wrong with them, and asks again', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/rule');
    bot.ann.says('GOGL');
    await until(bot, /can’t find GOGL. Did you mean/);
    expect(lastOf(bot).labels).toContain('GOOGL');
    bot.ann.says('!!!');
    await until(bot, /cannot be a ticker/);
    bot.ann.says('nvda');
    await until(bot, /What shall I watch for/);
    await bot.ann.presses('Price below …', { until: /falls below/ });
    bot.ann.says('1,4');
    await until(bot, /⚠️ .*falls below/s);
    bot.ann.says('140');
    await until(bot, /How often/);
    await bot.ann.presses('As usual, 90 days');
    await bot.ann.hears(/Not armed yet/);
    await bot.ann.presses('✅ Arm', { until: /Armed/ });
    expect(ruleTexts(bot, bot.ann.id)).toEqual(['NVDA < 140']);
  });

  test('Back returns to the question before and keeps the rest', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    const { message: on } = await bot.ann.sends('/rule');
    expect(lastOf(bot).labels).not.toContain('‹ Back');
    await bot.ann.presses('NVDA', { on, until: /What shall I watch/ });
    await bot.ann.presses('A move either way', { on, until: /moves by/ });
    await bot.ann.presses('‹ Back', { on, until: /What shall I watch/ });
    await bot.ann.presses('Change of the day', { on, until: /change since/ });
    await bot.ann.presses('change > 5%', { on, until: /How often/ });
    await bot.ann.presses('At most once a day, 90 days', { on });
    await bot.ann.hears(/Not armed yet/);
    await bot.ann.presses('✅ Arm', { until: /Armed/ });
    expect(ruleTexts(bot, bot.ann.id)).toEqual(['NVDA change > 5% cooldown:1d']);
  });

  test('Cancel at any step changes nothing, and says what is let go', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    const { message: on } = await bot.ann.sends('/rule');
    await bot.ann.presses('NVDA', { on, until: /What shall I watch/ });
    const pressed = await bot.ann.presses('✖ Cancel', { on, until: /Cancelled/ });
    expect(pressed.message?.text).toBe('✖ Cancelled: NVDA. Nothing was changed.');
    expect(ruleTexts(bot, bot.ann.id)).toEqual([]);
  });

  test('gives way to any other command; its old buttons say that it has ended', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    const { message: on } = await bot.ann.sends('/rule');
    await bot.ann.sends('/rules');
    expect((await bot.ann.presses('NVDA', { on })).toast).toContain('This setup has ended');
    expect((await bot.ann.sends('/rule')).text).toContain('Which ticker');
  });

  test('is over after ten minutes', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    const { message: on } = await bot.ann.sends('/rule');
    const real = Date.now;
    Date.now = () => real() + 10 * 60_000 + 1;
    try {
      expect((await bot.ann.presses('NVDA', { on })).toast).toContain('This setup has ended');
    } finally {
      Date.now = real;
    }
  });

  test('lets the buttons of other messages work in between', async () => {
    const bot = await startDesk();
    const made = await bot.ann.sends('/rule! NVDA > 150');
    await bot.ann.sends('/rule');
    await bot.ann.presses('⏸ Pause', { on: made, until: /Paused/ });
    bot.ann.says('AMD');
    await until(bot, /AMD\nAdvanced Micro/);
  });

  test('asks anew when its message was deleted', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    const { message } = await bot.ann.sends('/rule');
    await bot.program.parts.bot.api.deleteMessage(bot.ann.id, message.id);
    bot.ann.says('NVDA');
    await until(bot, /What shall I watch for/);
    await bot.ann.presses('A move either way', { until: /moves by/ });
    expect(bot.complaints).toEqual([]);
  });
});

describe('an update that is handled twice, as after a kill', () => {
  /** Every update that the bot got, given to it once more in the middle of each step. */
  test('asks the same question again and makes one rule', async () => {
    const bot = await startDesk();
    await bot.ann.sends('/watch NVDA');
    const again = replaying(bot);
    await bot.ann.sends('/rule');
    await again();
    await bot.ann.presses('NVDA', { until: /What shall I watch/ });
    await again();
    await bot.ann.presses('Price above …', { until: /rises above/ });
    await again();
    await bot.ann.presses('> 156', { until: /How often/ });
    await again();
    await bot.ann.presses('Once, then it is done');
    await bot.ann.hears(/Not armed yet/);
    await again();
    await bot.ann.presses('✅ Arm', { until: /Armed/ });
    await again();
    expect(ruleTexts(bot, bot.ann.id)).toEqual(['NVDA > 156 every:once']);
    expect(bot.world.violations).toEqual([]);
  });
});

describe('in a group', () => {
  async function desk() {
    const bot = await startDesk();
    await bot.ann.sends('/link', { in: GROUP });
    const bo = bot.meet({ id: 202, name: 'Bo', role: 'trader' });
    bot.world.setStanding(GROUP, 202, 'member');
    await bot.ann.sends('/watch NVDA', { in: GROUP });
    return { ...bot, bo };
  }

  test('somebody else’s buttons name their owner', async () => {
    const bot = await desk();
    const { message: on } = await bot.ann.sends('/rule', { in: GROUP });
    expect((await bot.bo.presses('NVDA', { on })).toast).toMatch(/^This setup belongs to /);
    await bot.ann.presses('NVDA', { on, until: /What shall I watch/ });
  });

  test('two people set up two rules at once', async () => {
    const bot = await desk();
    const anns = await bot.ann.sends('/rule', { in: GROUP });
    const bos = await bot.bo.sends('/rule', { in: GROUP });
    await bot.ann.presses('NVDA', { on: anns, until: /What shall/ });
    await bot.bo.presses('NVDA', { on: bos, until: /What shall/ });
    await bot.ann.presses('A move either way', { on: anns, until: /moves by/ });
    await bot.bo.presses('Price above …', { on: bos, until: /rises above/ });
  });

  test('what is typed must answer the bot, which asks for exactly that', async () => {
    const bot = await desk();
    const { message: on } = await bot.ann.sends('/rule', { in: GROUP });
    await bot.ann.presses('✏️ Type it', { on });
    const prompt = bot.world.messages(GROUP).findLast(({ byBot }) => byBot);
    expect(prompt?.text).toBe('NVDA');
    bot.ann.says('lunch at one?', { in: GROUP });
    await bot.ann.quiet(80, { in: GROUP });
    bot.ann.says('amd', { in: GROUP, replyTo: prompt?.id ?? 0 });
    await until(bot, /AMD\nAdvanced Micro/, GROUP);
    expect(bot.world.violations).toEqual([]);
  });
});

async function until(bot: BotLab, pattern: RegExp, chat: number = bot.ann.id): Promise<void> {
  const isThere = () => bot.world.messages(chat).some((one) => one.byBot && pattern.test(one.text));
  await expect.poll(isThere, { timeout: 3_000, interval: 5, message: String(pattern) }).toBe(true);
}

/** Hands the last update to the bot a second time, with the wizard where that update found it. */
function replaying({ program }: BotLab): () => Promise<void> {
  const { db, bot } = program.parts;
  const states = () => db.sqlite.prepare('select key, state, updated_at from conversation').all();
  let before = states();
  return async () => {
    const after = states();
    const [row] = db.sqlite
      .prepare<[], { json: string; id: number }>(
        'select json, update_id as id from inbox order by seq desc limit 1',
      )
      .all();
    db.sqlite.prepare('delete from conversation').run();
    const put = db.sqlite.prepare('insert into conversation values (@key, @state, @updated_at)');
    for (const state of before) put.run(state);
    if (row) await bot.handleUpdate(JSON.parse(row.json) as never);
    before = after.length === 0 ? [] : states();
  };
}
