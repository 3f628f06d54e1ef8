import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../src/core/csv.ts';
import { readDay, readNumber } from '../../src/portfolio/file-cells.ts';
import { readHoldingsFile } from '../../src/portfolio/holdings-file.ts';

/** Ticker, quantity, average price, currency, day. */
function told(text: string) {
  const read = readHoldingsFile(text);
  if (read.kind !== 'read') throw new Error(`it was ${read.kind}`);
  return {
    holdings: read.holdings.map((one) =>
      [one.ticker, one.quantity, one.averagePrice, one.currency, one.day].filter(
        (cell) => cell !== undefined,
      ),
    ),
    bad: read.bad.map(({ row, why }) => `${row}: ${why}`),
    passed: read.passed,
  };
}

describe('a file of holdings', () => {
  test('is read by the names of its columns, in whatever order they stand', () => {
    const text =
      'Name,Average Price,Qty,Symbol\nNVIDIA Corp,121.40,100,NVDA\n"Visa, Inc.",270,5,v\n';
    expect(told(text).holdings).toEqual([
      ['NVDA', 100, 121.4],
      ['V', 5, 270],
    ]);
  });

  test('needs no names when it begins with a ticker and a quantity', () => {
    expect(told('NVDA,100,121.40,2026-03-01\nAMD;').holdings).toEqual([
      ['NVDA', 100, 121.4, '2026-03-01'],
    ]);
  });

  test('may have lines of its broker above, a mark for UTF-8 in front, and blank lines', () => {
    const text =
      '\uFEFFMy broker\r\n\r\nAccount,123\r\nTicker,Shares,Cost basis\r\nNVDA,10,"$1,214.00"\r\n\r\n';
    expect(told(text).holdings).toEqual([['NVDA', 10, 121.4]]);
  });

  test('takes an average before a price that may be today’s', () => {
    expect(told('Symbol,Price,Quantity,Avg Price\nNVDA,150,1,121').holdings).toEqual([
      ['NVDA', 1, 121],
    ]);
  });

  test('with semicolons may have decimal commas and points between thousands', () => {
    const text = 'Symbol;Quantity;Price;Currency;Date\nSAP.DE;1.500;121,40;EUR;01.03.2026\n';
    expect(told(text).holdings).toEqual([['SAP.DE', 1500, 121.4, 'EUR', '2026-03-01']]);
  });

  test('is refused where nothing tells which of two numbers a cell is', () => {
    expect(told('Symbol;Quantity\nNVDA;1,500').bad).toEqual([
      '2: “1,500” can be 1.5 or 1500: write it with a point',
    ]);
    expect(told('Symbol,Quantity,Price\nNVDA,"1,500",121.40').holdings).toEqual([
      ['NVDA', 1500, 121.4],
    ]);
  });

  test('keeps its good rows and names the others', () => {
    const text = [
      'ticker,quantity,price',
      'NVDA,100,121.40',
      'AAPL_US_EQ,1,100',
      'AMD,many,100',
      'INTC,-5,20',
      'MU,0,20',
      'TSM,5',
      ',5,20',
    ].join('\n');
    const { holdings, bad } = told(text);
    expect(holdings).toEqual([['NVDA', 100, 121.4]]);
    expect(bad).toEqual([
      '3: “AAPL_US_EQ” cannot be a ticker',
      '4: “many” is no number',
      '5: short positions are not kept here',
      '6: a quantity of 0 is nothing',
      '7: what it was bought at is missing',
      '8: no ticker stands in it',
    ]);
  });

  test('says when it has nothing, no such columns, or a quote that never ends', () => {
    expect(readHoldingsFile(' \n\n').kind).toBe('empty');
    expect(readHoldingsFile('When,What\nMonday,rain')).toEqual({
      kind: 'no-columns',
      seen: ['When', 'What'],
    });
    expect(readHoldingsFile('Symbol,Quantity\nNVDA,"10\nAMD,5\n').kind).toBe('open-quote');
  });
});

