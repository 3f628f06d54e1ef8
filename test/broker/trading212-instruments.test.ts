import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { sessionAt, tickerAt } from '../../src/broker/trading212-venue.ts';
import { HOUR_MS, type Instant, instant, MINUTE_MS } from '../../src/core/time.ts';
import { type ListedInstrument, LISTED } from '../support/broker-answers.ts';
import { brokersAt } from '../support/broker-client.ts';
import { startBroker } from '../support/broker.ts';
import { scripted } from '../support/broker-script.ts';

const KEY = { key: 'k', secret: 's' };
const START = instant(Date.parse('2026-03-02T15:00:00Z'));

/** A client whose lists are in a folder, and whose time is told by hand. */
async function desk(
  options: { readonly folder?: string; readonly instruments?: readonly ListedInstrument[] } = {},
) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'bellwether-'));
  const time = { now: START };
  const local = await startBroker({
    accounts: [{ ...KEY, holdings: [{ symbol: 'IITU_EQ', quantity: 1, averagePrice: 1_500 }] }],
    instruments: options.instruments ?? LISTED,
    clock: () => START,
    secondMs: 1,
  });
  const elapsed = (): number => performance.now() + time.now - START;
  const brokers = brokersAt(local, { folder, clock: () => time.now, elapsed });
  onTestFinished(async () => {
    brokers.close();
    await local.close();
  });
  const shape = { credentials: KEY, shape: 'current' };
  const broker = brokers.open({ id: 1, kind: 'trading212', stage: 'demo', ...shape });
  if (broker === undefined) throw new Error('there is no broker');
  const listsRead = () => local.seen.filter(({ path }) => path.includes('/metadata/')).length;
  return {
    broker,
    local,
    folder,
    listsRead,
    file: join(folder, 'trading212-demo.json'),
    /** Reads positions after a while, and gives what is on its way the time to arrive. */
    async readAfter(ms: number) {
      time.now = instant(time.now + ms);
      const answer = await broker.positions();
      await sleep(30);
      return answer;
    },
  };
}

test('the lists are read once, kept beside the database and known after a restart', async () => {
  const first = await desk();
  expect(await first.readAfter(0)).toMatchObject({ value: [{ ticker: 'IITU.L' }] });
  expect(await first.readAfter(HOUR_MS)).toMatchObject({ value: [{ ticker: 'IITU.L' }] });
  expect(first.listsRead()).toBe(2);
  const again = await desk({ folder: first.folder });
  expect(await again.readAfter(HOUR_MS)).toMatchObject({ value: [{ ticker: 'IITU.L' }] });
  expect(again.listsRead()).toBe(0);
});

test('a file that was cut, or is of another make, is read anew from the broker', async () => {
  const first = await desk();
  await first.readAfter(0);
  const whole = readFileSync(first.file, 'utf8');
  for (const text of [whole.slice(0, 100), '{"instruments":[]}', '']) {
    writeFileSync(first.file, text);
    const again = await desk({ folder: first.folder });
    expect(await again.readAfter(0)).toMatchObject({ value: [{ ticker: 'IITU.L' }] });
    expect(again.listsRead()).toBe(2);
  }
  expect(readFileSync(first.file, 'utf8')).toBe(whole);
});

test('what is held and not listed is looked for again, at most every ten minutes', async () => {
  const { local, readAfter, listsRead } = await desk();
  await readAfter(0);
  local.hold('k', { symbol: 'NEW_US_EQ', quantity: 1, averagePrice: 10 });
  expect(await readAfter(9 * MINUTE_MS)).toMatchObject({ value: [{}, { ticker: undefined }] });
  expect(listsRead()).toBe(2);
  await readAfter(2 * MINUTE_MS);
  expect(listsRead()).toBe(4);
  // It is still not there: no use in asking for it alone.
  for (let turn = 0; turn < 5; turn++) await readAfter(11 * MINUTE_MS);
  expect(listsRead()).toBe(4);
});

test('lists grow old: exchanges after six hours, instruments after a day', async () => {
  const { local, readAfter } = await desk();
  const read = (name: string) => local.seen.filter(({ path }) => path.endsWith(name)).length;
  await readAfter(0);
  for (let hour = 0; hour < 30; hour++) await readAfter(HOUR_MS);
  expect(read('/exchanges')).toBeGreaterThanOrEqual(4);
  expect(read('/exchanges')).toBeLessThanOrEqual(6);
  expect(read('/instruments')).toBe(2);
});

test('a broker that does not give its lists is asked again after a minute, and positions come without tickers', async () => {
  const { local, readAfter } = await desk();
  local.wish({ on: 'read', times: 3, trouble: { kind: 'status', status: 500 } });
  expect(await readAfter(0)).toMatchObject({ kind: 'failed' });
  expect(await readAfter(0)).toMatchObject({ kind: 'failed' });
  expect(await readAfter(0)).toMatchObject({ kind: 'failed' });
  local.wish({ on: 'lists', times: 2, trouble: { kind: 'status', status: 500 } });
  expect(await readAfter(0)).toMatchObject({ value: [{ ticker: undefined, currency: 'GBP' }] });
  expect(await readAfter(MINUTE_MS / 2)).toMatchObject({ value: [{ ticker: undefined }] });
  expect(await readAfter(MINUTE_MS)).toMatchObject({ value: [{ ticker: 'IITU.L' }] });
});

