import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { aRule, below, rung } from '../support/alerts.ts';
import { OWNER, startBot, type BotLab } from '../support/bot.ts';

test('history tells the fate of each alert, who acknowledged it and when', async () => {
  const lab = await startBot();
  await rung(lab);
  lab.clock.now += 240_000;
  await lab.ann.presses('✅ Ack', { until: /Acknowledged/ });
  await lab.trade({ NVDA: 148 });
  await lab.trade({ NVDA: 151 });
  const history = await lab.ann.sends('/history');
  expect(history.text.split('\n')).toEqual([
    '📜 2 alerts',
    'Mon 5 Jan',
    expect.stringMatching(/^🔕 10:39 EST NVDA crossed above 150\.00 · R7K2 #\w{5}$/),
    '↳ held back: the rule had rung within 1 h before (cooldown)',
    expect.stringMatching(/^🔔 10:33 EST NVDA crossed above 150\.00 · R7K2 #\w{5}$/),
    '↳ delivered · acknowledged by Ann 10:37 EST · over since 10:38 EST',
  ]);
  const missed = await lab.ann.sends('/history missed');
  expect(missed.text).toMatch(/^📜 1 missed alert\n/);
  const rule = await lab.ann.sends('/history r7k2 1h');
  expect(rule.text).toMatch(/^📜 2 alerts · R7K2 · last 1 h\n/);
});

test('an empty history says so, and an unknown name is not an empty one', async () => {
  const lab = await startBot();
  expect((await lab.ann.sends('/history')).text).toBe('📜 Nothing has rung here yet.');
  expect((await lab.ann.sends('/history missed')).text).toBe(
    '📜 Nothing was missed: whatever rang was delivered.',
  );
  aRule(lab);
  expect((await lab.ann.sends('/history NVDA')).text).toBe('📜 Nothing has rung here yet · NVDA.');
  expect((await lab.ann.sends('/history <AMD> @x')).text).toContain(
    'nothing here is or was called <AMD> @\u2060x. What I can look for is a ticker, a rule’s code, a length of time and the word missed: /history NVDA 7d missed',
  );
  expect(lab.world.violations).toEqual([]);
});

test('pages turn in place, stand still while alerts arrive, and end at ten', async () => {
  const lab = await startBot();
  await below(lab);
  fill(lab, 100);
  const first = await lab.ann.sends('/history');
  expect(first.text).toMatch(/^📜 100 alerts\n/);
  expect(first.text).toContain('Older ones are beyond these 10 pages');
  expect(first.text.length).toBeLessThan(3_800);
  expect(first.buttons).toEqual(['‹', '1/10', '›', 'CSV']);
  fill(lab, 3, 100);
  const second = await lab.ann.presses('›', { until: /2\/10/ });
  expect(second.message?.text).toContain('#A92\n');
  expect(second.message?.text).not.toContain('#A93\n');
  const last = await lab.ann.presses('‹', { until: /1\/10/ });
  expect(last.message?.text).toContain('#A100\n');
  expect(last.message?.text).not.toContain('#A101\n');
  expect(lab.world.violations).toEqual([]);
});

/** Alerts as they may be at their longest and most hostile. */
function fill(lab: BotLab, count: number, from = 0): void {
  const { store } = lab.program.parts;
  const headline = `NVDA ${'<&"> @all '.repeat(8)}`;
  for (let n = from + 1; n <= from + count; n++) {
    store.alerts.add(
      {
        eventKey: `rule/1/1/NVDA/${n}` as never,
        ref: `A${n}`,
        place: { chat: OWNER as never, thread: undefined },
        ruleId: undefined,
        ticker: 'NVDA' as never,
        type: 'price',
        severity: 'medium',
        reason: 'suppressed-rate',
        fate: 'suppressed',
        evidence: { headline, code: 'R7K2' } as never,
        firedAt: instant(lab.clock.now + n),
      },
      instant(lab.clock.now),
    );
  }
}

test('the same comes as a file that a spreadsheet opens, with no formula in it', async () => {
  const lab = await startBot();
  await rung(lab);
  lab.world.addUser({ id: OWNER, firstName: '=1+1' });
  await lab.ann.presses('✅ Ack', { until: /Acknowledged/ });
  await lab.ann.sends('/history NVDA');
  await lab.ann.presses('CSV');
  const { document } = (await lab.ann.hears(/Times in it are UTC/)).message;
  const [head, row, ...rest] = new TextDecoder().decode(document?.bytes).trim().split('\r\n');
  expect(document?.name).toBe('history-2026-01-05.csv');
  expect(head).toMatch(
    /^"fired_at","ticker","rule".*"after_1h_pct","after_1d_pct","after_5d_pct"$/,
  );
  expect(row).toMatch(/^"2026-01-05T15:3\d:\d\d.000Z","NVDA","R7K2","\w{5}","NVDA crossed above/);
  expect(row).toContain(`"'=1+1"`);
  expect(rest).toEqual([]);
});
