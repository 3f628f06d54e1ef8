import type { MiddlewareHandler } from 'hono';

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const;

/** Strict headers on every reply; a route that needs another value has set its own. */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}

/**
 * On the loopback, refuses requests that came under another name. A web page elsewhere can point a name of its own at
 * 127.0.0.1 and read us through the visitor's browser; the Host header then still carries that name.
 */
export function hostGuard(host: string, publicUrl: string | undefined): MiddlewareHandler {
  const publicName = publicUrl === undefined ? undefined : URL.parse(publicUrl)?.hostname;
  const ours = new Set(['localhost', '127.0.0.1', '[::1]', host.toLowerCase(), publicName]);
  return async (c, next) => {
    if (isLoopback(host) && !ours.has(nameIn(c.req.header('host') ?? ''))) {
      return c.json({ error: 'This address is not served here.' }, 403);
    }
    await next();
    return undefined;
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function nameIn(hostHeader: string): string {
  return hostHeader.toLowerCase().replace(/:\d+$/, '');
}