describe('a file of purchases and sales', () => {
  const HEAD = 'Action,Time,Ticker,No. of shares,Price / share,Currency (Price / share)';

  test('comes to what is held, at its average, since its first purchase', () => {
    const text = [
      HEAD,
      'Market buy,2026-02-01 10:00:00,NVDA,10,100,USD',
      'Dividend (Dividend),2026-02-10 10:00:00,NVDA,10,0.1,USD',
      'Limit buy,2026-03-01 10:00:00,NVDA,10,140,USD',
      'Market sell,2026-04-01 10:00:00,NVDA,-5,150,USD',
      'Deposit,2026-01-01 10:00:00,,,,',
    ].join('\n');
    expect(told(text)).toEqual({
      holdings: [['NVDA', 15, 120, 'USD', '2026-02-01']],
      bad: [],
      passed: 2,
    });
  });

  test('may begin with the newest, and leaves out what was sold whole', () => {
    const text = [
      HEAD,
      'Market buy,2026-05-01,AMD,3,90,USD',
      'Market sell,2026-03-01,AMD,3,100,USD',
      'Market buy,2026-02-01,AMD,3,80,USD',
      'Market sell,2026-02-01,MU,0.1,90,USD',
      'Market buy,2026-02-01,MU,0.1,90,USD',
    ].join('\n');
    expect(told(text)).toMatchObject({
      holdings: [['AMD', 3, 90, 'USD', '2026-05-01']],
      bad: [],
    });
  });

  test('that sells more than it has is not guessed at', () => {
    const text = `${HEAD}\nBuy,2026-02-01,AMD,3,80,USD\nSell,2026-03-01,AMD,4,80,USD`;
    expect(told(text)).toMatchObject({
      holdings: [],
      bad: ['3: it sells 4 of 3 that the file has'],
    });
  });
});

test.each([
  ['2026-03-01', '2026-03-01'],
  ['2026-03-01T10:00:00Z', '2026-03-01'],
  ['1 Mar 2026', '2026-03-01'],
  ['01-March-2026', '2026-03-01'],
  ['Mar 1, 2026', '2026-03-01'],
  ['01.03.2026', '2026-03-01'],
  ['3/25/2026', '2026-03-25'],
  ['25/3/2026', '2026-03-25'],
])('the day %s is %s', (typed, day) => {
  expect(readDay(typed)).toEqual({ kind: 'read', value: day });
});

test.each(['2026-02-31', '1/2/2026', 'last spring', '1 Foo 2026', '99/99/2026'])(
  'the day %s is not guessed at',
  (typed) => {
    expect(readDay(typed).kind).toBe('unclear');
  },
);

test.each([
  ['1,234.50', undefined, 1234.5],
  ['$121.40', undefined, 121.4],
  ['USD 121.40', undefined, 121.4],
  ["1'234.50", undefined, 1234.5],
  ['(12.00)', undefined, -12],
  ['1.5', undefined, 1.5],
  ['.5', undefined, 0.5],
  ['1.234,50', undefined, 1234.5],
  ['1.234', ',', 1234],
  ['1,234', '.', 1234],
] as const)('the number %s, decimals after %s, is %s', (cell, sign, value) => {
  expect(readNumber(cell, sign)).toEqual({ kind: 'read', value });
});

test('whatever is written as CSV is read back, each ticker once', () => {
  const cents = (least: number) => fc.integer({ min: least, max: 1_000_000 }).map((n) => n / 100);
  const holding = fc.tuple(fc.stringMatching(/^[A-Z]{1,5}$/), cents(1), cents(1));
  const list = fc.uniqueArray(holding, { selector: ([ticker]) => ticker, minLength: 1 });
  fc.assert(
    fc.property(list, (rows) => {
      const { holdings, bad } = told(csvOf(['ticker', 'quantity', 'average price'], rows));
      expect(bad).toEqual([]);
      expect(holdings.map(([ticker, quantity]) => [ticker, quantity])).toEqual(
        rows.map(([ticker, quantity]) => [ticker, quantity]),
      );
    }),
  );
});

test('no text whatever throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void readHoldingsFile(text)));
  fc.assert(
    fc.property(fc.string(), (text) => void readHoldingsFile(`ticker,quantity,price\n${text}`)),
  );
});
