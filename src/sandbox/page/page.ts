/**
 * The sandbox's chat page.
 *
 * Names that browser tests may rely on (`data-testid`):
 * - `chat-list`, `chat-<id>` in it, `unread` inside a chat's row, `topic-<id>` (`topic-all`) in a forum
 * - `message` (with `data-message-id`), in it `message-text`, `photo` when there is one, and any number of `button`
 * - `composer`, `send`, `completion` (its entries are `option` roles), `reply-bar`, `toast`, `alert`
 * - `person-select`, `theme`, `guide`
 * - `replay-clock` (a `time` whose `datetime` is the replay's UTC time), `replay-status`, `replay-play` (plays and
 *   pauses), `replay-step`, `replay-speed`, `replay-open`, `paper-account`,
 *   `replay-jump-march-2020`, `replay-jump` (a date), `replay-jump-go`,
 *   `price-<ticker>`
 */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { furnish } from './furnish.ts';
import { isLoopback } from './guard.ts';
import { sandboxRoutes } from './routes.ts';
import type { SandboxNeeds } from './view.ts';

export type SandboxPageOptions = SandboxNeeds & {
  readonly port: number;
  /** Only this machine may be named: anyone who reaches the page acts as the bot's owner. */
  readonly host?: string;
  /** Other routes beside the page, as the web server's own. */
  readonly extra?: Hono;
};

export type SandboxPage = {
  readonly url: string;
  close(): Promise<void>;
};

const DEFAULT_HOST = '127.0.0.1';

/** Serves the page. Rejects when the port is taken, and when the host is not this machine. */
export async function startSandboxPage(options: SandboxPageOptions): Promise<SandboxPage> {
  const { world, replay, port, host = DEFAULT_HOST, extra } = options;
  if (!isLoopback(host)) {
    throw new Error(`The sandbox is only for this machine: set HOST to 127.0.0.1, not ${host}.`);
  }
  furnish(world);
  const app = sandboxRoutes({ world, replay });
  if (extra) app.route('/', extra);
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { url: urlOf(server.address(), host), close: () => close(server) };
}

function urlOf(address: ReturnType<Server['address']>, host: string): string {
  const port = typeof address === 'object' ? address?.port : undefined;
  return `http://${host}:${port ?? ''}`;
}

async function close(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // Live feeds never end by themselves.
  if ('closeAllConnections' in server) server.closeAllConnections();
  await closed;
}
