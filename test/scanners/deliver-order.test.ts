import { describe, expect, test } from 'vitest';
import { aRule, below, ends, linked, rung } from '../support/alerts.ts';
import { GROUP, OWNER, startBot } from '../support/bot.ts';
import {
  afterCrash,
  headlines,
  later,
  notify,
  open,
  startDelivery,
  strikes,
  written,
} from '../support/delivery.ts';

describe('order', () => {
  test('critical overtakes what waits in its lane, never another critical', async () => {
    const lab = await startDelivery();
    aRule(lab, { code: 'LLLL', text: 'AMD > 150 sev:low' });
    aRule(lab, { code: 'MMMM', text: 'NVDA > 150.1' });
    aRule(lab, { code: 'CCCC', text: 'NVDA > 150.2 sev:critical' });
    aRule(lab, { code: 'DDDD', text: 'NVDA > 150.3 sev:critical' });
    await lab.trade({ NVDA: 148.9, AMD: 148.9 });
    await lab.trade({ NVDA: 149, AMD: 149 });
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 30 }));
    notify(lab, OWNER, 'first in line');
    await lab.trade({ NVDA: 151, AMD: 151 }, { afterMs: 5_000 });
    expect(written(lab)).toEqual([]);
    // One a second is as fast as Telegram lets a chat go on.
    for (const ms of [31_000, 1_000, 1_000]) await later(lab, ms);
    const codes = written(lab).map((text) => /^([A-Z]{4}) ·/m.exec(text)?.[1] ?? text);
    expect(codes).toEqual(['CCCC', 'DDDD', 'first in line', 'MMMM', 'LLLL']);
    expect(lab.world.messages(OWNER).map(({ silent }) => silent)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test('a slow chat holds up no other', async () => {
    const lab = await startDelivery();
    linked(lab, GROUP);
    lab.telegram.setFaults(strikes({ kind: 'delay', ms: 400 }, { chat: OWNER }));
    notify(lab, OWNER, 'slow');
    for (const text of ['a', 'b', 'c']) notify(lab, GROUP, text);
    await expect.poll(() => written(lab, GROUP), { timeout: 300 }).toEqual(['a', 'b', 'c']);
    expect(written(lab)).toEqual([]);
    await later(lab, 0);
    expect(written(lab)).toEqual(['slow']);
  });

  test('an uncertain row blocks its lane until it is settled', async () => {
    const lab = await startDelivery();
    lab.telegram.setFaults(strikes({ kind: 'cut-before' }));
    notify(lab, OWNER, 'one');
    await later(lab, 0);
    notify(lab, OWNER, 'two');
    await later(lab, 29_000);
    expect(written(lab)).toEqual([]);
    await later(lab, 1_000);
    expect(written(lab)).toEqual(['🔁 repeat: the first copy may not have arrived\none', 'two']);
  });
});

describe('late', () => {
  test('an alert older than 15 minutes is headed with what the price was and is', async () => {
    const lab = await startDelivery();
    aRule(lab);
    await below(lab);
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 2_520 }));
    await lab.trade({ NVDA: 151 });
    await lab.trade({ NVDA: 149.8 }, { afterMs: 60_000 });
    await later(lab, 2_520_000 - 60_000 + 1_001);
    expect(headlines(lab)).toEqual([
      '🕰 delayed 42 min: fired 10:33 EST, price then 151.00, now 149.80',
    ]);
    expect(written(lab)[0]).toContain('\n🔔 NVDA crossed above 150.00');
    // What is done about it later keeps the heading, without a price that would no longer be "now".
    const pressed = await lab.ann.presses('✅ Ack', { until: /Acknowledged/ });
    expect(pressed.message?.text).toMatch(
      /^🕰 delayed 42 min: fired 10:33 EST, price then 151.00\n🔔/,
    );
    const history = await lab.ann.sends('/history');
    expect(history.text).toContain('delivered 42 min late · acknowledged by Ann');
  });

  test('what has waited longer than it is worth has expired, with its reason', async () => {
    const lab = await startDelivery();
    aRule(lab);
    await below(lab);
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 25_000 }));
    notify(lab, OWNER, 'something before it');
    await later(lab, 0);
    await lab.trade({ NVDA: 151 });
    await later(lab, 25_001_000);
    expect(written(lab)).toEqual([]);
    expect(ends(lab)).toEqual(['expired']);
    const history = await lab.ann.sends('/history missed');
    expect(history.text).toContain('⌛ 10:33 EST NVDA crossed above 150.00');
    expect(history.text).toContain(
      '↳ never delivered: its time ran out (its turn never came in time)',
    );
  });
});

