/** Whether Telegram may have acted on a request that got no readable reply. */
export type NetworkVerdict = 'not-sent' | 'maybe-sent';

/**
 * No whole, readable reply came. Its text names neither address nor token; `code` is the operating system's or undici's.
 */
export class TelegramNetworkError extends Error {
  /** Whether the first byte may have left: false is certain, true is not. */
  readonly written: boolean;
  readonly code: string;

  constructor(cause: unknown, written: boolean) {
    const code = codeOf(cause) ?? 'UNKNOWN';
    super(`Telegram could not be asked (${code})`, { cause });
    this.name = 'TelegramNetworkError';
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
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const DEEPEST_CAUSE = 5;

/**
 * Reads an error of a Telegram call, grammY's `HttpError` included. Only what is certain counts as `not-sent`; anything
 * unknown may have been sent.
 */
export function classifyNetworkError(error: unknown): NetworkVerdict {
  let current = error;
  for (let depth = 0; depth < DEEPEST_CAUSE; depth++) {
    if (current instanceof TelegramNetworkError) return current.written ? 'maybe-sent' : 'not-sent';
    const code = codeOf(current);
    if (code !== undefined) return BEFORE_WRITING.has(code) ? 'not-sent' : 'maybe-sent';
    current = innerOf(current);
  }
  return 'maybe-sent';
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** grammY keeps the fetch's error in `error`; everyone else in `cause`. */
function innerOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'error' in error ? error.error : error.cause;
}
