import { describe, expect, test } from 'vitest';
import { startBotApi } from '../../src/sandbox/telegram/server.ts';
import { aRule, below, ends, linked, rung } from '../support/alerts.ts';
import { FORUM, GROUP, OWNER, type BotLab } from '../support/bot.ts';
import { headlines, later, notify, startDelivery, strikes, written } from '../support/delivery.ts';

const BO = 202;

function meetBo(lab: BotLab): void {
  lab.meet({ id: BO, name: 'Bo', role: 'member' });
  lab.world.addChat({ id: BO, kind: 'private', members: [BO] });
}

/** Three chats and a message for the first; two calls are told to wait so long. */
async function refusedTwice(retryAfterSeconds: number): Promise<BotLab> {
  const lab = await startDelivery();
  meetBo(lab);
  linked(lab, GROUP);
  lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds }, { times: 2 }));
  notify(lab, OWNER, 'one');
  return lab;
}

describe('told to wait (429)', () => {
  test('waits exactly as long as asked, on that chat alone, and does not count it as a try', async () => {
    const lab = await startDelivery();
    meetBo(lab);
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 40 }, { chat: OWNER }));
    notify(lab, OWNER, 'one');
    notify(lab, OWNER, 'two');
    await later(lab, 0);
    notify(lab, BO, 'other');
    await later(lab, 39_999);
    expect(written(lab)).toEqual([]);
    expect(written(lab, BO)).toEqual(['other']);
    expect(lab.telegram.counts.calls.get('sendMessage')).toBe(2);
    // Up to a second of jitter comes on top.
    await later(lab, 1_001);
    expect(written(lab)).toEqual(['one', 'two']);
    const rows = lab.program.parts.db.sqlite.prepare('select attempts from delivery').all();
    expect(rows).toEqual([{ attempts: 0 }, { attempts: 0 }, { attempts: 0 }]);
  });

  test('two chats within five seconds mean the bot: every lane rests', async () => {
    const lab = await refusedTwice(20);
    notify(lab, BO, 'two');
    await later(lab, 0);
    notify(lab, GROUP, 'three');
    await later(lab, 19_000);
    expect(written(lab, GROUP)).toEqual([]);
    await later(lab, 2_001);
    expect([written(lab), written(lab, BO), written(lab, GROUP)]).toEqual([
      ['one'],
      ['two'],
      ['three'],
    ]);
  });

  test('six seconds apart they are only themselves', async () => {
    const lab = await refusedTwice(60);
    await later(lab, 0);
    lab.clock.now += 6_000;
    notify(lab, BO, 'two');
    await later(lab, 0);
    notify(lab, GROUP, 'three');
    await later(lab, 0);
    expect(written(lab, GROUP)).toEqual(['three']);
    await later(lab, 70_000);
  });

  test('the lane rests even when the row that was told so has run out of time', async () => {
    const lab = await startDelivery();
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 5_000 }));
    notify(lab, OWNER, 'gives up: it was worth an hour');
    await later(lab, 0);
    await rung(lab);
    expect(written(lab)).toEqual([]);
    await later(lab, 5_001_000);
    expect(headlines(lab)[0]).toMatch(/^🕰 delayed 1 h 23 min/);
    expect(ends(lab)).toEqual(['sent']);
  });
});

