import { createServer } from 'node:http';
import { listen } from '../../src/sandbox/listen.ts';

/** A port of the loopback that nobody listens on, for a program that is told its own. */
export async function freePort(): Promise<number> {
  const { url, close } = await listen(createServer(), 0);
  await close();
  return Number(new URL(url).port);
}
