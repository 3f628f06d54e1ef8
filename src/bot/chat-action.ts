import { SECOND_MS } from '../core/time.ts';
import { chatKindOf, placeOf } from './asking.ts';
import type { BotContext } from './context.ts';

const FIRST_AFTER_MS = SECOND_MS;
/** Telegram lets it fade after five seconds. */
const AGAIN_AFTER_MS = 5 * SECOND_MS;
/** No update is worked on for longer than half a minute. */
const MOST_TIMES = 6;

/** Shows “typing…” while an answer takes longer than a second to prepare. */
export function whileTyping<T>(ctx: BotContext, work: T | Promise<T>): Promise<T> {
  const { chat, thread } = placeOf(ctx);
  const options = thread === undefined ? {} : { message_thread_id: thread };
  // Telegram knows no such thing in channels.
  const isShown = chatKindOf(ctx) !== 'channel';
  return whileWorking(Promise.resolve(work), async () => {
    if (isShown) await ctx.api.sendChatAction(chat, 'typing', options);
  });
}

/** Calls `show` after a second and then every five, until the work has ended; a failure of it is of no concern. */
export async function whileWorking<T>(work: Promise<T>, show: () => Promise<void>): Promise<T> {
  let timesLeft = MOST_TIMES;
  const again = (): void => {
    timesLeft--;
    void show().catch(() => undefined);
    if (timesLeft > 0) timer = setTimeout(again, AGAIN_AFTER_MS);
  };
  let timer = setTimeout(again, FIRST_AFTER_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
