import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { type Listening, listen } from '../../src/sandbox/listen.ts';

/** A local server that answers with `handler`, over a real socket. */
export function startHttp(handler: RequestListener): Promise<Listening> {
  return listen(createServer(handler), 0);
}

/** A local server below HTTP: what it writes is up to `onSocket`. */
export async function startTcp(onSocket: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** An address where nothing listens any more. */
export async function closedAddress(): Promise<string> {
  const { url, close } = await startHttp((_request, response) => response.end());
  await close();
  return url;
}
