import { createWire, type Wire, type WireLimits } from './wire.ts';

/** Requests that carry messages out, by whose word their address is trusted. */
export type Outbound = {
  /** Addresses that whoever runs the program has set. */
  readonly ours: Wire;
  /** Addresses that a person typed into a chat: they may not lead into the network that the program runs in. */
  readonly theirs: Wire;
  close(): Promise<void>;
};

/** @param limits of one request */
export function createOutbound(limits: WireLimits): Outbound {
  const ours = createWire(limits);
  const theirs = createWire(limits);
  return {
    ours,
    theirs,
    async close() {
      await Promise.all([ours.close(), theirs.close()]);
    },
  };
}
