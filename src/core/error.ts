/** Why an outside source could not be asked or believed. A closed list: code decides by it, never by text. */
export type SourceReason =
  | 'unreachable'
  | 'timeout'
  | 'rate-limited'
  | 'blocked'
  | 'unauthorised'
  | 'server-error'
  | 'not-found'
  | 'unreadable'
  | 'breaker-open';

/** A vendor did not keep its side: it could not be reached, refused, or answered something unreadable. */
export class SourceError extends Error {
  readonly source: string;
  readonly reason: SourceReason;
  readonly retryAfterMs: number | undefined;

  constructor(
    source: string,
    reason: SourceReason,
    detail: { text: string; retryAfterMs?: number },
  ) {
    super(`${source}: ${detail.text}`);
    this.name = 'SourceError';
    this.source = source;
    this.reason = reason;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** What an error says of itself, whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Throws when something impossible has happened; `fact` says what should have been true. */
export function assert(truth: unknown, fact: string): asserts truth {
  if (!truth) throw new Error(`This should have been true: ${fact}`);
}
