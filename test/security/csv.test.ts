import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf, type Cell } from '../../src/core/csv.ts';

/** RFC 4180, read by somebody else's rules: quoted cells with doubled quotes, or bare ones; CRLF. */
function read(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let rest = csv;
  while (rest !== '') {
    const [whole = '', quoted, bare, end] =
      /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
    expect(whole, rest.slice(0, 40)).not.toBe('');
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end !== ',') rows.push([]);
    rest = rest.slice(whole.length);
  }
  return rows.slice(0, -1);
}

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("https://x.example")'])(
  'a text that a spreadsheet would work out is inert: %j',
  (text) => {
    expect(read(csvOf(['x'], [[text]]))).toEqual([['x'], [`'${text}`]]);
  },
);

test('numbers stay numbers, negative ones too, and what is no number is empty', () => {
  expect(
    csvOf(
      ['a', 'b'],
      [
        [-1.5, 1e21],
        [Number.NaN, undefined],
        [Infinity, 0],
      ],
    ),
  ).toBe('"a","b"\r\n-1.5,1e+21\r\n"",""\r\n"",0\r\n');
});

test('whatever is in it, it reads back cell by cell, and no cell begins as a formula', () => {
  const cell: fc.Arbitrary<Cell> = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '""', ',', '\r\n', '=', "'", '\ud800', '\0='),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 8 });
  fc.assert(
    fc.property(table, (rows) => {
      const back = read(csvOf(['a', 'b'], rows)).slice(1);
      expect(back).toHaveLength(rows.length);
      rows.forEach((row, y) =>
        row.forEach((value, x) => {
          const found = back[y]?.[x] ?? '';
          if (typeof value === 'number') return expect(Number(found)).toBeCloseTo(value);
          expect(found.replace(/^'/, '')).toBe(
            (value ?? '').toWellFormed().replaceAll('\0', '').replace(/^'/, ''),
          );
          expect(found).not.toMatch(/^[=+\-@\t\r]/);
        }),
      );
    }),
  );
});
