import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { findPace } from '../replay/pace.ts';
import type { World } from '../telegram/world.ts';
import { assets } from './assets.ts';
import { onlyFromHere, strictHeaders } from './guard.ts';
import { live } from './live.ts';
import { type SandboxNeeds, peopleView } from './view.ts';

const BODY_MOST_BYTES = 64 * 1024;

const saying = z.object({
  person: z.number().int(),
  chat: z.number().int(),
  text: z.string().min(1).max(4096),
  thread: z.number().int().optional(),
  replyTo: z.number().int().optional(),
});
const pressing = z.object({
  person: z.number().int(),
  chat: z.number().int(),
  message: z.number().int(),
  data: z.string().min(1).max(64),
});
const steering = z.discriminatedUnion('do', [
  z.object({ do: z.literal('play') }),
  z.object({ do: z.literal('pause') }),
  z.object({ do: z.literal('step') }),
  z.object({ do: z.literal('open') }),
  z.object({ do: z.literal('lend') }),
  z.object({ do: z.literal('pace'), pace: z.string() }),
  z.object({ do: z.literal('jump'), day: z.string() }),
]);

/** The page, its script and pictures, its live feed, and what a person can do on it. */
export function sandboxRoutes(needs: SandboxNeeds): Hono {
  const { world } = needs;
  const app = new Hono();
  app.use(onlyFromHere(), strictHeaders(), bodyLimit({ maxSize: BODY_MOST_BYTES }));
  for (const { path, type, body } of assets()) {
    app.get(path, (context) =>
      context.body(body, 200, { 'content-type': type, 'cache-control': 'no-store' }),
    );
  }
  app.get('/sandbox/live/:person', (context) => {
    // A page that does not know the people yet asks for `first`.
    const asked = context.req.param('person');
    const person = asked === 'first' ? peopleView(world)[0]?.id : Number(asked);
    const isKnown = person !== undefined && world.user(person) !== undefined;
    return isKnown ? live(context, needs, person) : context.notFound();
  });
  app.get('/sandbox/file/:chat/:message', (context) => file(context, world));
  app.post('/sandbox/say', async (context) => {
    const wish = saying.safeParse(await bodyOf(context));
    if (!wish.success) return context.json({ why: 'That cannot be sent.' }, 400);
    return attempt(context, () => say(world, wish.data));
  });
  app.post('/sandbox/press', async (context) => {
    const wish = pressing.safeParse(await bodyOf(context));
    if (!wish.success) return context.json({ why: 'That cannot be pressed.' }, 400);
    const { person, chat, message, data } = wish.data;
    return attempt(context, () => world.press(person, chat, message, data));
  });
  app.post('/sandbox/replay', async (context) => {
    const wish = steering.safeParse(await bodyOf(context));
    if (!wish.success) return context.json({ why: 'The replay cannot do that.' }, 400);
    return attempt(context, () => steer(needs, wish.data));
  });
  return app;
}

/** What was posted as JSON; undefined, which no form accepts, when it is not. */
async function bodyOf(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    return undefined;
  }
}

async function steer(
  { replay, lend }: SandboxNeeds,
  wish: z.infer<typeof steering>,
): Promise<object> {
  switch (wish.do) {
    case 'play':
      replay.play();
      return {};
    case 'pause':
      replay.pause();
      return {};
    case 'step':
      await replay.step();
      return {};
    case 'open':
      await replay.open();
      return {};
    case 'lend':
      return (await lend?.()) ?? {};
    case 'pace': {
      const pace = findPace(wish.pace);
      if (pace) replay.setPace(pace);
      return pace ? {} : { why: 'There is no such speed.' };
    }
    case 'jump':
      return replay.jumpTo(wish.day);
  }
}

function say(world: World, { person, chat, text, ...options }: z.infer<typeof saying>) {
  const place = world.chats().find(({ id }) => id === chat);
  if (place?.kind === 'channel') return { id: world.postAsChannel(chat, text) };
  const { thread, replyTo } = options;
  const id = world.say(person, chat, text, {
    ...(thread === undefined ? {} : { thread }),
    ...(replyTo === undefined ? {} : { replyTo }),
  });
  return { id };
}

function file(context: Context, world: World) {
  const chat = Number(context.req.param('chat'));
  const id = Number(context.req.param('message'));
  const message = world.messages(chat).find((each) => each.id === id);
  const bytes = message?.photo ?? message?.document?.bytes;
  if (!bytes) return context.notFound();
  const type = message?.photo ? pictureType(bytes) : 'application/octet-stream';
  return context.body(Uint8Array.from(bytes), 200, {
    'content-type': type,
    'cache-control': 'no-store',
    ...(message?.document ? { 'content-disposition': 'attachment' } : {}),
  });
}

function pictureType(bytes: Uint8Array): string {
  return bytes[0] === 0xff ? 'image/jpeg' : 'image/png';
}

// The pretend Telegram throws in plain words at what a person cannot do (write where they are no member).
async function attempt(context: Context, work: () => object | Promise<object>): Promise<Response> {
  try {
    return context.json(await work());
  } catch (error) {
    return context.json({ why: error instanceof Error ? error.message : String(error) }, 409);
  }
}
