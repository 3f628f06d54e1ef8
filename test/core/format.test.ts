import { expect, test } from 'vitest';
import { formatDistance } from '../../src/core/format.ts';

test.each([
  [0.8501, 3_257, '0.85'],
  [16.62, 7_185, '16.62'],
  [0.06, 324.6, '0.06'],
  [0.0023, 1.0875, '0.0023'],
  [0.125, 12.5, '0.125'],
  // So close that two decimals would say that it is there.
  [0.004, 324.6, '0.0040'],
  [0.000_12, 0.0123, '0.00012'],
])('%d from %d is %s away', (distance, at, text) => {
  expect(formatDistance(distance, at)).toBe(text);
});
