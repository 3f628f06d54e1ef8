import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host.toLowerCase());
}

/**
 * Lets in only requests that this machine's own pages make. A foreign site could point its name at 127.0.0.1 (DNS
 * rebinding), which the Host header tells, or post blindly across origins, which Origin tells.
 */
export function onlyFromHere(): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    const origin = context.req.header('origin');
    if (!isLoopback(hostName(host))) return context.text('Open this page as 127.0.0.1.', 421);
    if (origin !== undefined && origin !== `http://${host}`) {
      return context.text('Requests from other pages are refused.', 403);
    }
    await next();
    return undefined;
  };
}

/** Nothing inline, nothing from elsewhere, and no string ever becomes markup. */
export function strictHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
    // Plain HTTP on the own machine: a promise of TLS would lock the address for other programs.
    strictTransportSecurity: false,
    referrerPolicy: 'no-referrer',
  });
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}
