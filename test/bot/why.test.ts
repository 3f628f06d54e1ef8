import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { aRule, linked } from '../support/alerts.ts';
import { GROUP, type BotLab, type BotLabOptions } from '../support/bot.ts';
import { startDesk } from '../support/desk.ts';
import { HOSTILE_NAMES } from '../support/hostile.ts';
import { feedHours } from '../support/vendor-hours.ts';
import { reply } from '../support/vendor-yahoo.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A rule that has rung: NVDA above 150, judged at 149 and then at 151. */
async function fired(text = 'NVDA > 150', options: BotLabOptions = {}): Promise<BotLab> {
  const lab = await startDesk(options);
  aRule(lab, { text });
  await lab.trade({ NVDA: 149 });
  await lab.trade({ NVDA: 151 });
  return lab;
}

async function why(lab: BotLab, text = '/why R7K2'): Promise<string> {
  const reply = await lab.ann.sends(text);
  expect(lab.world.violations).toEqual([]);
  return reply.text.replaceAll('\u2060', '');
}

/** Lets an hour's bar close and the scans have their turns. */
async function scanBars(lab: BotLab, afterMs: number): Promise<void> {
  await lab.trade({ NVDA: 148 }, { afterMs });
  await lab.program.run('bars');
  await lab.program.parts.deliver.idle();
}

/** Up and down by turns: an RSI near the middle. */
const CALM = Array.from({ length: 160 }, (_, i) => 150 + (i % 2));

