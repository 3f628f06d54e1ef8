import { z } from 'zod';
import { SourceError } from '../core/error.ts';
import type { HttpClient, HttpRequest, Schema } from '../http/client.ts';
import { YAHOO } from './yahoo-map.ts';
import { ChartRefusal } from './yahoo-chart-refusal.ts';
import { chartRefusal, chartReply } from './yahoo-chart-wire.ts';
import { crumb, quoteReply, refusal, searchReply } from './yahoo-wire.ts';

/**
 * The `fetch` given to the vendor library. It never lets a refusal or an unreadable body through: the library would print
 * the address, crumb included, or keep an error page as its crumb. Those are thrown as SourceError instead.
 *
 * @param root replaces scheme and host of every request when given; its own path, if any, goes in front
 */
export function createYahooFetch(http: HttpClient, root: string | undefined): typeof fetch {
  return async (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input);
    const request = {
      url: moveTo(root, asked),
      method: init?.method === 'POST' ? ('POST' as const) : ('GET' as const),
      headers: headersOf(init),
      ...(typeof init?.body === 'string' ? { body: init.body } : {}),
    };
    const shown = SHOWN.find(({ path }) => asked.pathname.startsWith(path));
    if (shown !== undefined) return askData(http, { ...request, name: shown.name }, shown.schema);
    if (asked.pathname.startsWith('/v8/finance/chart/')) {
      return askChart(http, { ...request, name: 'chart' });
    }
    if (asked.pathname.endsWith('/getcrumb')) return askCrumb(http, { ...request, name: 'crumb' });
    if (asked.pathname.includes('/finance/')) {
      return toResponse(await http.sendForJson({ ...request, name: 'data' }));
    }
    return askCookie(http, { ...request, name: 'cookie page' });
  };
}

const SHOWN: readonly { path: string; name: string; schema: Schema<unknown> }[] = [
  { path: '/v7/finance/quote', name: 'quotes', schema: quoteReply },
  { path: '/v1/finance/search', name: 'search', schema: searchReply },
];

function moveTo(root: string | undefined, asked: URL): string {
  if (root === undefined) return asked.href;
  return root.replace(/\/+$/, '') + asked.pathname + asked.search;
}

/** An empty header (the library sends `cookie:` before it has one) is left out. */
function headersOf(init: RequestInit | undefined): Record<string, string> {
  const pairs = [...new Headers(init?.headers)].filter(([, value]) => value !== '');
  return Object.fromEntries(pairs);
}

async function askData(
  http: HttpClient,
  request: HttpRequest,
  schema: Schema<unknown>,
): Promise<Response> {
  const value = await http.getJson(request, schema);
  const refused = refusal.safeParse(value);
  if (refused.success) throw refusedFor(refused.data.finance.error.code);
  return Response.json(value);
}

/** Yahoo says "never heard of it" and "too long ago" with statuses of their own; the body says which it is. */
const CHART_REFUSALS: ReadonlySet<number> = new Set([400, 404, 422]);

async function askChart(http: HttpClient, request: HttpRequest): Promise<Response> {
  const accepts = (status: number): boolean => status === 200 || CHART_REFUSALS.has(status);
  const value = await http.getJson({ ...request, accepts }, chartAnswer);
  if ('finance' in value) throw refusedFor(value.finance.error.code);
  if ('error' in value.chart) throw new ChartRefusal(YAHOO, value.chart.error);
  return Response.json(value);
}

const chartAnswer = z.union([chartReply, chartRefusal, refusal]);

function refusedFor(code: string): SourceError {
  const reason = code === 'Unauthorized' ? 'unauthorised' : 'unreadable';
  return new SourceError(YAHOO, reason, { text: 'refused in the body' });
}

async function askCrumb(http: HttpClient, request: HttpRequest): Promise<Response> {
  const reply = await http.send(request);
  if (crumb.safeParse(reply.body).success) return toResponse(reply);
  const reason = /^too many requests/i.test(reply.body.trim()) ? 'rate-limited' : 'unreadable';
  throw new SourceError(YAHOO, reason, { text: 'the crumb is not one' });
}

/** The page may be an error page or a redirect to the consent pages: all that is wanted of it is its cookie. */
async function askCookie(http: HttpClient, request: HttpRequest): Promise<Response> {
  const accepts = (status: number): boolean => status < 500 && status !== 429;
  const reply = await http.send({ ...request, accepts });
  if (reply.headers.getSetCookie().length === 0 && reply.headers.get('location') === null) {
    if (reply.status >= 400) {
      const text = `cookie page: status ${reply.status}, no cookie`;
      throw new SourceError(YAHOO, 'blocked', { text });
    }
  }
  return toResponse(reply);
}

type Answer = { readonly status: number; readonly headers: Headers; readonly body: string };

function toResponse({ status, headers, body }: Answer): Response {
  const bare = status === 204 || status === 205 || status === 304;
  return new Response(bare ? null : body, { status, headers });
}
