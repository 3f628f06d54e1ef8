/** Whether the other side may have acted on a request that got no readable reply. */
export type NetworkVerdict = 'not-sent' | 'maybe-sent';

/** No whole, readable reply came, and it is known whether anything was asked at all. */
export class NetworkError extends Error {
  /** Whether the first byte may have left: false is certain, true is not. */
  readonly written: boolean;
  /** The operating system's or undici's. */
  readonly code: string;

  /** @param who as a log names it; neither address nor token belongs in there */
  constructor(who: string, cause: unknown, written: boolean) {
    const code = faultCode(cause) ?? 'UNKNOWN';
    super(`${who} could not be asked (${code})`, { cause });
    this.name = 'NetworkError';
    this.written = written;
    this.code = code;
  }
}

/** Faults that come before the first byte of a request can be written. */
const BEFORE_WRITING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

/** What the operating system was doing: `ETIMEDOUT` of these is no lost reply. */
const CALLS_BEFORE_WRITING: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

const DEEPEST_CAUSE = 5;

/**
 * Reads an error of a request, grammY's `HttpError` included. Only what is certain counts as `not-sent`; anything
 * unknown may have been sent.
 */
export function classifyNetworkError(error: unknown): NetworkVerdict {
  let current = error;
  for (let depth = 0; depth < DEEPEST_CAUSE; depth++) {
    if (current instanceof NetworkError) return current.written ? 'maybe-sent' : 'not-sent';
    const code = faultCode(current);
    if (code !== undefined) return isBeforeWriting(current, code) ? 'not-sent' : 'maybe-sent';
    current = innerOf(current);
  }
  return 'maybe-sent';
}

/** The code of an error as the operating system, node or undici gave it. */
export function faultCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function isBeforeWriting(error: unknown, code: string): boolean {
  if (BEFORE_WRITING.has(code)) return true;
  // Several addresses of one name, tried in turn.
  if (error instanceof AggregateError) return error.errors.every(isOfConnecting);
  return isOfConnecting(error);
}

function isOfConnecting(error: unknown): boolean {
  const call = error instanceof Error && 'syscall' in error ? error.syscall : undefined;
  return typeof call === 'string' && CALLS_BEFORE_WRITING.has(call);
}

/** grammY keeps the fetch's error in `error`; everyone else in `cause`. */
function innerOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'error' in error ? error.error : error.cause;
}
