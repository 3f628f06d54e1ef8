import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The pretend Telegram of the benches, in another process. */
export type BenchTelegram = {
  readonly apiRoot: string;
  /** When each sendMessage since the last call had arrived, in ns of `process.hrtime`. */
  arrivals(): Promise<readonly number[]>;
  close(): void;
};

export async function startTelegram(): Promise<BenchTelegram> {
  const child = fork(new URL('telegram-server.ts', import.meta.url));
  const [port]: unknown[] = await once(child, 'message');
  return {
    apiRoot: `http://127.0.0.1:${String(port)}`,
    async arrivals() {
      child.send('take');
      const [times]: unknown[] = await once(child, 'message');
      return Array.isArray(times) ? times.map(Number) : [];
    },
    close: () => child.disconnect(),
  };
}
