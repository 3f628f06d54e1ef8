import { Composer } from 'grammy';
import { html } from '../core/html.ts';
import { instant, MINUTE_MS, type Instant } from '../core/time.ts';
import { formatClock } from '../core/zone.ts';
import { chatKindOf, placeOf, typedCommand } from './asking.ts';
import { findCommand } from './commands.ts';
import type { BotContext, BotDeps } from './context.ts';
import { createPace, type Pace, type Paces } from './pace.ts';
import { speak } from './speak.ts';

/** Turning pages is cheap, and quick to do. */
const USUAL: Paces = { commands: 20, taps: 60 };

/** Stands before the gate: whoever asks too much in a minute is told so once, and is not heard until there is room. */
export function createRestraint(deps: BotDeps): Composer<BotContext> {
  const most = deps.pace ?? USUAL;
  const commands = createPace(most.commands);
  const taps = createPace(most.taps);
  const restraint = new Composer<BotContext>();
  restraint.use(async (ctx, next) => {
    if (ctx.callbackQuery !== undefined) {
      const pace = taps.take(ctx.callbackQuery.from.id, deps.clock());
      return pace.kind === 'go' ? next() : tellTap(deps, ctx, { pace, most: most.taps });
    }
    if (!isForUs(ctx)) return next();
    const pace = commands.take(askerOf(ctx), askedAt(deps, ctx));
    return pace.kind === 'go' ? next() : tell(deps, ctx, { pace, most: most.commands });
  });
  return restraint;
}

/** In a group a command that we do not know is another bot's. */
function isForUs(ctx: BotContext): boolean {
  const typed = typedCommand(ctx);
  if (typed === undefined) return false;
  return chatKindOf(ctx) === 'private' || findCommand(typed.name) !== undefined;
}

/** A group or channel that speaks as itself is one of them; many share its stand-in. */
function askerOf(ctx: BotContext): number {
  return ctx.msg?.sender_chat?.id ?? ctx.from?.id ?? ctx.chat?.id ?? 0;
}

function askedAt({ clock }: BotDeps, ctx: BotContext): Instant {
  const seconds = ctx.msg?.edit_date ?? ctx.msg?.date;
  return seconds === undefined ? clock() : instant(seconds * 1_000);
}

type Telling = { readonly pace: Pace; readonly most: number };

async function tell(deps: BotDeps, ctx: BotContext, { pace, most }: Telling): Promise<void> {
  if (pace.kind !== 'tell') return;
  deps.log.info('too many commands', { user: ctx.from?.id, read: pace.read });
  if (!isKnownHere(deps, ctx)) return;
  const zone = deps.app.settings.zoneOf(placeOf(ctx).chat);
  // Up to the whole minute that it shows.
  const again = instant(Math.ceil(pace.again / MINUTE_MS) * MINUTE_MS);
  const text = html`I read ${pace.read} commands from you in a minute; the limit is ${most}. Ask
  again at ${formatClock(again, zone)}.`;
  await speak(ctx, [{ text }]).catch((error: unknown) =>
    deps.log.info('a refusal could not be sent', { error }),
  );
}

/** Whoever has no role hears nothing, and a channel is no place for it: every reader would see it. */
function isKnownHere({ app }: BotDeps, ctx: BotContext): boolean {
  const { person, chat } = app.access.known(ctx.from?.id ?? 0, ctx.chat?.id ?? 0);
  return person?.role !== undefined && chat !== undefined && chat.kind !== 'channel';
}

async function tellTap({ log }: BotDeps, ctx: BotContext, { pace, most }: Telling): Promise<void> {
  if (pace.kind !== 'tell') return;
  const text = `That is more than ${most} taps in a minute. Wait a moment, then go on.`;
  await ctx.answerCallbackQuery({ text }).catch((error: unknown) => {
    log.info('a toast could not be shown', { error });
  });
}
