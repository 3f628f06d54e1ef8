/** What a column of a file of holdings or trades may be. */
export type Column = 'ticker' | 'quantity' | 'price' | 'total' | 'currency' | 'day' | 'side';

/** Where each is found, from 0. */
export type Columns = Readonly<Partial<Record<Column, number>>>;

/** Names as exports have them, letters and digits only; the first that is there wins, so that an average goes before a price. */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  ticker: ['ticker', 'tickersymbol', 'symbol', 'stocksymbol', 'instrument', 'security', 'stock'],
  quantity: ['quantity', 'qty', 'shares', 'units', 'noofshares', 'numberofshares', 'holding'],
  price: [
    'averageprice',
    'averagepricepaid',
    'avgprice',
    'avgpricepaid',
    'averagecost',
    'avgcost',
    'averagecostbasis',
    'costbasisshare',
    'costbasispershare',
    'costshare',
    'costpershare',
    'unitcost',
    'purchaseprice',
    'buyprice',
    'entryprice',
    'openprice',
    'priceshare',
    'pricepershare',
    'price',
  ],
  total: ['costbasis', 'costbasistotal', 'totalcost', 'bookcost', 'invested', 'cost'],
  currency: ['currency', 'currencypriceshare', 'pricecurrency', 'ccy'],
  day: [
    'purchasedate',
    'dateacquired',
    'acquired',
    'opendate',
    'opened',
    'bought',
    'tradedate',
    'date',
    'time',
  ],
  side: ['action', 'side', 'transactiontype', 'buysell', 'type'],
};

/** Brokers put their name and an account above the table. */
const DEEPEST_HEAD = 20;

/** The row that names the columns and what they are; undefined when no row names a ticker and a quantity. */
export function findColumns(
  rows: readonly (readonly string[])[],
): { readonly head: number; readonly columns: Columns } | undefined {
  for (const [head, row] of rows.slice(0, DEEPEST_HEAD).entries()) {
    const columns = columnsOf(row);
    if (columns.ticker !== undefined && columns.quantity !== undefined) return { head, columns };
  }
  return undefined;
}

/** Without names: ticker, quantity, price, day, as `/positions add` has them. */
export const UNNAMED: Columns = { ticker: 0, quantity: 1, price: 2, day: 3 };

function columnsOf(row: readonly string[]): Columns {
  const heads = row.map((cell) => cell.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  const at = (column: Column) => {
    const name = NAMES[column].find((one) => heads.includes(one));
    return name === undefined ? {} : { [column]: heads.indexOf(name) };
  };
  return {
    ...at('ticker'),
    ...at('quantity'),
    ...at('price'),
    ...at('total'),
    ...at('currency'),
    ...at('day'),
    ...at('side'),
  };
}
