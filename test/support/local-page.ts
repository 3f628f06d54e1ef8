import { Api } from 'grammy';
import { onTestFinished } from 'vitest';
import { startSandboxPage } from '../../src/sandbox/page/page.ts';
import { createReplay } from '../../src/sandbox/replay/replay.ts';
import { startBotApi } from '../../src/sandbox/telegram/server.ts';
import { createWorld } from '../../src/sandbox/telegram/world.ts';

/** The page, and a bot behind a real Bot API that does only what a test tells it. */
export async function startLocalPage() {
  const replay = createReplay({
    startAt: '2020-01-02',
    wallNow: () => Date.now(),
    onStep: () => Promise.resolve(),
  });
  const world = createWorld({ now: replay.clock, answerWithinMs: 2_000 });
  const sandbox = await startSandboxPage({ world, replay, port: 0 });
  const telegram = await startBotApi({ world });
  onTestFinished(async () => {
    await sandbox.close();
    await telegram.close();
    await replay.close();
  });
  const bot = new Api(world.token, { apiRoot: telegram.url });
  return { replay, world, bot, url: sandbox.url };
}
