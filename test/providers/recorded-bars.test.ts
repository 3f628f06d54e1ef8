import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseTicker } from '../../src/core/ticker.ts';
import { instant } from '../../src/core/time.ts';
import { createYahoo } from '../../src/providers/yahoo.ts';
import { aFeedBar, closesOf, DAY_S, startBarsLab, withBars } from '../support/vendor-bars.ts';
import { reply, startTroubledYahoo } from '../support/vendor-yahoo.ts';

/** Recorded replies, when they lie beside the repository; an extra check, never a need. */
const FOLDER = new URL('../../../shared/data/yahoo/', import.meta.url);

const chart = z.object({
  chart: z.object({
    result: z.tuple([
      z.object({
        meta: z.object({ symbol: z.string(), dataGranularity: z.enum(['1m', '1d']) }),
        timestamp: z.array(z.number()).default([]),
        indicators: z.object({
          quote: z.tuple([z.object({ close: z.array(z.number()).default([]) })]),
        }),
        events: z
          .object({
            dividends: z.record(z.string(), z.unknown()).default({}),
            splits: z.record(z.string(), z.unknown()).default({}),
          })
          .partial()
          .default({}),
      }),
    ]),
  }),
});

const good = listed('chart').filter((file) => !file.includes('.fake.'));
const bad = listed('chart').filter((file) => file.includes('.fake.'));
const others = [
  ...listed('chart_derived'),
  ...listed('scheb').filter((file) => file.endsWith('/historicalData.json')),
];
const errors = listed('errors');

if (good.length === 0) test.skip('recorded replies are absent here (../shared/data/yahoo)');

test.each([...good, ...others])('the recorded chart %s is read whole', async (file) => {
  const body = bodyOf(file);
  const [told] = chart.parse(body).chart.result;
  const read = await readBody({ status: 200, body }, told.meta);
  const closes = told.indicators.quote[0].close;
  expect(closesOf(read)).toEqual(closes);
  expect([...withBars(read).bars.openedAt]).toEqual(told.timestamp.map((time) => time * 1000));
  const { splits = {}, dividends = {} } = told.events;
  const kinds = withBars(read).actions.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'split')).toHaveLength(Object.keys(splits).length);
  expect(kinds.filter((kind) => kind === 'dividend')).toHaveLength(Object.keys(dividends).length);
});

test.each([...bad, ...errors])('the bad reply %s is refused', async (file) => {
  const { status, text } = responseOf(file);
  const read = await readText({ status, text }, { symbol: 'AAPL', dataGranularity: '1d' });
  expect(read.kind).toBe('failed');
});

const HUNDREDFOLD = 'yfinance_csv/AET-L-1d-100x-error.csv';
const SPIKED = 'yfinance_csv/ALPHA-PA-1d-bad-stock-split.csv';

test.runIf(existsSync(new URL(HUNDREDFOLD, FOLDER)))(
  'a fortnight in pounds is cut out of a series in pence, and nothing else is',
  async () => {
    const rows = csvRows(HUNDREDFOLD);
    const kept = rows.filter(({ close }) => close < 1);
    expect(rows.length - kept.length).toBe(9);
    expect(await readRows(rows)).toEqual(kept.map(({ close }) => close));
  },
);

test.runIf(existsSync(new URL(SPIKED, FOLDER)))(
  'a day ten thousand times too low is cut out, and nothing else is',
  async () => {
    const rows = csvRows(SPIKED);
    const kept = rows.filter(({ close }) => close > 0.01);
    expect(rows.length - kept.length).toBe(1);
    expect(await readRows(rows)).toEqual(kept.map(({ close }) => close));
  },
);

function listed(folder: string): string[] {
  const url = new URL(`${folder}/`, FOLDER);
  if (!existsSync(url)) return [];
  const files = readdirSync(url).filter((name) => name.endsWith('.json'));
  return files.map((name) => `${folder}/${name}`);
}

function bodyOf(file: string): unknown {
  const value: unknown = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  const wrapped = z.object({ response: z.object({ bodyJson: z.unknown() }) }).safeParse(value);
  return wrapped.success ? wrapped.data.response.bodyJson : value;
}

function responseOf(file: string): { status: number; text: string } {
  const { response } = z
    .object({
      response: z.object({
        status: z.number(),
        bodyJson: z.unknown().optional(),
        body: z.string().default(''),
      }),
    })
    .parse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));
  const { status, bodyJson, body } = response;
  return { status, text: bodyJson === undefined ? body : JSON.stringify(bodyJson) };
}

type About = { readonly symbol: string; readonly dataGranularity: '1m' | '1d' };

function readBody({ status, body }: { status: number; body: unknown }, about: About) {
  return readText({ status, text: JSON.stringify(body) }, about);
}

async function readText({ status, text }: { status: number; text: string }, about: About) {
  const vendor = await startTroubledYahoo([]);
  vendor.setFault(() => reply(status, text));
  const yahoo = createYahoo(
    { root: vendor.url, limits: { retries: 0 } },
    { clock: () => instant(1_800_000_000_000), elapsed: () => performance.now(), random: () => 0 },
  );
  const ticker = parseTicker(about.symbol) ?? expect.fail(about.symbol);
  // One request's worth of minutes: the recording answers whatever is asked.
  const from =
    about.dataGranularity === '1m' ? instant(1_800_000_000_000 - 86_400_000) : instant(0);
  const read = await yahoo.bars({ ticker, timeframe: about.dataGranularity, from });
  await Promise.all([yahoo.close(), vendor.close()]);
  return read;
}

type CsvRow = { date: string; open: number; high: number; low: number; close: number };

function csvRows(file: string): CsvRow[] {
  const [, ...lines] = readFileSync(new URL(file, FOLDER), 'utf8').trim().split(/\r?\n/);
  return lines
    .map((line) => line.split(','))
    .map(([date = '', open, high, low, close]) => ({
      date: date.slice(0, 10),
      open: Number(open),
      high: Number(high),
      low: Number(low),
      close: Number(close),
    }))
    .sort((a, b) => a.date.localeCompare(b.date));
}

/** The closes that remain when these rows are the whole answer. */
async function readRows(rows: readonly CsvRow[]): Promise<number[]> {
  const [first, last] = [rows[0] ?? expect.fail(), rows.at(-1) ?? expect.fail()];
  const time = (date: string) => Date.parse(`${date}T08:00:00Z`) / 1000;
  const { vendor, ask } = await startBarsLab({
    quote: { price: last.close, previousClose: first.close },
  });
  const bars = rows.map(({ date, close, ...prices }) => aFeedBar(time(date), close, prices));
  vendor.setBars('NVDA', '1d', bars);
  return closesOf(await ask('1d', time(first.date) - DAY_S));
}
