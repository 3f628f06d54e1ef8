import { Buffer } from 'node:buffer';
import { Client, type Dispatcher } from 'undici';
import { faultCode } from './network-error.ts';

export type SingleRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type SingleLimits = {
  readonly connectMs: number;
  /** From the first look-up of a name to the last byte of the reply. */
  readonly wholeMs: number;
  readonly maxBodyBytes: number;
};

/** What a request that is never repeated came to. */
export type SingleOutcome =
  /** `body` is undefined when the reply was cut behind its status. */
  | { readonly kind: 'replied'; readonly status: number; readonly body: string | undefined }
  /** Certain: not one byte of it left. */
  | { readonly kind: 'not-sent'; readonly code: string }
  /** The other side may have acted on it. */
  | { readonly kind: 'maybe-sent'; readonly code: string };

/**
 * One POST on a connection of its own that is closed behind it: nothing is repeated, reused, pipelined or followed. Never
 * throws.
 */
export function postOnce(request: SingleRequest, limits: SingleLimits): Promise<SingleOutcome> {
  const url = new URL(request.url);
  const client = new Client(url.origin, {
    pipelining: 0,
    allowH2: false,
    connect: { timeout: limits.connectMs },
    headersTimeout: limits.wholeMs,
    bodyTimeout: limits.wholeMs,
  });
  return exchange(client, { ...request, path: url.pathname + url.search }, limits).finally(() => {
    // Whatever is left of it is of no interest any more, its own complaints included.
    client.destroy().catch(() => undefined);
  });
}

type Call = SingleRequest & { readonly path: string };

/** undici's own handler interface: it alone tells when the first byte is about to be written. */
function exchange(client: Client, call: Call, limits: SingleLimits): Promise<SingleOutcome> {
  return new Promise((resolve) => {
    let isWritten = false;
    let isSettled = false;
    let status: number | undefined;
    let size = 0;
    const chunks: Buffer[] = [];

    const settle = (outcome: SingleOutcome): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      resolve(outcome);
    };
    const fail = (code: string): void => {
      if (status !== undefined) settle({ kind: 'replied', status, body: undefined });
      else settle({ kind: isWritten ? 'maybe-sent' : 'not-sent', code });
    };
    const timer = setTimeout(() => fail('TIMEOUT'), limits.wholeMs);

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        // Given up while it was still connecting: nothing has been written, and now nothing will be.
        if (isSettled) controller.abort(new Error('given up'));
        else isWritten = true;
      },
      onResponseStart(_controller, statusCode) {
        if (statusCode >= 200) status = statusCode;
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (size > limits.maxBodyBytes) controller.abort(new Error('reply too large'));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        const body = Buffer.concat(chunks).toString('utf8');
        settle({ kind: 'replied', status: status ?? 0, body });
      },
      onResponseError(_controller, error) {
        fail(faultCode(error) ?? 'UNKNOWN');
      },
    };
    const { path, headers, body } = call;
    try {
      client.dispatch({ path, method: 'POST', headers, body, reset: true }, handler);
    } catch {
      fail('NOT_A_REQUEST');
    }
  });
}
