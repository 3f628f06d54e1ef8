import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { createYahoo } from '../../src/providers/yahoo.ts';
import { startHttp } from '../support/vendor-http.ts';
import { tickers } from '../support/ticker.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const CONSENT_FORM = '<form><input type="hidden" name="csrfToken" value="t&#x2F;1"></form>';
const QUOTE =
  '{"quoteResponse":{"result":[{"symbol":"NVDA","quoteType":"EQUITY","currency":"USD",' +
  '"regularMarketPrice":1,"regularMarketTime":1740000000}],"error":null}}';

test('Europe’s consent pages are walked, every step of them on the given root', async () => {
  const steps: string[] = [];
  const server = await startHttp((request, response) => {
    steps.push(`${request.method} ${request.url?.split('?')[0]}`);
    play(request, response);
  });
  closers.push(() => server.close());
  const yahoo = createYahoo(
    { root: server.url, limits: { retries: 0 } },
    { clock: () => instant(1_740_000_000_000), elapsed: () => performance.now(), random: () => 0 },
  );
  closers.push(() => yahoo.close());

  expect((await yahoo.quotes(tickers('NVDA'))).quotes.size).toBe(1);
  expect(steps).toEqual([
    'GET /quote/AAPL',
    'GET /consent',
    'GET /v2/collectConsent',
    'POST /v2/collectConsent',
    'GET /copyConsent',
    'GET /quote/AAPL',
    'GET /v1/test/getcrumb',
    'GET /v7/finance/quote',
  ]);
});

/** Each page where the real ones stand: their addresses are absolute and name Yahoo's hosts. */
function play(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://vendor.invalid');
  // Yahoo's pages come with more header than Node allows by default.
  response.setHeader('link', 'x'.repeat(40_000));
  switch (`${request.method} ${pathname}`) {
    case 'GET /quote/AAPL':
      if (search.includes('guccounter')) give(response, { cookie: 'A3=1' });
      else give(response, { cookie: 'GUCS=1', to: 'https://guce.yahoo.com/consent?done=x' });
      break;
    case 'GET /consent':
      give(response, { to: 'https://consent.yahoo.com/v2/collectConsent?sessionId=1' });
      break;
    case 'GET /v2/collectConsent':
      response.end(CONSENT_FORM);
      break;
    case 'POST /v2/collectConsent':
      give(response, { cookie: 'CFC=1', to: 'https://guce.yahoo.com/copyConsent?sessionId=1' });
      break;
    case 'GET /copyConsent':
      give(response, { cookie: 'GUC=1', to: 'https://finance.yahoo.com/quote/AAPL?guccounter=1' });
      break;
    case 'GET /v1/test/getcrumb':
      response.end(request.headers.cookie?.includes('A3=1') === true ? 'a.crumb' : '');
      break;
    default:
      response.end(QUOTE);
  }
}

function give(response: ServerResponse, { cookie, to }: { cookie?: string; to?: string }): void {
  if (cookie !== undefined) {
    response.setHeader('set-cookie', `${cookie}; Max-Age=1800; Domain=.yahoo.com; Path=/; Secure`);
  }
  if (to !== undefined) response.setHeader('location', to);
  response.writeHead(to === undefined ? 200 : 302).end();
}
