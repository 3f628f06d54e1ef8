import { expect, test } from 'vitest';
import { digestMessage, type DigestFacts, type DigestItem } from '../../src/alerts/digest.ts';
import { plainText } from '../../src/core/html.ts';
import { HOUR_MS, instant, plus, type Instant } from '../../src/core/time.ts';

/** Tuesday, 07:00 in New York. */
const WAKING = instant(Date.UTC(2026, 0, 6, 12));

test.each([
  [at('22:10'), at('06:40', 1), 'from 22:10 EST to 06:40 EST'],
  [at('22:10'), at('22:10'), 'at 22:10 EST'],
  [at('22:10', -3), at('22:10', -3), 'at Fri 2 Jan, 22:10 EST'],
  [at('22:10', -3), at('06:40', 1), 'from Fri 2 Jan, 22:10 EST to 06:40 EST'],
])('a night tells when it rang: %#', (from, to, words) => {
  const text = textOf({ kind: 'quiet', span: { from, to } });
  expect(text.split('\n')[0]).toBe(`🌅 2 alerts while it was quiet · ${words}`);
});

test('a line breaks before its price at the latest, never between price, code and time', () => {
  const line = (facts: Partial<DigestFacts>) => textOf(facts).split('\n')[1];
  expect(line({ kind: 'storm' })).toBe('🔔 ^GSPC crossed below 3,257.00\u00A0· 3,234.85\u00A05PYW');
  expect(line({ kind: 'card' })).toBe('🔔 ^GSPC crossed below 3,257.00\u00A05PYW');
  expect(line({ page: 0 })).toMatch(/\u00A0· 3,234\.85\u00A05PYW\u00A0·\u00A022:10\u00A0EST$/);
  expect(line({ items: [item({ isOver: true })] })).toMatch(/\u00A0·\u00A0over\u00A05PYW$/);
});

test.each([
  [6, 0],
  [7, 2],
  [11, 6],
])('of %d alerts %d are folded', (total, folded) => {
  const items = Array.from({ length: total }, (_, i) => item({ id: i }));
  const { html } = messageOf({ items, total }).text;
  const fold = /<blockquote expandable>(.*)<\/blockquote>/s.exec(html)?.[1];
  expect(fold?.split('\n').length ?? 0).toBe(folded);
});

test('a digest of several pages leads on, and back to all at once', () => {
  const labels = (page: number | undefined) =>
    buttonsOf({ page, pages: 3, total: 25, unacked: 25 }).map(({ label }) => label);
  expect(labels(undefined)).toEqual(['✅ Ack all 25', '🔎 Show each', '🔕 Quiet here 2h']);
  expect(labels(0)).toEqual(['✅ Ack all 25', '‹ All at once', '🔕 Quiet here 2h', '›']);
  expect(labels(1)).toEqual(['✅ Ack all 25', '‹ All at once', '🔕 Quiet here 2h', '‹', '›']);
  expect(labels(2)).toEqual(['✅ Ack all 25', '‹ All at once', '🔕 Quiet here 2h', '‹']);
});

/** A time of that Monday in New York, or of so many days later. */
function at(clock: string, days = 0): Instant {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return instant(Date.UTC(2026, 0, 5 + days, hour + 5, minute));
}

function item(over: Partial<DigestItem> = {}): DigestItem {
  return {
    id: 1,
    ref: 'N6WU3',
    severity: 'medium',
    ticker: '^GSPC',
    firedAt: at('22:10'),
    isAcked: false,
    isOver: false,
    evidence: {
      kind: 'rule',
      rule: '^GSPC < 3257',
      code: '5PYW',
      headline: '^GSPC crossed below 3,257.00',
      sentence: '^GSPC crosses below 3,257.00',
      readings: [],
      price: 3_234.85,
      previousPrice: 3_257.85,
      previousAt: undefined,
      previousClose: 3_257.85,
      currency: 'USD',
      name: 'S&P 500',
      source: 'yahoo',
      delayMs: 0,
      quotedAt: plus(WAKING, -HOUR_MS),
      rearm: '',
      frequency: 'at most once an hour',
      note: undefined,
    },
    ...over,
  };
}

function messageOf(over: Partial<DigestFacts>) {
  const facts: DigestFacts = {
    bundleId: 7,
    kind: 'storm',
    items: [item(), item({ id: 2 })],
    total: 2,
    unacked: 2,
    market: undefined,
    span: { from: at('22:10'), to: at('22:10') },
    page: undefined,
    pages: 1,
    zone: 'America/New_York',
    ...over,
  };
  return digestMessage(facts, WAKING);
}

const textOf = (over: Partial<DigestFacts>): string => plainText(messageOf(over).text);
const buttonsOf = (over: Partial<DigestFacts>) => (messageOf(over).buttons ?? []).flat();
