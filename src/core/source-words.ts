import type { SourceReason } from './error.ts';

const NAMES: ReadonlyMap<string, string> = new Map([['yahoo', 'Yahoo Finance']]);

/** A source as people know it. */
export function sourceName(source: string): string {
  return NAMES.get(source) ?? source;
}

const WORDS: Readonly<Record<SourceReason, string>> = {
  unreachable: 'cannot be reached',
  timeout: 'does not answer in time',
  'rate-limited': 'takes no more requests for now',
  blocked: 'refuses my requests',
  unauthorised: 'does not accept my session',
  'server-error': 'has a fault of its own',
  'not-found': 'has moved',
  unreadable: 'answers something that I cannot read',
  'breaker-open': 'has failed several times, and I give it a rest',
};

/** Why a source gave nothing, as a clause for a person: `Yahoo Finance cannot be reached`. */
export function sourceFault({ source, reason }: { source: string; reason: SourceReason }): string {
  return `${sourceName(source)} ${WORDS[reason]}`;
}