describe('perhaps sent', () => {
  const cases = [
    ['cut after it arrived', { kind: 'cut-after' }, 2],
    ['cut before it was read', { kind: 'cut-before' }, 1],
    ['a gateway’s page', { kind: 'server-error', status: 502, body: 'html' }, 1],
    [
      'a 504 although it arrived',
      { kind: 'server-error', status: 504, body: 'json', isAccepted: true },
      2,
    ],
  ] as const;

  test.each(cases)(
    '%s: left alone for 30 s, then repeated once and labelled',
    async (_, fault, n) => {
      const lab = await startDelivery();
      lab.telegram.setFaults(strikes(fault));
      await rung(lab);
      const ref = lab.program.parts.store.alerts.newest(1)[0]?.ref;
      expect(ends(lab)).toEqual(['open']);
      await later(lab, 29_999);
      expect(written(lab)).toHaveLength(n - 1);
      await later(lab, 1);
      expect(written(lab)).toHaveLength(n);
      const last = written(lab).at(-1) ?? '';
      expect(last).toContain(`🔁 repeat of #${ref ?? ''}: the first copy may not have arrived`);
      expect(ends(lab)).toEqual(['sent']);
      await later(lab, 3_600_000);
      expect(written(lab)).toHaveLength(n);
    },
  );

  test('an outage that answers every try so loses nothing, and slows down', async () => {
    const lab = await startDelivery();
    const broken = { kind: 'server-error', status: 502, body: 'html' } as const;
    lab.telegram.setFaults(strikes(broken, { times: 1_000 }));
    await rung(lab);
    for (let minute = 0; minute < 180; minute++) await later(lab, 60_000);
    expect(lab.telegram.counts.faults.get('server-error')).toBeLessThan(25);
    lab.telegram.setFaults(undefined);
    await later(lab, 600_000);
    expect(headlines(lab)).toEqual([expect.stringMatching(/^🔁 repeat of #/)]);
    expect(ends(lab)).toEqual(['sent']);
  });

  test('a press on the copy that was in doubt shows that it arrived: no repeat', async () => {
    const lab = await startDelivery();
    lab.telegram.setFaults(strikes({ kind: 'cut-after' }));
    await rung(lab);
    expect(ends(lab)).toEqual(['open']);
    await lab.ann.presses('✅ Ack', { until: /Acknowledged/ });
    expect(ends(lab)).toEqual(['sent']);
    await later(lab, 120_000);
    expect(written(lab)).toHaveLength(1);
  });

  test('both copies of a repeated alert show what was done about it', async () => {
    const lab = await startDelivery();
    lab.telegram.setFaults(strikes({ kind: 'cut-after' }));
    await rung(lab);
    await later(lab, 30_000);
    const [first, second] = lab.world.messages(OWNER);
    await lab.ann.presses('✅ Ack', { ...(first && { on: first }), until: /Acknowledged/ });
    await lab.program.parts.deliver.idle();
    expect(written(lab).map((text) => text.includes('Acknowledged by Ann'))).toEqual([true, true]);
    expect(written(lab).map((text) => text.startsWith('🔁'))).toEqual([false, true]);
    expect(second?.id).not.toBe(first?.id);
  });
});

describe('certainly not sent', () => {
  test('a refused connection is tried again with growing pauses, and never labelled', async () => {
    const lab = await startDelivery();
    const port = Number(new URL(lab.telegram.url).port);
    await lab.telegram.close();
    await rung(lab);
    for (let second = 0; second < 30; second++) await later(lab, 1_000);
    const attempts = lab.program.parts.db.sqlite
      .prepare<[], { n: number }>('select count(*) as n from delivery_attempt')
      .get();
    expect(attempts?.n).toBeGreaterThan(2);
    expect(attempts?.n).toBeLessThan(12);
    const again = await startBotApi({ world: lab.world, port });
    await later(lab, 60_000);
    expect(headlines(lab)).toEqual([expect.stringMatching(/^🔔 NVDA crossed above 150\.00/)]);
    expect(ends(lab)).toEqual(['sent']);
    await lab.program.parts.runners.stop();
    await again.close();
  });

  test('a token that is refused stops everything for a while and loses nothing', async () => {
    const lab = await startDelivery();
    meetBo(lab);
    const refused = { kind: 'refuse', code: 401, description: 'Unauthorized' } as const;
    lab.telegram.setFaults(strikes(refused, { times: 1_000 }));
    await rung(lab);
    notify(lab, BO, 'other');
    for (let second = 0; second < 50; second++) await later(lab, 1_000);
    expect(lab.telegram.counts.calls.get('sendMessage')).toBe(1);
    for (let minute = 0; minute < 9; minute++) await later(lab, 62_000);
    lab.telegram.setFaults(undefined);
    await later(lab, 62_000);
    expect(ends(lab)).toEqual(['sent']);
    expect(written(lab, BO)).toEqual(['other']);
  });
});

describe('places', () => {
  test('a group that became a supergroup is followed, with its rules', async () => {
    const lab = await startDelivery();
    linked(lab, GROUP);
    aRule(lab, { chat: GROUP });
    await below(lab);
    await lab.program.parts.runners.stop();
    const now = lab.world.migrate(GROUP);
    await lab.trade({ NVDA: 151 });
    expect(headlines(lab, now)).toEqual([expect.stringMatching(/^🔔 NVDA crossed above/)]);
    expect(lab.program.parts.store.rules.live()[0]?.place.chat).toBe(now);
    await lab.trade({ NVDA: 148 });
    await lab.trade({ NVDA: 152 }, { afterMs: 7_200_000 });
    expect(written(lab, now)).toHaveLength(2);
  });

  test('the new group may be linked by hand before the old one is heard of', async () => {
    const lab = await startDelivery();
    linked(lab, GROUP);
    aRule(lab, { chat: GROUP });
    await below(lab);
    await lab.program.parts.runners.stop();
    const now = lab.world.migrate(GROUP);
    linked(lab, now);
    await lab.trade({ NVDA: 151 });
    expect(headlines(lab, now)).toEqual([expect.stringMatching(/^🔔 NVDA crossed above/)]);
  });

  test('blocked: the alert is dead with its reason, and the owner hears of it once', async () => {
    const lab = await startDelivery();
    meetBo(lab);
    await lab.program.parts.runners.stop();
    lab.world.block(BO);
    aRule(lab, { chat: BO, code: 'AAAA' });
    aRule(lab, { chat: BO, code: 'BBBB', text: 'AMD > 150.5' });
    await lab.trade({ NVDA: 148.9, AMD: 148.9 });
    await lab.trade({ NVDA: 149, AMD: 149 });
    await lab.trade({ NVDA: 151, AMD: 151 });
    expect(ends(lab)).toEqual(['dead', 'dead']);
    const { store } = lab.program.parts;
    expect(store.chats.get(BO as never)?.status).toBe('gone');
    expect(store.deadLetters.newest(0 as never, 5).map((letter) => letter.why)).toEqual([
      'Forbidden: bot was blocked by the user',
      'Forbidden: bot was blocked by the user',
    ]);
    expect(written(lab)).toHaveLength(1);
    expect(written(lab)[0]).toMatch(/Bo/);
    await lab.trade({ NVDA: 148 });
    await lab.trade({ NVDA: 152 }, { afterMs: 7_200_000 });
    expect(written(lab)).toHaveLength(1);
  });

  test('chat not found is believed the second time, an hour later', async () => {
    const lab = await startDelivery();
    const refused = {
      kind: 'refuse',
      code: 400,
      description: 'Bad Request: chat not found',
    } as const;
    lab.telegram.setFaults(strikes(refused));
    await rung(lab);
    expect(ends(lab)).toEqual(['open']);
    await later(lab, 3_600_000 + 1_001);
    expect(ends(lab)).toEqual(['sent']);
    lab.telegram.setFaults(strikes(refused, { times: 2 }));
    await lab.trade({ NVDA: 148 });
    await lab.trade({ NVDA: 152 }, { afterMs: 7_200_000 });
    await later(lab, 3_600_000 + 1_001);
    expect(ends(lab)).toEqual(['dead', 'sent']);
    expect(lab.program.parts.store.chats.get(OWNER as never)?.status).toBe('gone');
  });

  test('a topic that is gone: the message goes to the chat, which is remembered and said once', async () => {
    const lab = await startDelivery();
    linked(lab, FORUM);
    const thread = lab.world.addTopic(FORUM, 'Chips');
    aRule(lab, { chat: FORUM, thread });
    await below(lab);
    lab.world.deleteTopic(FORUM, thread);
    await lab.trade({ NVDA: 151 });
    expect(headlines(lab, FORUM)).toEqual([
      expect.stringMatching(/^🔔 NVDA crossed above/),
      expect.stringMatching(/^🧵 The topic .* closed or deleted/),
    ]);
    const calls = lab.telegram.counts.calls.get('sendMessage') ?? 0;
    await lab.trade({ NVDA: 148 });
    await lab.trade({ NVDA: 152 }, { afterMs: 7_200_000 });
    expect(lab.telegram.counts.calls.get('sendMessage')).toBe(calls + 1);
    expect(written(lab, FORUM)).toHaveLength(3);
  });
});
