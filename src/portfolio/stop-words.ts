import { formatPrice } from '../core/format.ts';
import type { StopTerms } from '../core/position.ts';
import { RANGE_DAYS } from './stops.ts';

/** What a person wrote as a stop. */
export type StopWords =
  | { readonly kind: 'terms'; readonly terms: StopTerms }
  | { readonly kind: 'off' }
  /** `what` says what is wrong, as a sentence; `try` may be pressed or typed instead. */
  | { readonly kind: 'problem'; readonly what: string; readonly try: readonly string[] };

const OFF = /^(off|none|remove|delete|no)$/;
const SUPPORT = /^(below )?(last )?(support|structure|swing( low)?)$/;
const SHAPES: readonly { readonly form: RegExp; readonly read: (n: number) => StopWords }[] = [
  { form: /^trail(?:ing)? ?(NUMBER) ?%$/, read: (pct) => inPercent({ kind: 'trail', pct }) },
  { form: /^trail(?:ing)? ?(NUMBER) ?(?:x ?)?atr$/, read: (n) => inRanges('trail-atr', n) },
  { form: /^(?:-)?(NUMBER) ?(?:x ?)?atr$/, read: (n) => inRanges('atr', n) },
  { form: /^risk ?(NUMBER) ?%?$/, read: (pct) => atRisk(pct) },
  { form: /^-?(NUMBER) ?%$/, read: (pct) => inPercent({ kind: 'percent', pct }) },
  { form: /^(?:at )?(NUMBER)$/, read: (price) => atPrice(price) },
];
const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+`;
const FORMS = SHAPES.map(({ form, read }) => ({
  form: new RegExp(form.source.replace('NUMBER', NUMBER)),
  read,
}));

/** Reads the words of a stop: `-8%`, `132.50`, `trail 10%`, `trail 3atr`, `2atr`, `risk 0.7%`, `below support`, `off`. */
export function readStop(text: string): StopWords {
  const words = text.trim().toLowerCase().replaceAll(/[−–]/g, '-').replaceAll(/[$€£]/g, '');
  const plain = words.replaceAll(/\s+/g, ' ');
  if (OFF.test(plain)) return { kind: 'off' };
  if (SUPPORT.test(plain)) return { kind: 'terms', terms: { kind: 'structure' } };
  const comma = /(\d+),(\d{1,2})(?!\d)/.exec(plain);
  if (comma !== null) {
    const fixed = plain.replace(comma[0], `${comma[1] ?? ''}.${comma[2] ?? ''}`);
    return problem('I read a comma as thousands, and that is none', [fixed]);
  }
  if (plain.startsWith('+')) return problem('A stop of what is held lies below its price', ['-8%']);
  for (const { form, read } of FORMS) {
    const found = form.exec(plain)?.[1];
    if (found !== undefined) return read(Number(found.replaceAll(',', '')));
  }
  return problem('I can’t read a stop in that', ['-8%', 'trail 10%', '2atr', 'below support']);
}

/** Terms as they are typed: what `readStop` reads. */
export function stopText(terms: StopTerms): string {
  switch (terms.kind) {
    case 'risk':
      return `risk ${terms.pct}%`;
    case 'percent':
      return `-${terms.pct}%`;
    case 'fixed':
      return formatPrice(terms.price);
    case 'atr':
      return `${terms.multiple}atr`;
    case 'trail':
      return `trail ${terms.pct}%`;
    case 'trail-atr':
      return `trail ${terms.multiple}atr`;
    case 'structure':
      return 'below support';
  }
}

/** Terms as a sentence's part: `10% below the highest price from now on`. */
export function stopSays(terms: StopTerms): string {
  switch (terms.kind) {
    case 'risk':
      return `${terms.pct}% of the account at risk, from the highest price since it was bought`;
    case 'percent':
      return `${terms.pct}% below the price when it was set`;
    case 'fixed':
      return 'at a fixed price';
    case 'atr':
      return `${terms.multiple} average daily ranges below the price when it was set`;
    case 'trail':
      return `${terms.pct}% below the highest price since it was set`;
    case 'trail-atr':
      return `${terms.multiple} average daily ranges below the highest price since it was set`;
    case 'structure':
      return 'below the last swing low, and it follows new ones up';
  }
}

const MOST_PCT = 90;
const MOST_RISK_PCT = 20;
const MOST_RANGES = 20;

function inPercent(terms: Extract<StopTerms, { kind: 'percent' | 'trail' }>): StopWords {
  if (terms.pct > 0 && terms.pct <= MOST_PCT) return { kind: 'terms', terms };
  const head = terms.kind === 'trail' ? 'trail ' : '-';
  return problem(`A stop lies more than 0% and at most ${MOST_PCT}% below the price`, [
    `${head}8%`,
    `${head}10%`,
  ]);
}

function atRisk(pct: number): StopWords {
  if (pct > 0 && pct <= MOST_RISK_PCT) return { kind: 'terms', terms: { kind: 'risk', pct } };
  return problem(
    `The risk of one position is more than 0% and at most ${MOST_RISK_PCT}% of the account`,
    ['risk 0.7%', 'risk 1%'],
  );
}

function inRanges(kind: 'atr' | 'trail-atr', multiple: number): StopWords {
  if (multiple > 0 && multiple <= MOST_RANGES)
    return { kind: 'terms', terms: { kind, multiple, days: RANGE_DAYS } };
  return problem(`As many average daily ranges as 0.5 to ${MOST_RANGES}`, ['2atr', 'trail 3atr']);
}

function atPrice(price: number): StopWords {
  if (price > 0 && Number.isFinite(price))
    return { kind: 'terms', terms: { kind: 'fixed', price } };
  return problem('A stop lies above zero', ['-8%']);
}

function problem(what: string, attempts: readonly string[]): StopWords {
  return { kind: 'problem', what, try: attempts };
}
