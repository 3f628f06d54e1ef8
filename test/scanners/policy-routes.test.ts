import { describe, expect, test } from 'vitest';
import { USUAL_POLICY, type ChatPolicy } from '../../src/core/chat-policy.ts';
import { MINUTE_MS } from '../../src/core/time.ts';
import { aRule, below, ends, rung } from '../support/alerts.ts';
import { OWNER, type BotLab } from '../support/bot.ts';
import { headlines, later, startDelivery, strikes, written } from '../support/delivery.ts';
import { startPhone, type Phone } from '../support/phone.ts';

async function open(policy: Partial<ChatPolicy> = {}): Promise<{ lab: BotLab; phone: Phone }> {
  const phone = await startPhone();
  const lab = await startDelivery({ env: phone.env });
  set(lab, policy);
  return { lab, phone };
}

function set(lab: BotLab, policy: Partial<ChatPolicy>): void {
  lab.program.parts.store.chats.setPolicy(OWNER as never, { ...USUAL_POLICY, ...policy });
}

describe('where an alert goes', () => {
  test('critical to Telegram and Pushover together, as an emergency', async () => {
    const { lab, phone } = await open();
    await rung(lab, { text: 'NVDA > 150 sev:critical' });
    expect(headlines(lab)).toEqual([expect.stringMatching(/^🔴 NVDA crossed above 150/)]);
    expect(phone.buzzes).toEqual([expect.objectContaining({ service: 'pushover', priority: 2 })]);
    expect(phone.buzzes[0]?.title).toMatch(/^🔴 NVDA crossed above 150/);
  });

  test('high to Telegram, medium and low to ntfy alone', async () => {
    const { lab, phone } = await open();
    await rung(lab, { text: 'NVDA > 150 sev:high' });
    expect(headlines(lab)).toHaveLength(1);
    expect(phone.buzzes).toEqual([]);
    aRule(lab, { code: 'AMED', text: 'AMD > 150' });
    aRule(lab, { code: 'TLOW', text: 'TSLA > 150 sev:low' });
    await lab.trade({ AMD: 148.9, TSLA: 148.9 });
    await lab.trade({ AMD: 149, TSLA: 149 });
    await lab.trade({ AMD: 151, TSLA: 151 });
    expect(headlines(lab)).toHaveLength(1);
    expect(phone.buzzes.map(({ service, priority }) => [service, priority])).toEqual([
      ['ntfy', 3],
      ['ntfy', 2],
    ]);
  });

  test('a route that only keeps sends nothing, and the history has it', async () => {
    const { lab, phone } = await open({ routes: { ...USUAL_POLICY.routes, medium: [['log']] } });
    await rung(lab);
    expect(written(lab)).toEqual([]);
    expect(phone.buzzes).toEqual([]);
    const [alert] = lab.program.parts.store.alerts.newest(1);
    expect(alert).toMatchObject({ fate: 'suppressed', reason: 'suppressed-log' });
  });
});

describe('when a channel fails', () => {
  test('what it will never take goes to the next one, which says so, and the chat hears of it', async () => {
    const { lab, phone } = await open();
    phone.says.ntfy = 403;
    await rung(lab);
    expect(phone.buzzes).toEqual([]);
    expect(ends(lab)).toEqual(['sent']);
    const [told, alert] = written(lab).toSorted((a, b) => a.length - b.length);
    expect(alert).toMatch(/^↪️ ntfy has not taken this\n🔔 NVDA crossed above 150/);
    expect(told).toMatch(/ntfy is switched off/);
  });

  test('after that the channel is left alone until it is turned on again', async () => {
    const { lab, phone } = await open();
    phone.says.ntfy = 403;
    await rung(lab);
    phone.says.ntfy = 200;
    aRule(lab, { code: 'AMED', text: 'AMD > 150' });
    await lab.trade({ AMD: 148.9 });
    await lab.trade({ AMD: 149 });
    await lab.trade({ AMD: 151 });
    expect(phone.buzzes).toEqual([]);
    expect(headlines(lab).at(-1)).toMatch(/^🔔 AMD crossed above 150/);
  });

  test('a critical alert that Telegram has not taken after two minutes goes another way, once', async () => {
    const { lab, phone } = await open({
      routes: { ...USUAL_POLICY.routes, critical: [['telegram'], ['ntfy']] },
      escalateAfterMs: [],
    });
    aRule(lab, { text: 'NVDA > 150 sev:critical' });
    await below(lab);
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 600 }, { times: 1 }));
    await lab.trade({ NVDA: 151 });
    await later(lab, 110_000);
    expect(phone.buzzes).toEqual([]);
    for (let i = 0; i < 4; i++) await later(lab, 11_000);
    expect(phone.buzzes).toEqual([expect.objectContaining({ service: 'ntfy', priority: 5 })]);
    expect(phone.buzzes[0]?.text).toMatch(/^↪️ telegram has not taken this/);
    await later(lab, 600_000);
    expect(headlines(lab)).toHaveLength(1);
    expect(phone.buzzes).toHaveLength(1);
  });

  test('one of two that failed asks for no other, since the alert has arrived', async () => {
    const { lab, phone } = await open();
    phone.says.pushover = 400;
    await rung(lab, { text: 'NVDA > 150 sev:critical' });
    expect(headlines(lab).filter((line) => line.startsWith('🔴'))).toHaveLength(1);
    expect(phone.buzzes).toEqual([]);
  });
});

