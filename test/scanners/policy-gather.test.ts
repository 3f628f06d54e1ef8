import { describe, expect, test } from 'vitest';
import { USUAL_POLICY, type ChatPolicy } from '../../src/core/chat-policy.ts';
import { HOUR_MS, instant, MINUTE_MS } from '../../src/core/time.ts';
import { aRule, below, ends, rung } from '../support/alerts.ts';
import { OWNER, type BotLab } from '../support/bot.ts';
import {
  afterCrash,
  headlines,
  later,
  notify,
  startDelivery,
  strikes,
  written,
} from '../support/delivery.ts';

const SEVEN = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG'] as const;

async function open(policy: Partial<ChatPolicy> = {}): Promise<BotLab> {
  const lab = await startDelivery();
  set(lab, policy);
  return lab;
}

function set(lab: BotLab, policy: Partial<ChatPolicy>): void {
  lab.program.parts.store.chats.setPolicy(OWNER as never, { ...USUAL_POLICY, ...policy });
}

/** Prices of several tickers at once. */
function at(price: number, tickers: readonly string[] = SEVEN): Record<string, number> {
  return Object.fromEntries(tickers.map((ticker) => [ticker, price]));
}

/** Rules on each of the tickers, all judged below their level. */
async function ready(lab: BotLab, tickers: readonly string[], more = ''): Promise<void> {
  for (const [i, ticker] of tickers.entries())
    aRule(lab, { code: `R${i}`.padEnd(4, 'X'), text: `${ticker} > 150${more}` });
  await lab.trade(at(148.9, tickers));
  await lab.trade(at(149, tickers));
}

/** Rings while its lane has been told to wait a minute. */
async function rungWhileWaiting(lab: BotLab): Promise<void> {
  aRule(lab);
  await below(lab);
  lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 60 }, { times: 1 }));
  notify(lab, OWNER, 'x');
  await later(lab, 0);
  await lab.trade({ NVDA: 151 }, { afterMs: 6_000 });
}

