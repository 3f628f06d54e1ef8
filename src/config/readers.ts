import { z } from 'zod';

import { parseTicker, type Ticker } from '../core/ticker.ts';
import { isZone } from '../core/zone.ts';
import { SHARED_ACCOUNTS, userId, type UserId } from '../core/people.ts';

const OWNERS = 'numeric Telegram user ids of people, comma-separated';

/** A whole number in decimal digits; signs, exponents and fractions are refused. */
export function whole(min: number, max: number, what: string) {
  const allowed = `${what} from ${min} to ${max}`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,15}$/, allowed)
    .transform(Number)
    .refine((value) => value >= min && value <= max, allowed);
}

/** An http or https address, without its closing slash, so that paths can be appended. */
export function webAddress() {
  return readAs('an http or https address without a name or password in it', (text) => {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password)
      return undefined;
    return text.replace(/\/+$/, '');
  });
}

/** One of a few words, in any case. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  const allowed = `one of ${words.join(', ')}`;
  return z.string().trim().toLowerCase().pipe(z.enum(words, allowed));
}

/** More than nothing and at most everything; a percent sign may follow. */
export function percent() {
  return readAs('a percentage above 0 and up to 100, such as 0.7', (text) => {
    const number = /^(\d{1,3}(?:\.\d{1,6})?)\s*%?$/.exec(text)?.[1];
    const value = Number(number);
    return value > 0 && value <= 100 ? value : undefined;
  });
}

export function yesOrNo() {
  return z
    .string()
    .trim()
    .pipe(z.stringbool({ error: 'true or false' }));
}

/** Text of one reading: `read` answers undefined when it cannot be one. */
export function readAs<T>(allowed: string, read: (text: string) => T | undefined) {
  return z
    .string()
    .trim()
    .transform((text, context) => {
      const value = read(text);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: allowed });
      return z.NEVER;
    });
}

/** `host:port`, comma-separated; lower-cased. */
export function hostsAndPorts() {
  return readAs('host:port pairs, comma-separated, such as ntfy.home:8080', (text) => {
    const pairs = text
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => part !== '');
    const isPair = (pair: string): boolean =>
      /^([\w.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/.test(pair) && Number(pair.split(':').at(-1)) <= 65_535;
    return pairs.every(isPair) ? pairs : undefined;
  });
}

export function owners() {
  return z
    .string()
    .trim()
    .transform((text, context): readonly UserId[] => {
      const parts = items(text);
      const fault = parts.map(ownerFault).find((found) => found !== undefined);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
      return [...new Set(parts.map(Number))].map(userId);
    });
}

export function tickers() {
  return z
    .string()
    .trim()
    .transform((text, context): readonly Ticker[] => {
      const read = items(text).map((name) => ({ name, ticker: parseTicker(name) }));
      const wrong = read.filter(({ ticker }) => ticker === undefined).map(({ name }) => name);
      if (wrong.length > 0) {
        const message = `tickers such as NVDA, ^GSPC or BTC-USD, comma-separated (not one: ${wrong.join(', ')})`;
        context.addIssue({ code: 'custom', message });
      }
      return [...new Set(read.flatMap(({ ticker }) => ticker ?? []))];
    });
}

export function timeZone() {
  const allowed = 'an IANA time zone such as America/New_York or Europe/Berlin';
  return readAs(allowed, (text) => (isZone(text) ? text : undefined));
}

function ownerFault(text: string): string | undefined {
  if (!/^\d{1,15}$/.test(text) || Number(text) === 0) return OWNERS;
  const sharedBy = SHARED_ACCOUNTS.get(Number(text));
  return sharedBy === undefined ? undefined : `${OWNERS}; ${text} stands for ${sharedBy}`;
}

function items(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((item) => item !== '');
}
