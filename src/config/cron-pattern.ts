const FIELDS = [
  { name: 'second', min: 0, max: 59, words: [] },
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day', min: 1, max: 31, words: ['L'] },
  {
    name: 'month',
    min: 1,
    max: 12,
    words: words('JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'),
  },
  { name: 'weekday', min: 0, max: 7, words: words('SUN MON TUE WED THU FRI SAT') },
] as const satisfies readonly Field[];

type Field = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
};

/**
 * Whether `text` is a six-field pattern (second first) of lists, ranges and steps.
 * Five fields are refused: read as six they would mean another time.
 */
export function isCronPattern(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  return (
    parts.length === FIELDS.length && FIELDS.every((field, i) => isField(parts[i] ?? '', field))
  );
}

function isField(text: string, field: Field): boolean {
  return text.split(',').every((item) => {
    const [span = '', step, ...rest] = item.split('/');
    const isStepped = step === undefined || (/^\d{1,2}$/.test(step) && Number(step) > 0);
    return rest.length === 0 && isStepped && isSpan(span, field);
  });
}

function isSpan(text: string, field: Field): boolean {
  if (text === '*') return true;
  const [from = '', to, ...rest] = text.split('-');
  if (rest.length > 0 || !isPoint(from, field)) return false;
  if (to === undefined) return true;
  if (!isPoint(to, field)) return false;
  return Number.isNaN(Number(from)) || Number(from) <= Number(to);
}

function isPoint(text: string, field: Field): boolean {
  if (field.words.includes(text.toUpperCase())) return true;
  return /^\d{1,2}$/.test(text) && Number(text) >= field.min && Number(text) <= field.max;
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