describe('a rule that has rung', () => {
  test('tells what was true on what, when that was judged and sent, and where it must be back', async () => {
    const lab = await fired();
    lab.clock.now += 4_000;
    const said = await why(lab, '/why r7k2');
    const [head, now, next, rang, ...folded] = said.split('\n');
    expect(head).toBe('❓ R7K2: NVDA crosses above 150.00');
    expect(now).toBe(
      '🤫 Silent now: It rang at 10:32 EST and has not come back since: it rings again after it is back at 149.25 or below.',
    );
    expect(next).toMatch(
      /^It is judged with each new price; I look next at 10:32 EST, in \d+ s\.$/,
    );
    expect(rang).toMatch(
      /^🔔 NVDA crossed above 150\.00 at \$151\.00, 10:32 EST \(#\w{5}\): told, because it had become so\.$/,
    );
    expect(folded.map((line) => line.replace(/#\w{5}/, '#'))).toEqual([
      'Every gate, in order',
      '✓ On, without an expiry',
      '✓ This chat can be reached',
      '✓ Neither muted nor snoozed',
      '✓ Last price 151.00 at 10:32 EST (4 s old, Yahoo Finance)',
      '✓ Market open, closes 16:00 EST (in 5 h 27 min)',
      '✓ Age of the price: 4 s old, of at most 5 min while its market is open',
      '✓ Every number it takes is known',
      '✓ It is so, by the price of 10:32 EST',
      '\u2003✓ price > 150: 151.00 · 1.00 (0.66%) above the trigger · ready again once back at 149.25 or below',
      '✗ It rang at 10:32 EST and has not come back since: it rings again after it is back at 149.25 or below',
      '✗ It cools down until 11:32 EST (59 min more), having rung at 10:32 EST',
      '✓ This chat was sent 1 alert within the last minute, of 20',
      'Alert #',
      '✓ price > 150: 151.00, before 149.00',
      'Price before: 149.00 at 10:31 EST',
      'Quote of 10:32 EST, just now when it was judged, Yahoo Finance',
      'After that it could ring again only after it is back at 149.25 or below',
      'Judged 10:32 EST, in time',
      'Sent to Telegram 10:32 EST, under 1 s after, 1 try',
      'Rule then: NVDA > 150',
    ]);
  });

  test('answering its alert with /why, naming the alert, and the button of its menu tell of that alert', async () => {
    const lab = await fired();
    const alert = lab.world.messages(lab.ann.id).find(({ text }) => text.startsWith('🔔'));
    assert(alert);
    aRule(lab, { text: 'AMD > 119', code: 'R3A3' });
    await lab.trade({ AMD: 118, NVDA: 148 }, { afterMs: 30_000 });
    await lab.trade({ AMD: 120, NVDA: 148 }, { afterMs: 30_000 });
    const told = /^❓ How R7K2 rang\n🔔 NVDA crossed above 150\.00 at \$151\.00, 10:32 EST/;
    const byReply = await lab.ann.sends('/why', { replyTo: alert.id });
    expect(byReply.text).toMatch(told);
    expect(byReply.text).toContain(
      '🤫 Silent now: It is not so, by the price of 10:33 EST. price > 150: 148.00 · 2.00 (1.4%) below the trigger.',
    );
    expect(byReply.buttons).toEqual(['🔎 The rule', '🧪 Test']);
    const [, ref = ''] = /alert #(\w{5})/.exec(alert.text) ?? [];
    expect(await why(lab, `/why #${ref.toLowerCase()}`)).toBe(byReply.text);
    expect(await why(lab, `/why ${ref}`)).toBe(byReply.text);
    await lab.ann.presses('😴 Snooze', { on: alert, until: /how long/ });
    await lab.ann.presses('❓ Why', { until: /how long/ });
    expect((await lab.ann.hears(/How R7K2 rang/)).text).toBe(byReply.text);
    expect(lab.complaints).toEqual([]);
  });

  test('tries that failed, the delay and what was held back are told', async () => {
    const lab = await startDesk();
    aRule(lab, { text: 'NVDA > 150 cooldown:2h' });
    await lab.trade({ NVDA: 149 });
    lab.telegram.setFaults(({ method }) =>
      method === 'sendMessage' ? { kind: 'too-many', retryAfterSeconds: 1_200 } : undefined,
    );
    await lab.trade({ NVDA: 151 });
    lab.telegram.setFaults(() => undefined);
    await lab.trade({ NVDA: 152 }, { afterMs: 22 * MINUTE_MS });
    await lab.trade({ NVDA: 149 });
    await lab.trade({ NVDA: 153 });
    const rang = await why(lab);
    expect(rang).toMatch(
      /🔕 NVDA crossed above 150\.00 at \$153\.00, .* held back: it had rung shortly before \(cooldown\)/,
    );
    const first = lab.program.parts.store.alerts.ofChat(lab.ann.id as never, 9).at(-1);
    expect(await why(lab, `/why #${first?.ref ?? ''}`)).toMatch(
      /Sent to Telegram 10:54 EST, 22 min after, late, 2 tries; failed 10:32 EST \(Telegram asked me to slow down\)/,
    );
  });
});

describe('a rule on bars', () => {
  test('that rang tells its bar, its values before and after, and when it looks again', async () => {
    const lab = await startDesk({ now: Date.UTC(2026, 0, 5, 15, 40) });
    feedHours(lab, CALM);
    await lab.ann.sends('/rule! NVDA rsi14@1h < 40');
    const [rule] = lab.program.parts.store.rules.ofChat(lab.ann.id as never);
    const code = rule?.code ?? '';
    const calm = await why(lab, `/why ${code}`);
    expect(calm).toMatch(
      /🤫 Silent now: It is not so, by the 1h bar that closed 10:30 EST\. rsi14@1h < 40: [45]\d\.\d\d, before [45]\d\.\d\d, bar 09:30 EST – 10:30 EST · .* above the trigger\./,
    );
    expect(calm).toContain(
      'It is judged when a 1h bar closes; the next closes 11:30 EST; I look next at 11:30 EST, in 50 min.',
    );
    lab.clock.now += 65 * MINUTE_MS;
    feedHours(lab, [...CALM.slice(1), 120, 119]);
    await scanBars(lab, 0);
    const rang = await why(lab, `/why ${code}`);
    expect(rang).toMatch(
      /🤫 Silent now: It rang at .* it rings again after it is back at 42 or above\./,
    );
    expect(rang).toMatch(
      /✓ rsi14@1h < 40: \d+\.\d+, before [45]\d\.\d\d, bar 10:30 EST – 11:30 EST/,
    );
    expect(rang).toContain('On the 1h bar 10:30 EST – 11:30 EST, closed');
    expect(rang).toContain('Bar closed 11:30 EST, 15 min old when it was judged, Yahoo Finance');
    expect(rang).toMatch(/✗ It cools down until Tue 6 Jan, 11:30 EST/);
    expect(rang).toMatch(
      /✗ The bar that closed 11:30 EST has been judged; the next closes 12:30 EST/,
    );
  });

  test('without bars, with too few, and with late ones says so', async () => {
    const lab = await startDesk();
    aRule(lab, { text: 'NVDA rsi14@1h < 40' });
    await lab.trade({ NVDA: 148 });
    expect(await why(lab)).toContain('🤫 Silent now: No 1h bars of NVDA have come yet');
    feedHours(lab, CALM.slice(0, 10));
    lab.clock.now += 20 * MINUTE_MS;
    await scanBars(lab, 0);
    expect(await why(lab)).toContain(
      '🤫 Silent now: Too few bars: rsi14@1h still warms up: it needs 140 bars of 1h, and there are 9.',
    );
  });

  test('with late bars tells which one has not come, once a scan should have brought it', async () => {
    const lab = await startDesk({ now: Date.UTC(2026, 0, 5, 15, 40) });
    feedHours(lab, CALM);
    aRule(lab, { text: 'NVDA rsi14@1h < 40' });
    await scanBars(lab, MINUTE_MS);
    const down = reply(502, 'no');
    lab.yahoo.setFault(({ path }) => (path.includes('/chart/') ? down : undefined));
    await scanBars(lab, 49 * MINUTE_MS + 20_000);
    expect(await why(lab)).toContain('one has closed and is still to be judged');
    expect(await why(lab)).not.toContain('late');
    await scanBars(lab, 30 * MINUTE_MS);
    expect(await why(lab)).toMatch(
      /Silent now: Bars are late: \d+ of 1h \(needs 143\), the last closed 10:30 EST, Yahoo Finance; the one that closed 11:30 EST has not come \(Yahoo Finance has a fault of its own, since 11:30 EST\)/,
    );
  });

  test('in progress is read as the scan reads it: what was so already does not ring', async () => {
    const lab = await startDesk({ now: Date.UTC(2026, 0, 5, 15, 40) });
    feedHours(lab, CALM);
    await lab.ann.sends('/rule! NVDA close@1h < 149 every:bar');
    const { rules, alerts } = lab.program.parts.store;
    const [rule] = rules.ofChat(lab.ann.id as never);
    await lab.trade({ NVDA: 148.1 });
    expect(alerts.ofChat(lab.ann.id as never, 9)).toEqual([]);
    expect(await why(lab, `/why ${rule?.code ?? ''}`)).toMatch(
      /Silent now: It was so already when it was armed.*\n[^]*✓ close@1h < 149: 148\.10, before 15[01]\.00/,
    );
  });

  test('out of hours tells when the next bar closes', async () => {
    const lab = await startDesk();
    feedHours(lab, CALM);
    await lab.ann.sends('/rule! NVDA rsi14@1h < 40');
    const [rule] = lab.program.parts.store.rules.ofChat(lab.ann.id as never);
    lab.clock.now = Date.UTC(2026, 0, 5, 21, 40);
    feedHours(lab, [...CALM, 150, 151, 150, 151, 150]);
    await scanBars(lab, 0);
    const said = await why(lab, `/why ${rule?.code ?? ''}`);
    expect(said).toContain(
      '🤫 Silent now: Market closed, opens Tue 6 Jan, 09:30 EST (in 16 h 50 min); nothing is judged until then.',
    );
    expect(said).toContain(
      'the next closes Tue 6 Jan, 10:30 EST; I look next at Tue 6 Jan, 10:30 EST',
    );
  });
});

describe('silence', () => {
  test.each<[string, (lab: BotLab) => Promise<unknown>, RegExp]>([
    [
      'paused',
      (lab) => lab.ann.sends('/rule R7K2 off'),
      /It is paused, and so it is not judged\.\n🔔 NVDA/,
    ],
    ['deleted', (lab) => lab.ann.sends('/rule R7K2 del'), /Silent now: It was deleted\./],
    [
      'muted',
      (lab) => lab.ann.sends('/mute NVDA 2h'),
      /Silent now: NVDA is muted until 12:32 EST by Ann: judged and written down, not sent\./,
    ],
    [
      'snoozed',
      (lab) => lab.ann.sends('/snooze R7K2 2h'),
      /Silent now: Rule R7K2 is snoozed until 12:32 EST by Ann/,
    ],
    [
      'closed',
      async (lab) => (lab.clock.now += 8 * HOUR_MS),
      /Silent now: Market closed, opens Tue 6 Jan, 09:30 EST \(in 14 h 58 min\); nothing is judged until then\./,
    ],
    [
      'stale',
      async (lab) => (lab.clock.now += 6 * MINUTE_MS),
      /Silent now: The price is too old to be judged: 6 min old, of at most 5 min/,
    ],
    [
      'not so',
      (lab) => lab.trade({ NVDA: 149.5 }),
      /Silent now: It is not so, by the price of 10:33 EST\. price > 150: 149\.50 · 0\.50 \(0\.33%\) below the trigger\./,
    ],
    [
      'waiting to be back',
      async (lab) => lab.trade({ NVDA: 152 }),
      /Silent now: It rang at 10:32 EST and has not come back since/,
    ],
  ])('%s', async (_, befalls, says) => {
    const lab = await fired();
    await befalls(lab);
    expect(await why(lab)).toMatch(says);
  });

  test('for: tells how much of it has passed', async () => {
    const lab = await fired('NVDA > 150 for:10m');
    await lab.trade({ NVDA: 151.5 }, { afterMs: 4 * MINUTE_MS });
    expect(await why(lab)).toContain(
      'Silent now: It must stay so for 10 min: 4 min so far (since 10:32 EST).',
    );
  });

  test('a cooldown, when the state is asked for', async () => {
    const lab = await fired('NVDA is > 150 cooldown:1h');
    expect(await why(lab)).toContain(
      'Silent now: It cools down until 11:32 EST (1 h more), having rung at 10:32 EST.',
    );
    await lab.trade({ NVDA: 149 });
    lab.clock.now += HOUR_MS;
    await lab.trade({ NVDA: 149.5 });
    expect(await why(lab)).toContain('Silent now: It is not so');
  });

  test('a ticker that its source does not know', async () => {
    const lab = await startDesk();
    aRule(lab, { text: 'NVDAA > 150' });
    await lab.trade({});
    expect(await why(lab)).toContain(
      'Silent now: NVDAA can’t be judged since 10:31 EST: the price source does not know this ticker.',
    );
    expect(await why(lab)).toContain('It has not rung yet.');
  });

  test('every part of a condition has its own mark', async () => {
    const lab = await fired('NVDA > 150 and (change > 9% or not < 140)');
    await lab.trade({ NVDA: 149 });
    const said = await why(lab);
    expect(said).toContain(
      'Silent now: It is not so, by the price of 10:33 EST. price > 150: 149.00 · 1.00 (0.67%) below the trigger.',
    );
    expect(said.split('\n').filter((line) => line.startsWith('\u2003'))).toEqual([
      '\u2003✗ all of',
      '\u2003\u2003✗ price > 150: 149.00 · 1.00 (0.67%) below the trigger',
      '\u2003\u2003✓ any of',
      '\u2003\u2003\u2003✗ change > 9%: ▲2.8% · 6.2 points below the trigger',
      '\u2003\u2003\u2003✓ not',
      '\u2003\u2003\u2003\u2003✗ price < 140: 149.00 · 9.00 (6.0%) above the trigger',
    ]);
  });
});

describe('asking', () => {
  test('a ticker with several rules gives each a line, and its last alert', async () => {
    const lab = await fired();
    aRule(lab, { text: 'NVDA < 100', code: 'R9X4' });
    await lab.trade({ NVDA: 151 });
    const said = await lab.ann.sends('/why $nvda');
    expect(said.text).toMatch(/^❓ NVDA: 2 rules\nR7K2 NVDA > 150\n↳ 🤫 Silent now: It rang at/);
    expect(said.text).toMatch(
      /R9X4 NVDA < 100\n↳ 🤫 Silent now: It is not so.*51\.00 \(33\.8%\) above/,
    );
    expect(said.text).toMatch(/Last alert: 🔔 NVDA crossed above 150\.00/);
    expect(said.buttons).toEqual(['❓ R7K2', '❓ R9X4']);
    await lab.ann.presses('❓ R9X4');
    await lab.ann.hears(/^❓ R9X4: NVDA crosses below 100\.00/);
  });

  test('of a list the nearest ticker is told whole, the others in a line; one may be named', async () => {
    const lab = await startDesk();
    const { store } = lab.program.parts;
    for (const ticker of ['AMD', 'NVDA', 'GOOGL'] as never[])
      store.watches.add(
        { chat: lab.ann.id as never, ticker, by: lab.ann.id as never },
        instant(lab.clock.now),
      );
    await lab.ann.sends('/rule! * +3% 1d');
    const [rule] = store.rules.ofChat(lab.ann.id as never);
    const said = await why(lab, `/why ${rule?.code ?? ''}`);
    expect(said).toMatch(/^❓ \w{4} on NVDA: any watched ticker rises 3%/);
    expect(said).toMatch(
      /Its other tickers\nGOOGL 🤫 Silent now: .*move \+3% 1d: ▼0\.6%.*\nAMD 🤫 Silent now: .*▼1\.3%/,
    );
    expect(await why(lab, `/why ${rule?.code ?? ''} amd`)).toMatch(/^❓ \w{4} on AMD: /);
    expect(await why(lab, `/why ${rule?.code ?? ''} MSFT`)).toMatch(
      /is not about MSFT: \* \+3% 1d$/,
    );
    // Whoever has fewer gates before them is nearer.
    await lab.ann.sends('/mute NVDA');
    expect(await why(lab, `/why ${rule?.code ?? ''}`)).toMatch(/^❓ \w{4} on GOOGL: /);
  });

  test('nothing, or what is not there, is answered with what there is', async () => {
    const lab = await startDesk();
    expect(await why(lab, '/why')).toMatch(/^❓ Why what\? There is no rule here yet\./);
    aRule(lab);
    const which = await lab.ann.sends('/why');
    expect(which.buttons).toEqual(['❓ R7K2']);
    expect(await why(lab, '/why nix')).toMatch(/^I know no rule, alert or ticker nix here/);
    const own = lab.ann.says('hello');
    expect((await lab.ann.sends('/why', { replyTo: own })).text).toMatch(/^❓ Why what\?/);
  });

  test('the rule’s card has the button; a viewer may ask, and no other chat learns anything', async () => {
    const lab = await fired();
    await lab.ann.sends('/rules R7K2');
    await lab.ann.presses('❓ Why');
    await lab.ann.hears(/^❓ R7K2: NVDA crosses above/);
    const bo = lab.meet({ id: 202, name: 'Bo', role: 'viewer' });
    const [alert] = lab.program.parts.store.alerts.ofChat(lab.ann.id as never, 1);
    for (const text of ['/why R7K2', `/why #${alert?.ref ?? ''}`, '/why NVDA'])
      expect((await bo.sends(text)).text).toMatch(/^I know no rule, alert or ticker/);
    linked(lab, GROUP);
    aRule(lab, { chat: GROUP, code: 'R2B2' });
    lab.world.setStanding(GROUP, 202, 'member');
    expect((await bo.sends('/why r2b2', { in: GROUP })).text).toMatch(
      /^❓ R2B2: NVDA crosses above/,
    );
  });

  test.each(HOSTILE_NAMES)('hostile words do no harm: %j', async (name) => {
    const note = name.replaceAll('"', "'").slice(0, 100);
    const lab = await fired(`NVDA > 150 note:"${note}"`, {
      quotes: [{ name, price: 148.2, previousClose: 145 }],
    });
    await why(lab);
    await why(lab, '/test R7K2');
    await why(lab, `/why ${name}`);
    expect(lab.complaints).toEqual([]);
  });
});
