import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MarketFeed } from './feed.ts';
import { listen } from './listen.ts';
import { type ChartChange, charted } from './vendor-yahoo-chart.ts';
import { type JsonReply, quoteReply, refuse, searchReply } from './vendor-yahoo-reply.ts';

/** What the stand-in does instead of answering well. */
export type VendorFault =
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'cut' }
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly type: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

type YahooFaults = {
  /** Asked for every request; undefined is a good answer. */
  readonly fault?: (request: YahooRequest) => VendorFault | undefined;
  /** Changes quote rows before they are served; undefined leaves the row out. */
  readonly row?: (row: Record<string, unknown>) => Record<string, unknown> | undefined;
  /** Changes a chart's result before it is served. */
  readonly chart?: ChartChange;
};

export type YahooRequest = {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type YahooVendorOptions = {
  readonly feed: MarketFeed;
  /** 0, a free one, when left out. */
  readonly port?: number;
  readonly faults?: YahooFaults;
};

export type YahooVendor = {
  /** To be given as YAHOO_API_ROOT. */
  readonly url: string;
  /** Every request so far, oldest first, at most 1,000. */
  readonly requests: readonly YahooRequest[];
  close(): Promise<void>;
};

const MOST_REQUESTS_KEPT = 1_000;
const COOKIE = 'A3=d=sandbox; Max-Age=31557600; Domain=.yahoo.com; Path=/; Secure; HttpOnly';

/** A local server that plays Yahoo Finance: cookie page, crumb, quotes, charts and search, from a feed. */
export async function startYahooVendor(options: YahooVendorOptions): Promise<YahooVendor> {
  const { faults = {}, port = 0 } = options;
  const requests: YahooRequest[] = [];

  const server = createServer((incoming, response) => {
    const request = readRequest(incoming);
    requests.push(request);
    if (requests.length > MOST_REQUESTS_KEPT) requests.shift();
    void serve(request, response);
  });

  async function serve(request: YahooRequest, response: ServerResponse): Promise<void> {
    const fault = faults.fault?.(request);
    if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
    if (fault?.kind === 'reset') response.destroy();
    else if (fault?.kind === 'reply') write(response, fault);
    else write(response, answer(request, options.feed, faults), fault?.kind === 'cut');
  }

  return { ...(await listen(server, port)), requests };
}

function readRequest(incoming: IncomingMessage): YahooRequest {
  const url = new URL(incoming.url ?? '/', 'http://vendor.invalid');
  // Not decodeURIComponent: a stray % from a port scanner must not end the process.
  const path = url.pathname.replaceAll('%5E', '^').replaceAll('%3D', '=');
  return { path, query: url.searchParams, headers: incoming.headers };
}

type Written = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

function write(response: ServerResponse, reply: Written, isCut = false): void {
  const { status, type, body, headers = {} } = reply;
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { 'content-type': type, 'content-length': length, ...headers });
  if (!isCut) {
    response.end(body);
    return;
  }
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}

/** The crumb belongs to the cookie; whoever asks again gets the same one. */
const CRUMB = 'sAndBoX.cRm';

function answer(request: YahooRequest, feed: MarketFeed, faults: YahooFaults): Written {
  const { path, query } = request;
  if (path.endsWith('/quote/AAPL')) {
    return {
      status: 200,
      type: 'text/html',
      body: '<html></html>',
      headers: { 'set-cookie': COOKIE },
    };
  }
  if (path.endsWith('/v1/test/getcrumb')) {
    return hasCookie(request)
      ? { status: 200, type: 'text/plain', body: CRUMB }
      : json(refuse({ status: 401, code: 'Unauthorized', says: 'Invalid Cookie' }));
  }
  if (path.endsWith('/v7/finance/quote')) {
    const isKnown = hasCookie(request) && query.get('crumb') === CRUMB;
    return json(
      isKnown
        ? quoteReply(
            asked(query).flatMap((symbol) => feed.quote(symbol) ?? []),
            faults.row,
          )
        : refuse({ status: 401, code: 'Unauthorized', says: 'Invalid Crumb' }),
    );
  }
  if (path.endsWith('/v1/finance/search'))
    return json(searchReply(feed.search(query.get('q') ?? '')));
  const chart = /\/v8\/finance\/chart\/([^/]+)$/.exec(path);
  return json(
    chart?.[1] === undefined
      ? refuse({ status: 404, code: 'Not Found', says: 'No such page' })
      : charted({ symbol: chart[1], query }, feed, faults.chart),
  );
}

function hasCookie({ headers }: YahooRequest): boolean {
  return headers['cookie']?.includes('A3=d=sandbox') === true;
}

function asked(query: URLSearchParams): string[] {
  return (query.get('symbols') ?? '').split(',').filter((symbol) => symbol !== '');
}

function json({ status, value }: JsonReply): Written {
  return { status, type: 'application/json;charset=utf-8', body: JSON.stringify(value) };
}