describe('nobody answers', () => {
  test('after 5, 15 and 30 minutes a critical alert goes out again, first where it has not been', async () => {
    const { lab, phone } = await open();
    await rung(lab, { text: 'NVDA > 150 sev:critical' });
    phone.forget();
    await later(lab, 5 * MINUTE_MS);
    expect(phone.buzzes).toEqual([expect.objectContaining({ service: 'ntfy', priority: 5 })]);
    expect(phone.buzzes[0]?.text).toMatch(/^⏰ not acknowledged for 5 min/);
    await later(lab, 10 * MINUTE_MS);
    await later(lab, 15 * MINUTE_MS);
    expect(phone.buzzes.map(({ service }) => service)).toEqual(['ntfy', 'pushover', 'pushover']);
    expect(headlines(lab)).toEqual([
      expect.stringMatching(/^🔴/),
      '⏰ not acknowledged for 15 min',
      '⏰ not acknowledged for 30 min: fired 10:33 EST, price then 151.00, now 151.00',
    ]);
  });

  test('an acknowledgement ends it, and Pushover stops ringing', async () => {
    const { lab, phone } = await open();
    await rung(lab, { text: 'NVDA > 150 sev:critical' });
    await lab.ann.presses('✅ Ack', { until: /Acknowledged/ });
    phone.forget();
    await later(lab, 0);
    await lab.program.run('receipts');
    expect(phone.receipt.cancelled).toBe(1);
    for (const minutes of [5, 10, 15, 240]) await later(lab, minutes * MINUTE_MS);
    expect(phone.buzzes).toEqual([]);
    await lab.program.run('receipts');
    expect(phone.receipt.cancelled).toBe(1);
  });

  test('an acknowledgement on the phone counts here, and the message says who', async () => {
    const { lab, phone } = await open();
    await rung(lab, { text: 'NVDA > 150 sev:critical' });
    await lab.program.run('receipts');
    expect(lab.program.parts.store.alerts.newest(1)[0]?.ackedAt).toBeUndefined();
    phone.receipt.acknowledged = true;
    await later(lab, 15_000);
    await lab.program.run('receipts');
    await later(lab, 0);
    expect(written(lab)[0]).toMatch(/Acknowledged by phone \(pushover\)/);
    phone.forget();
    await later(lab, 5 * MINUTE_MS);
    expect(phone.buzzes).toEqual([]);
  });

  test('what is over is not asked about any more', async () => {
    const { lab, phone } = await open();
    await rung(lab, { text: 'NVDA > 150 sev:critical' });
    await lab.trade({ NVDA: 148 });
    phone.forget();
    for (const minutes of [5, 10, 15]) await later(lab, minutes * MINUTE_MS);
    expect(phone.buzzes).toEqual([]);
    expect(headlines(lab).filter((line) => line.startsWith('⏰'))).toEqual([]);
  });

  test('a chat that has turned it off is asked once', async () => {
    const { lab, phone } = await open({ escalateAfterMs: [], repeatEveryMs: 0 });
    await rung(lab, { text: 'NVDA > 150 sev:critical' });
    phone.forget();
    for (const minutes of [5, 10, 15, 300]) await later(lab, minutes * MINUTE_MS);
    expect(phone.buzzes).toEqual([]);
    expect(headlines(lab)).toHaveLength(1);
  });
});
