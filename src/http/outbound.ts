import { lookup } from 'node:dns/promises';
import { SECOND_MS } from '../core/time.ts';
import { allowedHosts, isAllowed, refusalOfUrl } from './address-guard.ts';
import { guardedLookup, type Resolve } from './guarded-lookup.ts';
import { RefusedAddress } from './refused-address.ts';
import { createWire, type Wire, type WireLimits } from './wire.ts';

/** Requests that carry messages out, by whose word their address is trusted. */
export type Outbound = {
  /** Addresses that whoever runs the program has set. */
  readonly ours: Wire;
  /**
   * Addresses that a person typed into a chat: they may not lead into the network that the program runs in. Throws
   * RefusedAddress for those that do.
   */
  readonly theirs: Wire;
  close(): Promise<void>;
};

export type OutboundRules = {
  /** `host:port` of addresses that people may name all the same. */
  readonly allow: readonly string[];
  /** How names are looked up; the system's own way when absent. */
  readonly resolve?: Resolve;
};

/** One message: short, with a small reply. */
export const OUTBOUND_LIMITS: WireLimits = {
  connectMs: 5 * SECOND_MS,
  attemptMs: 10 * SECOND_MS,
  // Shorter than servers usually keep idle connections: writing to one that is just being closed looks "perhaps sent".
  idleMs: 4 * SECOND_MS,
  maxBodyBytes: 64 * 1024,
  connections: 4,
};

/** @param limits of one request */
export function createOutbound(
  limits: WireLimits = OUTBOUND_LIMITS,
  { allow, resolve = systemLookup }: OutboundRules = { allow: [] },
): Outbound {
  const allowed = allowedHosts(allow);
  const ours = createWire(limits);
  const guarded = createWire(limits, guardedLookup(resolve));
  return {
    ours,
    theirs: {
      async ask(request) {
        const refusal = refusalOfUrl(request.url, allowed);
        if (refusal !== undefined) throw new RefusedAddress(refusal);
        // An address given as numbers is never looked up, so it has been judged with the rest of the URL.
        const wire = isAllowed(new URL(request.url), allowed) ? ours : guarded;
        return wire.ask(request);
      },
      close: () => guarded.close(),
    },
    async close() {
      await Promise.all([ours.close(), guarded.close()]);
    },
  };
}

const systemLookup: Resolve = (hostname) => lookup(hostname, { all: true, order: 'verbatim' });
