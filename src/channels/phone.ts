/** A phone number as services take it: `+491701234567`. */
export function readPhone(text: string): string | undefined {
  const number = text.trim().replaceAll(/[\s().\u2010-\u2015-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined;
}

/** Enough to know one's own number by: `+49…67`. */
export function shortPhone(number: string): string {
  return `${number.slice(0, 3)}…${number.slice(-2)}`;
}
