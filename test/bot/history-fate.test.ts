import { expect, test } from 'vitest';
import type { NotifyReason } from '../../src/core/alert.ts';
import { instant, plus } from '../../src/core/time.ts';
import { aRule, below, rung } from '../support/alerts.ts';
import { startBot, type BotLab } from '../support/bot.ts';

type Row = { readonly channel: string; readonly step?: string; readonly status?: string };

/** Writes down that the newest alert had these messages besides. */
function alsoBy(lab: BotLab, rows: readonly Row[]): void {
  const { store, db } = lab.program.parts;
  const [alert] = store.alerts.newest(1);
  for (const { channel, step = 'first', status = 'sent' } of rows) {
    const id = store.deliveries.add(
      {
        key: `extra/${channel}/${step}`,
        kind: 'alert',
        alertId: alert?.id ?? 0,
        channel,
        step,
        place: { chat: lab.ann.id as never, thread: undefined },
        address: 'c1',
        priority: 2,
        patienceMs: 1,
      },
      instant(lab.clock.now),
    );
    const end = 'update delivery set status = ?, last_code = ?, finished_at = ? where id = ?';
    const code = status === 'dead' ? 'no such topic' : null;
    db.sqlite.prepare(end).run(status, code, lab.clock.now, id);
  }
}

function become(lab: BotLab, fields: string): void {
  lab.program.parts.db.sqlite.prepare(`update alert set ${fields}`).run();
}

async function fate(lab: BotLab): Promise<string> {
  const { text } = await lab.ann.sends('/history');
  return text.split('\n').find((line) => line.startsWith('↳')) ?? text;
}

test('every channel that it went out by is named, and the one that it did not', async () => {
  const lab = await startBot();
  await rung(lab);
  expect(await fate(lab)).toBe('↳ delivered');
  alsoBy(lab, [{ channel: 'pushover' }, { channel: 'ntfy', status: 'dead' }]);
  expect(await fate(lab)).toBe('↳ delivered by telegram and pushover, not by ntfy (no such topic)');
});

test('that it was escalated, acknowledged and over is told in one line', async () => {
  const lab = await startBot();
  await rung(lab);
  alsoBy(lab, [
    { channel: 'telegram', step: 'escalation-1' },
    { channel: 'email', step: 'escalation-2' },
  ]);
  lab.clock.now += 240_000;
  await lab.ann.presses('✅ Ack', { until: /Acknowledged/ });
  become(lab, `resolved_at = ${lab.clock.now + 60_000}`);
  expect(await fate(lab)).toBe(
    '↳ delivered · escalated twice by telegram and email · acknowledged by Ann 10:37 EST · over since 10:38 EST',
  );
});

test('whose quiet held it back is told as it was then', async () => {
  const lab = await startBot();
  aRule(lab);
  await below(lab);
  await lab.ann.sends('/snooze R7K2 2h');
  await lab.trade({ NVDA: 151 });
  await lab.ann.sends('/unmute all');
  expect(await fate(lab)).toBe('↳ held back: rule R7K2 was snoozed by Ann until 12:32 EST');
});

test.each<[NotifyReason, string]>([
  ['suppressed-log', '↳ kept here alone: its route sends nothing'],
  ['suppressed-inhibited', '↳ held back: the whole market moved'],
  ['suppressed-rate', '↳ held back: more alerts than this chat takes in a minute'],
])('%s has words of its own', async (reason, said) => {
  const lab = await startBot();
  await rung(lab);
  become(lab, `fate = 'suppressed', reason = '${reason}'`);
  expect(await fate(lab)).toBe(said);
});

test('what explains it is named', async () => {
  const lab = await startBot();
  await rung(lab);
  const [alert] = lab.program.parts.store.alerts.newest(1);
  become(lab, `fate = 'suppressed', reason = 'suppressed-inhibited', inhibited_by = id`);
  expect(await fate(lab)).toBe(
    `↳ held back: explained by #${alert?.ref ?? ''} (NVDA crossed above 150.00)`,
  );
});

test('what waits for the end of the quiet hours says until when', async () => {
  const lab = await startBot();
  await rung(lab);
  const { store } = lab.program.parts;
  const now = instant(lab.clock.now);
  const place = { chat: lab.ann.id as never, thread: undefined };
  const wish = { place, kind: 'quiet', dueAt: plus(now, 3_600_000), isSealed: false } as const;
  const bundle = store.bundles.add(wish, now);
  become(lab, `fate = 'open', bundle_id = ${bundle}`);
  expect(await fate(lab)).toBe(
    '↳ held for the quiet hours until 11:33 EST, then part of one message',
  );
});
