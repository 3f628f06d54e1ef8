import { once } from 'node:events';
import type { Server } from 'node:http';
import { assert } from '../core/error.ts';

export type Listening = {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  /** Cuts open connections and frees the port. */
  readonly close: () => Promise<void>;
};

/** Starts a server on the loopback address alone. Port 0 is a free one. */
export async function listen(server: Server, port: number): Promise<Listening> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'a listening TCP server has an address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
