import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, tooMany } from './api-error.ts';
import { callMethod, type ServerState } from './call.ts';
import type { Fault, Faults } from './faults.ts';
import { fileAt } from './files.ts';
import type { Ledger } from './ledger.ts';
import { createRateGate } from './rate.ts';
import { readParams } from './request.ts';
import type { Params } from './params.ts';
import type { World } from './world.ts';

export type BotApiOptions = {
  readonly world: World;
  /** 0 or nothing: any free one. */
  readonly port?: number;
  readonly faults?: Faults;
  readonly ledger?: Ledger;
  /** Answers paths that are no bot's; returns false to let them be 404. */
  readonly beside?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
};

export type BotApi = {
  /** What a client takes for https://api.telegram.org. */
  readonly url: string;
  /** How often each method was called, and each kind of fault struck. */
  readonly counts: { readonly calls: Map<string, number>; readonly faults: Map<string, number> };
  readonly setFaults: (faults: Faults | undefined) => void;
  /** On: answers 429 to whoever sends faster than Telegram's published speeds, by the world's clock. */
  readonly enforceRates: (isOn: boolean) => void;
  readonly close: () => Promise<void>;
};

export async function startBotApi(options: BotApiOptions): Promise<BotApi> {
  const server: ServerState = {
    world: options.world,
    ledger: options.ledger,
    faults: options.faults,
    rateGate: undefined,
    calls: new Map(),
    struck: new Map(),
    n: 0,
  };
  const http = createServer((request, response) => {
    handle(server, { request, response }, options.beside).catch((error: unknown) => {
      const status = error instanceof SyntaxError ? 400 : 500;
      refuse(response, new ApiError(status, `Bad Request: ${String(error)}`));
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  http.once('error', reject);
  http.listen(options.port ?? 0, '127.0.0.1', resolve);
  await promise;
  const address = http.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    counts: { calls: server.calls, faults: server.struck },
    setFaults: (faults) => {
      server.faults = faults;
    },
    enforceRates: (isOn) => {
      server.rateGate = isOn ? createRateGate(options.world.state.now) : undefined;
    },
    close: async () => {
      options.world.state.queue.poll?.('closed');
      const closed = Promise.withResolvers<void>();
      http.close(() => {
        closed.resolve();
      });
      http.closeAllConnections();
      await closed.promise;
    },
  };
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

async function handle(
  server: ServerState,
  { request, response }: Exchange,
  beside: BotApiOptions['beside'],
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = /^\/bot([^/]+)\/(\w+)$/.exec(decodeURIComponent(url.pathname));
  if (!path) {
    if (sendFile(server, url, response)) return;
    if (beside && (await beside(request, response))) return;
    refuse(response, new ApiError(404, 'Not Found'));
    return;
  }
  const [, token = '', method = ''] = path;
  const params = await readParams(request, url);
  if (token !== server.world.token) {
    refuse(response, new ApiError(401, 'Unauthorized'));
    return;
  }
  server.n += 1;
  count(server.calls, method);
  const fault = server.faults?.({ method, params: params.values, n: server.n });
  if (fault) count(server.struck, fault.kind);
  await answer(server, { response, method, params }, fault);
}

/** `/file/bot<token>/<path>`, as bots fetch what people have sent. @returns false when nothing lies there */
function sendFile({ world }: ServerState, url: URL, response: ServerResponse): boolean {
  const [, token, path = ''] =
    /^\/file\/bot([^/]+)\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
  const bytes = token === world.token ? fileAt(world.state, path) : undefined;
  if (bytes === undefined) return false;
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  response.end(bytes);
  return true;
}

type Answering = {
  readonly response: ServerResponse;
  readonly method: string;
  readonly params: Params;
};

async function answer(
  server: ServerState,
  { response, method, params }: Answering,
  fault: Fault | undefined,
): Promise<void> {
  const isCutShort = fault && strikesFirst(fault, response);
  if (isCutShort) return;
  if (fault?.kind === 'delay') await sleep(fault.ms);
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const outcome = await callMethod(server, { method, params }, gone.signal);
  if (fault?.kind === 'delay' && fault.afterMs !== undefined) await sleep(fault.afterMs);
  if (fault?.kind === 'cut-after') response.socket?.resetAndDestroy();
  else if (fault?.kind === 'server-error') breakDown(response, fault);
  else if (outcome instanceof ApiError) refuse(response, outcome);
  else write(response, 200, { ok: true, result: outcome.result });
}

// True when the call never takes effect.
function strikesFirst(fault: Fault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'cut-before':
      response.socket?.resetAndDestroy();
      return true;
    case 'too-many':
      refuse(response, tooMany(fault.retryAfterSeconds));
      return true;
    case 'refuse':
      refuse(response, new ApiError(fault.code, fault.description));
      return true;
    case 'server-error':
      if (fault.isAccepted) return false;
      breakDown(response, fault);
      return true;
    case 'cut-after':
    case 'delay':
      return false;
  }
}

function breakDown(
  response: ServerResponse,
  fault: Extract<Fault, { kind: 'server-error' }>,
): void {
  if (fault.body === 'json') {
    refuse(response, new ApiError(fault.status, 'Internal Server Error'));
    return;
  }
  response.writeHead(fault.status, { 'content-type': 'text/html' });
  response.end(`<html><head><title>${fault.status} Bad Gateway</title></head></html>`);
}

function refuse(response: ServerResponse, { code, message, parameters }: ApiError): void {
  write(response, code, {
    ok: false,
    error_code: code,
    description: message,
    ...(parameters ? { parameters } : {}),
  });
}

function write(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