describe('too much, or not readable', () => {
  test('a message that is too long is cut with a note, its markup whole', async () => {
    const lab = await startDelivery();
    notify(lab, OWNER, `${'<&"> '.repeat(2_000)}end`);
    await later(lab, 0);
    const [text] = written(lab);
    expect(text?.length).toBeLessThanOrEqual(4_096);
    expect(text?.length).toBeGreaterThan(4_000);
    expect(text).toMatch(/… cut here: the rest did not fit$/);
  });

  test('markup that Telegram cannot read goes out plain, and the fault is logged', async () => {
    const lab = await startDelivery();
    const refused = {
      kind: 'refuse',
      code: 400,
      description: "Bad Request: can't parse entities: unsupported start tag",
    } as const;
    lab.telegram.setFaults(strikes(refused));
    await rung(lab);
    expect(headlines(lab)).toEqual(['🔔 NVDA crossed above 150.00 · now 151.00 ▲28.0%']);
    expect(lab.world.messages(OWNER)[0]?.entities).toEqual([]);
    expect(lab.complaints.join()).toContain('went out as plain text');
    expect(ends(lab)).toEqual(['sent']);
  });

  test('any other refusal is final: dead with Telegram’s words after one try', async () => {
    const lab = await startDelivery();
    const refused = {
      kind: 'refuse',
      code: 400,
      description: 'Bad Request: BUTTON_DATA_INVALID',
    } as const;
    lab.telegram.setFaults(strikes(refused));
    await rung(lab);
    expect(ends(lab)).toEqual(['dead']);
    await later(lab, 3_600_000);
    expect(written(lab)).toEqual([]);
    const history = await lab.ann.sends('/history missed');
    expect(history.text).toContain('🚫 10:33 EST NVDA crossed above 150.00');
    expect(history.text).toContain('↳ never delivered (BUTTON_DATA_INVALID)');
  });
});

describe('changes in place', () => {
  test('a change is tried again until it is made', async () => {
    const lab = await startDelivery();
    await rung(lab);
    const broken = { kind: 'server-error', status: 502, body: 'html' } as const;
    lab.telegram.setFaults(strikes(broken, { times: 2, method: /^edit/ }));
    await lab.ann.presses('✅ Ack');
    for (let second = 0; second < 5; second++) await later(lab, 1_000);
    expect(written(lab)).toEqual([expect.stringContaining('Acknowledged by Ann')]);
  });

  test('a message that is gone is written anew, and later changes follow it', async () => {
    const lab = await startDelivery();
    await rung(lab);
    const gone = {
      kind: 'refuse',
      code: 400,
      description: 'Bad Request: message to edit not found',
    } as const;
    lab.telegram.setFaults(strikes(gone, { method: /^edit/ }));
    await lab.ann.presses('✅ Ack');
    await later(lab, 0);
    expect(written(lab)).toHaveLength(2);
    expect(written(lab)[1]).toContain('Acknowledged by Ann');
    await lab.ann.presses('🔕 Mute', { until: /Mute what/ });
    expect(written(lab)).toHaveLength(2);
  });

  test('a change waits for what it changes', async () => {
    const lab = await startDelivery();
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 20 }));
    const { parts } = lab.program;
    await rung(lab);
    const [alert] = parts.store.alerts.newest(1);
    const row = parts.store.deliveries.ofAlert(alert?.id ?? 0)[0];
    const place = { chat: OWNER as never, thread: undefined };
    const message = { text: { html: 'changed' } };
    const now = lab.clock.now as never;
    parts.outbox.edit({ deliveryId: row?.id ?? 0, key: 'x' }, { place, message }, now);
    await later(lab, 21_001);
    expect(written(lab)).toEqual(['changed']);
  });
});

describe('stops', () => {
  test('a graceful stop waits for what is on the wire', async () => {
    const lab = await startBot();
    const path = `${lab.program.parts.db.sqlite.name}.other`;
    await lab.program.parts.runners.stop();
    const program = open(lab, path);
    await program.start();
    lab.telegram.setFaults(strikes({ kind: 'delay', ms: 300 }));
    const place = { chat: OWNER as never, thread: undefined };
    program.parts.outbox.notice(
      'x',
      { place, message: { text: { html: 'x' } } },
      lab.clock.now as never,
    );
    await expect.poll(() => lab.telegram.counts.faults.get('delay')).toBe(1);
    await program.stop();
    expect(written(lab)).toEqual(['x']);
    const again = open(lab, path);
    expect(again.parts.store.census.take(lab.clock.now).deliveries).toEqual({ sent: 1 });
    await again.start();
    await again.stop();
    expect(written(lab)).toEqual(['x']);
  });

  test('a crash with a message on the wire leads to one repeat, which says so', async () => {
    const lab = await startDelivery();
    aRule(lab);
    await below(lab);
    lab.telegram.setFaults(strikes({ kind: 'delay', ms: 200 }));
    void lab.trade({ NVDA: 151 });
    await expect.poll(() => lab.telegram.counts.faults.get('delay')).toBe(1);
    const program = await afterCrash(lab);
    expect(written(lab)).toHaveLength(1);
    await later(lab, 2_999, program);
    expect(written(lab)).toHaveLength(1);
    await later(lab, 1, program);
    expect(headlines(lab)).toEqual([
      expect.stringMatching(/^🔔/),
      expect.stringMatching(/^🔁 repeat of #\w+: the first copy may not have arrived/),
    ]);
    expect(program.parts.store.census.take(lab.clock.now)).toMatchObject({
      unaccounted: 0,
      alerts: { sent: 1 },
    });
  });

  test('a restart does not forget how long Telegram asked to wait', async () => {
    const lab = await startDelivery();
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 120 }));
    await rung(lab);
    const program = await afterCrash(lab);
    const calls = lab.telegram.counts.calls.get('sendMessage');
    await later(lab, 119_000, program);
    expect(lab.telegram.counts.calls.get('sendMessage')).toBe(calls);
    await later(lab, 2_001, program);
    expect(headlines(lab)).toEqual([expect.stringMatching(/^🔔/)]);
    lab.program.parts.store.deliveries.dropLane(`telegram:${OWNER}`, 'left behind', 0 as never);
    lab.program.parts.db.sqlite.exec("update alert set fate = 'dead'");
  });
});
