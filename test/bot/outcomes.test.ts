import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '../../src/core/time.ts';
import { anAlertRow } from '../support/alert-row.ts';
import { aRule, rung } from '../support/alerts.ts';
import { OWNER, startBot, type BotLab } from '../support/bot.ts';

/** Writes alerts of a rule down, `pcts` being their moves after a day. */
function alertsOf(
  lab: BotLab,
  rule: { readonly id: number },
  wish: { readonly pcts: readonly (number | undefined)[]; readonly isHeldBack?: true },
): readonly number[] {
  const { store } = lab.program.parts;
  const now = instant(lab.clock.now);
  return wish.pcts.map((pct, n) => {
    const id = store.alerts.add(
      {
        ...anAlertRow({ chat: OWNER, n: n + 100, firedAt: now }),
        eventKey: `rule/${rule.id}/1/NVDA/${n + 100}` as never,
        ref: `A${rule.id}${n}`,
        ruleId: rule.id,
        reason: wish.isHeldBack ? 'suppressed-cooldown' : 'first',
        fate: wish.isHeldBack ? 'suppressed' : 'sent',
        evidence: { headline: 'NVDA crossed above 150.00', code: 'R7K2', price: 100 } as never,
      },
      now,
    );
    if (id === undefined) throw new Error('no alert');
    if (pct !== undefined) {
      store.outcomes.add(id, '1d', now);
      store.outcomes.learn({ alertId: id, horizon: '1d' }, { price: 100 + pct, at: now, pct });
    }
    return id;
  });
}

test('history tells what the price did after each alert, and when it is looked at again', async () => {
  const lab = await startBot();
  await rung(lab);
  await lab.program.run('outcomes');
  const before = (await lab.ann.sends('/history')).text.split('\n');
  expect(before.at(-1)).toBe('↳ +1h due 11:33 EST');
  lab.clock.now += 59 * MINUTE_MS;
  await lab.trade({ NVDA: 154.02 });
  await lab.program.run('outcomes');
  const after = (await lab.ann.sends('/history')).text.split('\n');
  expect(after.at(-1)).toBe('↳ +1h ▲2.0% · +1d due Tue 6 Jan, 10:33 EST');
  expect(lab.complaints).toEqual([]);
});

test('an outcome that nothing told is called unknown, and nobody is woken for it', async () => {
  const lab = await startBot();
  await rung(lab);
  await lab.program.run('outcomes');
  lab.yahoo.setTrouble('down');
  lab.clock.now += DAY_MS + 4 * HOUR_MS;
  await lab.program.run('outcomes');
  lab.yahoo.setTrouble('none');
  const last = (await lab.ann.sends('/history')).text.split('\n').at(-1);
  expect(last).toMatch(/^↳ \+1h unknown · \+1d (?:not known yet|unknown)/);
  await lab.ann.quiet(50);
});

test('rules and their cards tell what their alerts were worth', async () => {
  const lab = await startBot();
  const rule = aRule(lab);
  const ids = alertsOf(lab, rule, { pcts: [1, 2, -3, undefined] });
  lab.program.parts.store.alerts.ack(ids[0] ?? 0, 'Ann', instant(lab.clock.now));
  expect((await lab.ann.sends('/rules')).text).toContain('acked 1 of 4 · +1d ▲1.0% (n=3, too few)');
  expect((await lab.ann.sends('/rule R7K2')).text).toContain(
    'So far 4 alerts, 1 acknowledged; a trading day later ▲1.0% in the middle (n=3, too few).',
  );
  const many = aRule(lab, { text: 'NVDA < 90', code: 'M4NY' });
  alertsOf(lab, many, { pcts: [1, -2, -2, -2, -3, -4, -5, -6, -7, -8] });
  expect((await lab.ann.sends('/rule M4NY')).text).toContain(
    'a trading day later ▼3.5% in the middle, 90% its way (n=10).',
  );
});

test('rules of no use are proposed with a tap that pauses each', async () => {
  const lab = await startBot();
  const { store } = lab.program.parts;
  const idle = aRule(lab, { code: 'ID1E' });
  lab.clock.now += 31 * DAY_MS;
  const young = aRule(lab, { text: 'NVDA > 151', code: 'Y0NG' });
  const held = aRule(lab, { text: 'NVDA > 152', code: 'H3LD' });
  const deaf = aRule(lab, { text: 'NVDA > 153', code: 'D3AF' });
  const heard = aRule(lab, { text: 'NVDA > 154', code: 'H3RD' });
  const ten = { pcts: Array.from({ length: 10 }, () => undefined) };
  alertsOf(lab, held, { ...ten, isHeldBack: true });
  alertsOf(lab, deaf, ten);
  const [first = 0] = alertsOf(lab, heard, ten);
  store.alerts.ack(first, 'Ann', instant(lab.clock.now));
  const list = await lab.ann.sends('/rules');
  await lab.ann.presses('🧹 Prune · 3', { on: list });
  const reply = await lab.ann.hears(/3 rules seem to be of no use/);
  expect(reply.text.split('\n').slice(1)).toEqual([
    '• ID1E NVDA > 150: never rang in 31 days',
    '• H3LD NVDA > 152: all of its 10 alerts were held back',
    '• D3AF NVDA > 153: nobody acknowledged any of its 10 alerts',
  ]);
  await lab.ann.presses('⏸ ID1E', { on: reply, until: /2 rules seem/ });
  await lab.ann.presses('⏸ H3LD', { on: reply, until: /1 rule seems/ });
  await lab.ann.presses('⏸ D3AF', { on: reply, until: /Nothing to prune/ });
  const status = (id: number) => store.rules.get(id)?.status;
  expect([idle, young, held, deaf, heard].map(({ id }) => status(id))).toEqual([
    'paused',
    'on',
    'paused',
    'paused',
    'on',
  ]);
  expect((await lab.ann.sends('/rules prune')).text).toContain('Nothing to prune');
  expect(lab.world.violations).toEqual([]);
});
