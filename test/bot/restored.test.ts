import { expect, test } from 'vitest';
import { restoredMessage } from '../../src/bot/views/recovery.ts';
import { instant, HOUR_MS } from '../../src/core/time.ts';
import { beginLife } from '../../src/db/amnesia.ts';
import { readMarks } from '../../src/db/high-water.ts';
import { rung, unaccounted } from '../support/alerts.ts';
import { startBot, type BotLab } from '../support/bot.ts';
import { later, notify } from '../support/delivery.ts';

/** One alert and two notices are on their way when an earlier state comes back. */
async function restored(): Promise<BotLab> {
  const lab = await startBot({
    quotes: [{ symbol: 'NVDA', price: 149, previousClose: 149 }],
  });
  const { program, telegram, clock } = lab;
  const { db, store, app } = program.parts;
  telegram.setFaults(() => ({ kind: 'too-many', retryAfterSeconds: 1 }));
  await rung(lab);
  notify(lab, lab.ann.id, 'first of two');
  notify(lab, lab.ann.id, 'second of two');
  await program.parts.deliver.idle();
  clock.now += 3 * HOUR_MS;
  const now = instant(clock.now);
  const marks = readMarks(db.sqlite);
  const back = beginLife(db, { ...marks, boots: marks.boots + 1 }, now);
  store.rules.changed();
  telegram.setFaults(undefined);
  // Telegram asked for a second's rest.
  clock.now += 5_000;
  if (back === undefined) throw new Error('the restore was not noticed');
  app.recovery.tell(back, ({ zone, waiting: count }) =>
    restoredMessage({ ...back, waiting: count }, { now, zone }),
  );
  await program.parts.deliver.idle();
  return lab;
}

/** Lets messages out at the pace of one chat. */
async function paced(lab: BotLab): Promise<void> {
  for (let n = 0; n < 4; n++) await later(lab, 2_000);
}

const textsOf = ({ world, ann }: BotLab) => world.messages(ann.id).map(({ text }) => text);

test('an owner is asked, and nothing is sent until the answer; then each says that it is a repeat', async () => {
  const lab = await restored();
  const card = await lab.ann.hears(/🛟 I was restored from a state of/);
  expect(card.text).toMatch(/\(3 h old\)/);
  expect(card.text).toMatch(/3 messages were on the way then, and may have been sent since/);
  expect(card.buttons).toEqual(['🔁 Send all 3 as a repeat', '🗑 Drop all 3', '👁 Show each']);
  await paced(lab);
  expect(textsOf(lab).filter((text) => /of two|NVDA crossed|🔔/.test(text))).toEqual([]);
  const status = await lab.ann.sends('/status');
  expect(status.text).toMatch(/🛟 Restored from a backup: 3 messages held until an owner decides/);
  await lab.ann.presses('🔁 Send all 3 as a repeat', {
    on: card,
    until: /Sent again · 3 messages/,
  });
  await paced(lab);
  const sent = textsOf(lab).filter((text) => text.startsWith('🔁 repeat'));
  expect(sent).toHaveLength(3);
  expect((await lab.ann.sends('/status')).text).not.toMatch(/🛟/);
  expect((await lab.ann.sends('/restored')).text).toMatch(/nothing to decide/);
  expect(unaccounted(lab)).toBe(0);
  expect(lab.program.parts.store.meta.get('autosell_lock')).toBeDefined();
}, 40_000);

test('one by one: some go, others do not, and a second press decides nothing', async () => {
  const lab = await restored();
  const card = await lab.ann.hears(/🛟 I was restored/);
  const shown = await lab.ann.presses('👁 Show each', { on: card, until: /Held since the restore/ });
  expect(shown.message?.text).toMatch(
    /1\. NVDA #\w+ → .*\n2\. first of two → .*\n3\. second of two/,
  );
  await lab.ann.presses('🗑 Drop 1', { on: card, until: /1\. first of two/ });
  await lab.ann.presses('🔁 Send 1', { on: card, until: /1\. second of two/ });
  const last = await lab.ann.presses('🗑 Drop 1', { on: card, until: /Dropped · 1 message/ });
  expect(last.toast).toBe('It is not sent.');
  await paced(lab);
  expect(textsOf(lab).filter((text) => text.endsWith('of two'))).toEqual([
    expect.stringMatching(/^🔁 repeat.*\nfirst of two$/),
  ]);
  expect(unaccounted(lab)).toBe(0);
  expect(lab.program.parts.store.held.recovery()).toBeUndefined();
}, 40_000);

test('a rule that was past its trigger does not ring anew, and the next crossing does', async () => {
  const lab = await restored();
  const { ann, trade } = lab;
  await ann.presses('🗑 Drop all 3');
  await trade({ NVDA: 151 });
  const rings = () => textsOf(lab).filter((text) => /alert #/.test(text));
  expect(rings()).toEqual([]);
  await trade({ NVDA: 148 });
  await trade({ NVDA: 152 });
  expect(rings()).toHaveLength(1);
}, 40_000);
