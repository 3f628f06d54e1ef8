import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import { SECOND_MS } from '../core/time.ts';
import type { Facts } from './facts.ts';
import { hostGuard, securityHeaders } from './guard.ts';
import { healthRoutes, type HealthNeeds } from './health.ts';
import { metricsRoutes } from './metrics.ts';

export type WebNeeds = HealthNeeds & {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly publicUrl?: string | undefined;
  readonly facts: () => Facts;
  /** Further routes on the same port, such as the sandbox's page. */
  readonly extra?: Hono;
  /** Of a request; 64 KiB when absent. */
  readonly maxBodyBytes?: number;
};

export type Web = { readonly url: string; close(): Promise<void> };

const MAX_BODY_BYTES = 64 * 1024;
const CLOSE_GRACE_MS = 1 * SECOND_MS;

/**
 * Listens for health checks, metrics and pages.
 *
 * @throws Error whose message is a sentence for the operator, when the address cannot be used
 */
export async function startWeb(needs: WebNeeds): Promise<Web> {
  const listener = getRequestListener(createWebApp(needs).fetch, {
    overrideGlobalObjects: false,
  });
  // A client that says nothing, or says it slowly, holds a connection no longer than this.
  const limits = { headersTimeout: 10 * SECOND_MS, requestTimeout: 30 * SECOND_MS };
  const server = createServer(limits, (request, response) => void listener(request, response));
  const port = await listen(server, needs);
  server.on('error', (error) => needs.log.error('The web server failed', { error }));
  const host = needs.host.includes(':') ? `[${needs.host}]` : needs.host;
  return { url: `http://${host}:${port}`, close: () => closed(server) };
}

/** The routes without a port. */
function createWebApp(needs: WebNeeds): Hono {
  const app = new Hono();
  app.use(securityHeaders());
  app.use(hostGuard(needs.host, needs.publicUrl));
  app.use(
    bodyLimit({
      maxSize: needs.maxBodyBytes ?? MAX_BODY_BYTES,
      onError: (c) => c.json({ error: 'This request is too large.' }, 413),
    }),
  );
  app.route('/', healthRoutes(needs));
  app.route('/', metricsRoutes(needs.facts));
  if (needs.extra !== undefined) app.route('/', needs.extra);
  app.notFound((c) => c.json({ error: 'There is nothing at this address.' }, 404));
  app.onError((error, c) => {
    needs.log.error('A web request failed', { path: c.req.path, method: c.req.method, error });
    return c.json({ error: 'Something went wrong here. The log says what.' }, 500);
  });
  return app;
}

async function listen(server: Server, { host, port }: WebNeeds): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(refusal(error, { host, port }), { cause: error });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function refusal(error: unknown, { host, port }: { host: string; port: number }): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken by another program. Stop that one, or set PORT to a free port.`;
  }
  if (code === 'EACCES') {
    return `This user may not listen on port ${port}. Set PORT to one above 1023.`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `This machine has no address ${host}. Set HOST to one of its own, such as 127.0.0.1 or 0.0.0.0.`;
  }
  return `Cannot listen on ${host}, port ${port} (${String(code ?? error)}).`;
}

/** Lets what is under way finish, then cuts: a page's event stream would otherwise never end. */
async function closed(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(cut);
}
