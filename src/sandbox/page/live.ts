import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { SECOND_MS } from '../../core/time.ts';
import type { WorldChange } from '../telegram/state.ts';
import type { World } from '../telegram/world.ts';
import {
  type SandboxNeeds,
  chatsView,
  isMessageSeenBy,
  isSeenBy,
  messageView,
  messagesView,
  peopleView,
  replayView,
} from './view.ts';

type Sent = { readonly kind: string; readonly [name: string]: unknown };

const REPLAY_AT_MOST_EVERY_MS = 60;
const UNSENT_MOST = 2_000;

/** Everything as one person sees it, then every change, as server-sent events until the browser leaves. */
export function live(context: Context, { world, replay }: SandboxNeeds, person: number): Response {
  return streamSSE(context, async (stream) => {
    const outgoing = createMailbox();
    const tellReplay = () => outgoing.put({ kind: 'replay', replay: replayView(replay) });
    const soon = atMostEvery(REPLAY_AT_MOST_EVERY_MS, tellReplay);
    // First the replay's time, which the messages' ages are counted from.
    tellReplay();
    outgoing.put({
      kind: 'all',
      person,
      people: peopleView(world),
      chats: chatsView(world, person),
      messages: messagesView(world, person),
      violations: world.violations.length,
    });
    const stopWorld = world.onChange((change) => {
      const sent = changeView(world, change, person);
      if (sent) outgoing.put(sent);
    });
    const stopReplay = replay.onChange(soon.call);
    // The clock and the one-minute prices move with real time even while the replay is paused.
    const pulse = setInterval(tellReplay, SECOND_MS);
    stream.onAbort(outgoing.close);
    for await (const sent of outgoing.letters()) {
      await stream.writeSSE({ data: JSON.stringify(sent) });
    }
    clearInterval(pulse);
    soon.cancel();
    stopWorld();
    stopReplay();
  });
}

function changeView(world: World, change: WorldChange, person: number): Sent | undefined {
  switch (change.kind) {
    case 'message':
    case 'edited': {
      const chat = world.chats().find(({ id }) => id === change.chat);
      const isSeen = chat && isSeenBy(chat, person) && isMessageSeenBy(change.message, person);
      return isSeen ? { kind: 'message', message: messageView(world, change.message) } : undefined;
    }
    case 'deleted':
      return { kind: 'deleted', chat: change.chat, id: change.id };
    case 'chat':
    case 'commands':
      return { kind: 'chats', people: peopleView(world), chats: chatsView(world, person) };
    case 'action':
      return { kind: 'typing', chat: change.chat };
    case 'violation':
      return { kind: 'violation', text: change.text, count: world.violations.length };
    // The one who pressed is told by the answer to the press itself.
    case 'toast':
      return undefined;
  }
}

/** Keeps what could not be written yet, in order. A reader too slow for the limit is let go; it connects anew. */
function createMailbox() {
  const unsent: Sent[] = [];
  const closing = new AbortController();
  let wake = () => {};
  const close = () => {
    closing.abort();
    wake();
  };
  return {
    put: (sent: Sent) => {
      unsent.push(sent);
      if (unsent.length > UNSENT_MOST) close();
      wake();
    },
    close,
    async *letters(): AsyncGenerator<Sent> {
      while (!closing.signal.aborted) {
        const next = unsent.shift();
        if (next) {
          yield next;
          continue;
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
  };
}

/** Calls at once, then gathers calls that follow too closely into one later call. */
function atMostEvery(ms: number, work: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let isWanted = false;
  const call = () => {
    if (timer) {
      isWanted = true;
      return;
    }
    work();
    timer = setTimeout(() => {
      timer = undefined;
      if (!isWanted) return;
      isWanted = false;
      call();
    }, ms);
  };
  return { call, cancel: () => clearTimeout(timer) };
}
