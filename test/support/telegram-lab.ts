import { Api, GrammyError, HttpError } from 'grammy';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Faults } from '../../src/sandbox/telegram/faults.ts';
import type { Ledger } from '../../src/sandbox/telegram/ledger.ts';
import { startBotApi, type BotApi } from '../../src/sandbox/telegram/server.ts';
import type { WorldOptions } from '../../src/sandbox/telegram/state.ts';
import { createWorld, type World } from '../../src/sandbox/telegram/world.ts';

export const ANN = 101;
export const BEN = 102;
export const GROUP = -5001;
export const CHANNEL = -1_001_000_000_777;
export const FORUM = -1_001_000_000_888;

export type Lab = {
  readonly world: World;
  readonly server: BotApi;
  readonly api: Api;
  /** The world's clock, in epoch milliseconds; move it as you like. */
  readonly clock: { now: number };
};

type LabOptions = Partial<WorldOptions> & { readonly faults?: Faults; readonly ledger?: Ledger };

/** Ann and Ben, a group, a forum and a channel, behind a real socket with grammY's own client in front. */
export async function startLab({ faults, ledger, ...options }: LabOptions = {}): Promise<Lab> {
  const clock = { now: Date.UTC(2026, 0, 5, 14, 30) };
  const world = createWorld({ now: () => clock.now, ...options });
  world.addUser({ id: ANN, firstName: 'Ann', username: 'ann' });
  world.addUser({ id: BEN, firstName: 'Ben' });
  world.addChat({ id: ANN, kind: 'private', members: [ANN] });
  world.addChat({ id: GROUP, kind: 'group', title: 'Desk', members: [ANN, BEN], admins: [ANN] });
  world.addChat({ id: CHANNEL, kind: 'channel', title: 'News', members: [ANN] });
  world.addChat({ id: FORUM, kind: 'supergroup', members: [ANN, BEN], forum: true });
  const server = await startBotApi({
    world,
    ...(faults ? { faults } : {}),
    ...(ledger ? { ledger } : {}),
  });
  onTestFinished(server.close);
  const api = new Api(world.token, { apiRoot: server.url });
  return { world, server, api, clock };
}

/** How a call failed: `400 Bad Request: …`, or `cut` when no answer arrived, or `accepted`. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (error instanceof GrammyError) return `${error.error_code} ${error.description}`;
    if (error instanceof HttpError) return 'cut';
    throw error;
  }
}

/** A call that the client's types would not let through; in the words of `outcomeOf`. */
export async function rawCall(
  { server, world }: Lab,
  method: string,
  params: Readonly<Record<string, unknown>>,
): Promise<string> {
  const response = await fetch(`${server.url}/bot${world.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  const answer = answerSchema.parse(await response.json());
  return answer.ok ? 'accepted' : `${response.status} ${answer.description}`;
}

const answerSchema = z.object({ ok: z.boolean(), description: z.string().optional() });
