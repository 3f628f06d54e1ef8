import { SourceError, type SourceReason } from '../core/error.ts';
import { BodyFault, type Reply } from './wire.ts';

/** Whom and what was asked, in words fit for a log: no path, no query. */
export type FaultPlace = { readonly source: string; readonly where: string };

const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Names a refusal by its status alone; bodies of errors are never read, let alone quoted. */
export function errorFromStatus(place: FaultPlace, reply: Reply): SourceError {
  const text = `${place.where}: status ${reply.status}`;
  const retryAfterMs = readRetryAfter(reply);
  return new SourceError(
    place.source,
    reasonOf(reply.status),
    retryAfterMs === undefined ? { text } : { text, retryAfterMs },
  );
}

/** Names whatever went wrong between the request and its whole reply. */
export function toSourceError(place: FaultPlace, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  if (error instanceof BodyFault) {
    const text = `${place.where}: ${error.message}`;
    return new SourceError(place.source, 'unreadable', { text });
  }
  const code = codeOf(error);
  const reason = isTimeout(error, code) ? 'timeout' : 'unreachable';
  return new SourceError(place.source, reason, { text: `${place.where}: ${code}` });
}

function reasonOf(status: number): SourceReason {
  if (status === 429) return 'rate-limited';
  if (status === 401 || status === 407) return 'unauthorised';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 408) return 'timeout';
  if (status >= 500) return 'server-error';
  // A redirect nobody asked for leads to a consent or login page; 403 and 451 say it outright.
  if (status < 400 || status === 403 || status === 451) return 'blocked';
  return 'unreadable';
}

function isTimeout(error: unknown, code: string): boolean {
  return TIMEOUT_CODES.has(code) || (error instanceof Error && error.name === 'TimeoutError');
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Retry-After in milliseconds; a date counts from the reply's own Date, since the two clocks are one. */
export function readRetryAfter({ headers }: Reply): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const ms = Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}