test('many who ask at the same time read the lists once', async () => {
  const { broker, listsRead } = await desk();
  await Promise.all([
    broker.positions(),
    broker.session('IITU_EQ', START),
    broker.session('AAPL_US_EQ', START),
    broker.placeStop({ symbol: 'IITU_EQ', quantity: 1, price: 9 }),
  ]);
  expect(listsRead()).toBe(2);
});

test('the session of an instrument is told by the timetable of its exchange', async () => {
  const { broker } = await desk();
  const at = (text: string): Instant => instant(Date.parse(text));
  expect(await broker.session('AAPL_US_EQ', at('2026-03-02T14:29:59Z'))).toBe('closed');
  expect(await broker.session('AAPL_US_EQ', at('2026-03-02T14:30:00Z'))).toBe('open');
  expect(await broker.session('AAPL_US_EQ', at('2026-03-02T21:00:00Z'))).toBe('closed');
  expect(await broker.session('AAPL_US_EQ', at('2026-02-28T15:00:00Z'))).toBe('closed');
  expect(await broker.session('IITU_EQ', at('2026-03-02T14:00:00Z'))).toBe('open');
  expect(await broker.session('IITU_EQ', at('2026-03-02T16:30:00Z'))).toBe('closed');
  expect(await broker.session('GONE_EQ', START)).toBeUndefined();
  // Past the end of the timetable nothing is known, and nothing is sold on that.
  expect(await broker.session('AAPL_US_EQ', at('2027-03-02T15:00:00Z'))).toBeUndefined();
  expect(await broker.session('AAPL_US_EQ', at('2025-03-03T15:00:00Z'))).toBeUndefined();
});

test('a break is no session, and extended hours are none', () => {
  const events = [
    'PRE_MARKET_OPEN',
    'OPEN',
    'BREAK_START',
    'BREAK_END',
    'AFTER_HOURS_OPEN',
    'OVERNIGHT_OPEN',
    'CLOSE',
  ].map((type, at) => ({ at: instant(at * 10), type }));
  const told = [5, 15, 25, 35, 45, 55].map((at) => sessionAt(events, instant(at)));
  expect(told).toEqual(['closed', 'open', 'closed', 'open', 'closed', 'closed']);
  expect(sessionAt([], instant(5))).toBeUndefined();
});

test.each([
  ['NASDAQ', 'AAPL', 'AAPL'],
  ['NYSE', 'BIO/B', 'BIO.B'],
  ['NYSE', 'BRK.B', 'BRK.B'],
  ['OTC Markets', 'RGTPQ', 'RGTPQ'],
  ['London Stock Exchange', 'IITU', 'IITU.L'],
  ['London Stock Exchange', 'BT.A', 'BT-A.L'],
  ['London Stock Exchange', 'BP.', 'BP.L'],
  ['London Stock Exchange AIM', 'TERN', 'TERN.L'],
  ['London Stock Exchange NON-ISA', 'VUSA', 'VUSA.L'],
  ['Euronext Amsterdam', 'ASML', 'ASML.AS'],
  ['Euronext Paris', 'MC', 'MC.PA'],
  ['Euronext Brussels', 'ABI', 'ABI.BR'],
  ['Euronext Lisbon', 'JMT', 'JMT.LS'],
  ['Deutsche Börse Xetra', 'SAP', 'SAP.DE'],
  ['SIX Swiss Exchange', 'NESN', 'NESN.SW'],
  ['Borsa Italiana', 'ENI', 'ENI.MI'],
  ['Bolsa de Madrid', 'SAN', 'SAN.MC'],
  ['Wiener Börse', 'RBI', 'RBI.VI'],
  ['Toronto Stock Exchange', 'BBD/B', 'BBD-B.TO'],
  ['Moon Exchange', 'MOON', undefined],
  [undefined, 'AAPL', undefined],
  ['NASDAQ', '', undefined],
])('what %s lists as %s is %s to us', (exchange, shortName, ticker) => {
  expect(tickerAt(exchange, shortName)).toBe(ticker);
});

test('letters inside of the broker’s symbol are no guide: its list is', async () => {
  const { broker } = await scripted({
    positions: ['CLMP_US_EQ', 'FB_US_EQ', 'VUCPd_EQ'].map((ticker) => ({
      instrument: { ticker, currency: 'USD' },
      quantity: 1,
      averagePricePaid: 1,
    })),
    'metadata/instruments': [
      { ticker: 'CLMP_US_EQ', shortName: 'CLMP', currencyCode: 'GBX', workingScheduleId: 2 },
      { ticker: 'FB_US_EQ', shortName: 'META', currencyCode: 'USD', workingScheduleId: 1 },
      { ticker: 'VUCPd_EQ', shortName: 'VUCP', currencyCode: 'EUR', workingScheduleId: 3 },
    ],
  });
  expect(await broker.positions()).toMatchObject({
    value: [{ ticker: 'CLMP.L' }, { ticker: 'META' }, { ticker: 'VUCP.PA' }],
  });
});