describe('a storm', () => {
  test('is one message with the worst in the open, and critical ones by themselves before it', async () => {
    const lab = await open();
    await ready(lab, SEVEN);
    aRule(lab, { code: 'CRIT', text: 'AAA > 150.5 sev:critical' });
    aRule(lab, { code: 'HIGH', text: 'BBB > 150.5 sev:high' });
    await lab.trade(at(149.5));
    await lab.trade(at(151));
    const [critical, digest, ...others] = written(lab);
    expect(others).toEqual([]);
    expect(critical).toMatch(/^🔴 AAA crossed above 150\.50/);
    expect(digest).toMatch(/^🌩 8 alerts at once\n🟠 BBB crossed above 150\.50\s·\s151\.00\sHIGH\n/);
    expect(ends(lab)).toEqual(Array.from({ length: 9 }, () => 'sent'));
  });

  test('names the market’s move of then, and none of another time', async () => {
    const lab = await open();
    await ready(lab, SEVEN);
    aRule(lab, { code: 'SPYR', text: 'SPY > 900' });
    await lab.trade({ ...at(149.5), SPY: 148 });
    await lab.trade({ ...at(151), SPY: 149 });
    expect(written(lab).at(-1)).toMatch(/^🌩 7 alerts at once — looks market-wide \(SPY ▲26\.3%\)/);
    await lab.trade({ SPY: 148 }, { afterMs: 2 * HOUR_MS });
    const { message } = await lab.ann.presses('✅ Ack all 7', { until: /✅/ });
    expect(message?.text).toMatch(/^🌩 7 alerts at once\n/);
  });

  test('shows each on pages, and is acknowledged as a whole', async () => {
    const lab = await open();
    const many = Array.from({ length: 12 }, (_, i) => `T${String.fromCodePoint(65 + i)}`);
    await ready(lab, many);
    await lab.trade(at(151, many));
    const page = await lab.ann.presses('🔎 Show each', { until: /page 1 of 2/ });
    expect(page.message?.buttons).toEqual([
      '✅ Ack all 12',
      '‹ All at once',
      '🔕 Quiet here 2h',
      '›',
    ]);
    const next = await lab.ann.presses('›', { until: /page 2 of 2/ });
    expect(next.message?.text).toMatch(/TL crossed above 150/);
    const done = await lab.ann.presses('✅ Ack all 12', { until: /✅ TL/ });
    expect(done.toast).toBe('Acknowledged all 12.');
    expect(lab.program.parts.store.alerts.newest(20).every(({ ackedBy }) => ackedBy)).toBe(true);
  });

  test('that goes on is gathered, and told a minute later in one message', async () => {
    const lab = await open();
    for (const ticker of ['AAA', 'BBB', 'CCC'])
      aRule(lab, { code: `X${ticker}`, text: `${ticker} > 152` });
    await ready(lab, SEVEN);
    await lab.trade(at(151));
    expect(headlines(lab)).toHaveLength(1);
    await lab.trade(at(153), { afterMs: 6_000 });
    expect(headlines(lab)).toHaveLength(1);
    expect(ends(lab).filter((end) => end === 'open')).toHaveLength(3);
    await later(lab, 54_000);
    expect(headlines(lab).slice(1)).toEqual([
      expect.stringMatching(/^🔔 AAA crossed above 152/),
      expect.stringMatching(/^🔔 BBB/),
      expect.stringMatching(/^🔔 CCC/),
    ]);
  });

  test('what is beyond the minute’s limit comes together a minute later, and nothing is dropped', async () => {
    const lab = await open({ mostPerMinute: 2 });
    const four = SEVEN.slice(0, 4);
    await ready(lab, four);
    await lab.trade(at(151, four.slice(0, 2)), { afterMs: 20_000 });
    await lab.trade(at(151, four.slice(2)), { afterMs: 20_000 });
    expect(headlines(lab)).toHaveLength(2);
    await later(lab, 60_000);
    expect(headlines(lab)).toHaveLength(4);
    expect(ends(lab)).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test('survives a restart while it is gathered', async () => {
    const lab = await open({ mostPerMinute: 1 });
    await ready(lab, SEVEN.slice(0, 3));
    await lab.trade(at(151, SEVEN.slice(0, 3)));
    expect(written(lab)).toEqual([]);
    const program = await afterCrash(lab);
    await later(lab, 60_000, program);
    expect(headlines(lab)).toEqual([expect.stringMatching(/^🌩 3 alerts at once/)]);
  });
});

describe('rules that agree', () => {
  test('make one card about their ticker, whose parts are acknowledged each or all', async () => {
    const lab = await open();
    aRule(lab, { code: 'R7K2', text: 'NVDA > 150' });
    aRule(lab, { code: 'R2MX', text: 'NVDA > 150.4 sev:high' });
    await below(lab);
    await lab.trade({ NVDA: 151 });
    const [card, ...others] = written(lab);
    expect(others).toEqual([]);
    expect(card).toMatch(/^🟠 NVDA: 2 rules rang together · now 151\.00 ▲/);
    expect(card).toMatch(
      /🟠 NVDA crossed above 150\.40\sR2MX\n🔔 NVDA crossed above 150\.00\sR7K2/,
    );
    const one = await lab.ann.presses('✅ R7K2', { until: /✅ NVDA crossed above 150\.00/ });
    expect(one.message?.buttons).toEqual(['✅ Ack 1', '📈 Chart']);
    const all = await lab.ann.presses('✅ Ack 1', { until: /✅ NVDA crossed above 150\.40/ });
    expect(all.message?.buttons).toEqual(['📈 Chart']);
  });
});

describe('quiet hours', () => {
  // 10:30 in New York is when these begin.
  const MORNING = { from: '10:00', to: '12:00' } as const;

  test('only critical alerts pass; the rest comes as one message when they end', async () => {
    const lab = await open({ quiet: MORNING });
    const two = SEVEN.slice(0, 2);
    await ready(lab, two);
    aRule(lab, { code: 'CRIT', text: 'AAA > 150.5 sev:critical' });
    await lab.trade(at(149.5, two));
    await lab.trade(at(151, two));
    expect(headlines(lab)).toEqual([expect.stringMatching(/^🔴 AAA/)]);
    await later(lab, 2 * HOUR_MS);
    expect(headlines(lab).filter((line) => !line.startsWith('⏰'))).toEqual([
      expect.stringMatching(/^🔴 AAA/),
      expect.stringMatching(/^🌅 2 alerts while it was quiet · at 10:34 EST/),
    ]);
  });

  test('that are called off give back at once what they held', async () => {
    const lab = await open({ quiet: MORNING });
    aRule(lab);
    await below(lab);
    await lab.trade({ NVDA: 151 });
    expect(written(lab)).toEqual([]);
    await lab.ann.sends('/settings quiet off');
    await later(lab, 0);
    expect(headlines(lab).at(-1)).toMatch(/^🔔 NVDA crossed above 150/);
  });

  test('what waited for Telegram when they began waits for their end', async () => {
    const lab = await open();
    await rungWhileWaiting(lab);
    set(lab, { quiet: MORNING });
    await later(lab, 62_000);
    expect(written(lab)).toEqual(['x']);
    await later(lab, 2 * HOUR_MS);
    expect(headlines(lab)[1]).toMatch(/^🕰 delayed/);
    expect(ends(lab)).toEqual(['sent']);
  });
});

describe('quiet that somebody asks for while an alert waits', () => {
  test('keeps it from leaving, and says so in the history', async () => {
    const lab = await open();
    await rungWhileWaiting(lab);
    const row = { chat: OWNER, verb: 'mute', scope: 'ticker', subject: 'NVDA' } as const;
    lab.program.parts.store.mutes.add(
      { ...row, until: undefined, coversCritical: false, createdBy: OWNER } as never,
      lab.clock.now as never,
    );
    await later(lab, 62_000);
    expect(written(lab)).toEqual(['x']);
    const [alert] = lab.program.parts.store.alerts.newest(1);
    expect(alert).toMatchObject({ fate: 'suppressed', reason: 'suppressed-muted' });
  });
});

describe('what is over', () => {
  test('the message says so without a sound; a critical one sends word as well', async () => {
    const lab = await open();
    await rung(lab);
    await lab.trade({ NVDA: 148 });
    expect(written(lab)).toHaveLength(1);
    expect(written(lab)[0]).toMatch(/☑️ Over since 10:34 EST/);
    aRule(lab, { code: 'CRIT', text: 'NVDA > 160 sev:critical' });
    await lab.trade({ NVDA: 155 });
    await lab.trade({ NVDA: 161 });
    await lab.trade({ NVDA: 155 });
    expect(headlines(lab).at(-1)).toMatch(
      /^☑️ Over: NVDA crossed above 160\.00 · now 155\.00, data just now/,
    );
  });

  test('nobody is told of the end of what they were not told of', async () => {
    const lab = await open({
      resolved: 'all',
      routes: { ...USUAL_POLICY.routes, medium: [['log']] },
    });
    await rung(lab);
    await lab.trade({ NVDA: 148 });
    expect(written(lab)).toEqual([]);
  });

  test('a rule whose note was changed while it rang still has an end', async () => {
    const lab = await open({ resolved: 'all' });
    await rung(lab);
    const { rules } = lab.program.parts.store;
    const [rule] = rules.live();
    if (rule === undefined) throw new Error('there is no rule');
    const state = rules.state(rule.id, 'NVDA' as never);
    rules.rewrite(rule.id, { ...rule, text: `${rule.text} note:"sell"` }, instant(1));
    rules.putState(rule.id, 'NVDA' as never, state);
    await lab.trade({ NVDA: 148 });
    expect(headlines(lab).at(-1)).toMatch(/^☑️ Over: NVDA crossed above 150/);
  });

  test('a chat may want word of all, or of none', async () => {
    const lab = await open({ resolved: 'all' });
    await rung(lab);
    await lab.trade({ NVDA: 148 });
    expect(headlines(lab).at(-1)).toMatch(/^☑️ Over: NVDA crossed above 150/);
    set(lab, { resolved: 'off' });
    aRule(lab, { code: 'R2MX', text: 'NVDA > 152' });
    await lab.trade({ NVDA: 149 });
    await lab.trade({ NVDA: 153 }, { afterMs: 2 * HOUR_MS });
    const before = written(lab);
    await lab.trade({ NVDA: 149 });
    expect(written(lab)).toEqual(before);
  });
});

describe('a move of the whole market', () => {
  test('keeps shares quiet that moved with it, and names itself in the history', async () => {
    const lab = await open();
    aRule(lab, { code: 'MRKT', text: 'SPY -2% since now' });
    aRule(lab, { code: 'WITH', text: 'AAA -2% since now' });
    aRule(lab, { code: 'FARR', text: 'BBB -2% since now' });
    const three = ['SPY', 'AAA', 'BBB'];
    await lab.trade(at(149, three));
    await lab.trade(at(149, three));
    await lab.trade({ SPY: 145.5, AAA: 145, BBB: 135 });
    expect(headlines(lab)).toEqual([
      expect.stringMatching(/^🔔 SPY fell 2% or more/),
      expect.stringMatching(/^🔔 BBB fell 2% or more/),
    ]);
    expect(written(lab)[0]).toMatch(/🤫 1 alert about shares that moved with it is kept quiet/);
    const { store } = lab.program.parts;
    const kept = store.alerts.newest(9).find(({ ticker }) => ticker === 'AAA');
    const market = store.alerts.newest(9).find(({ ticker }) => ticker === 'SPY');
    expect(kept).toMatchObject({ reason: 'suppressed-inhibited', inhibitedBy: market?.id });
  });
});

describe('an acknowledged alert', () => {
  test('does not ring again while it holds, for a day', async () => {
    const lab = await open();
    aRule(lab, { text: 'NVDA is > 150 cooldown:10m' });
    await below(lab);
    await lab.trade({ NVDA: 151 });
    await lab.trade({ NVDA: 151.5 }, { afterMs: 11 * MINUTE_MS });
    expect(headlines(lab)).toHaveLength(2);
    await lab.ann.presses('✅ Ack', { until: /Acknowledged/ });
    await lab.trade({ NVDA: 151.2 }, { afterMs: 11 * MINUTE_MS });
    expect(headlines(lab)).toHaveLength(2);
    await lab.trade({ NVDA: 151.3 }, { afterMs: 24 * HOUR_MS });
    expect(headlines(lab)).toHaveLength(3);
  });
});
