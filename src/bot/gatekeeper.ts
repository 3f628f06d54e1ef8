import { Composer } from 'grammy';
import { userId } from '../core/people.ts';
import { DAY_MS } from '../core/time.ts';
import {
  askingOf,
  chatKindOf,
  nameOf,
  placeOf,
  strangerOf,
  typedCommand,
  type Typed,
} from './asking.ts';
import { findCommand } from './commands.ts';
import type { BotContext, BotDeps } from './context.ts';
import { gate, type Refusal } from './gate.ts';
import { speak } from './speak.ts';
import { approvalQuestion } from './views/access.ts';
import { channelCommandNotice } from './views/places.ts';
import { refusalText, refusalToast, UNOWNED } from './views/refusal.ts';

/** The only door: whatever comes after this middleware has an actor, or is open to anyone by its own declaration. */
export function createGate(deps: BotDeps): Composer<BotContext> {
  const door = new Composer<BotContext>();
  door.use(async (ctx, next) => {
    const typed = typedCommand(ctx);
    tryClaim(deps, ctx, typed);
    const asking = askingOf(ctx, typed, isOpenToAnyone(typed));
    const known = deps.app.access.known(ctx.from?.id ?? 0, ctx.chat?.id ?? 0);
    const passage = gate(asking, known);
    if (passage.kind === 'refuse') return refuse(deps, ctx, { why: passage.why, typed });
    if (ctx.from !== undefined && passage.role !== undefined) {
      ctx.actor = {
        user: userId(ctx.from.id),
        name: nameOf(ctx.from),
        role: passage.role,
        place: placeOf(ctx),
        chatKind: chatKindOf(ctx),
      };
      const stranger = strangerOf(ctx);
      if (stranger) deps.app.access.meet(stranger);
    }
    await next();
  });
  return door;
}

function isOpenToAnyone(typed: Typed | undefined): boolean {
  return typed !== undefined && findCommand(typed.name)?.needs === 'anyone';
}

/** `/start claim_…` makes its sender the owner, once, before the door is looked at. A wrong code changes nothing. */
function tryClaim({ app, log }: BotDeps, ctx: BotContext, typed: Typed | undefined): void {
  const stranger = strangerOf(ctx);
  if (typed?.name !== 'start' || !typed.args.startsWith('claim_') || stranger === undefined) return;
  if (chatKindOf(ctx) !== 'private' || ctx.from?.is_bot === true) return;
  const isRight = app.claim.accept(typed.args.slice('claim_'.length), stranger);
  log.warn(isRight ? 'the bot has its owner' : 'a claim link was not accepted', {
    user: stranger.id,
  });
}

async function refuse(
  deps: BotDeps,
  ctx: BotContext,
  { why, typed }: { why: Refusal; typed: Typed | undefined },
): Promise<void> {
  const { log } = deps;
  log.info('refused', { why, user: ctx.from?.id, chat: ctx.chat?.id, command: typed?.name });
  if (ctx.callbackQuery !== undefined) {
    await ctx.answerCallbackQuery({ text: refusalToast(why) }).catch(() => undefined);
    return;
  }
  if (why === 'nobody' && typed !== undefined) tellOfChannel(deps, ctx, typed);
  if (!isAnswered(deps, ctx, { why, typed })) return;
  const text = isUnowned(deps, why) ? UNOWNED : refusalText(why);
  if (text === undefined || ctx.chat === undefined) return;
  await speak(ctx, [{ text }]).catch((error: unknown) =>
    log.info('a refusal could not be sent', { error }),
  );
}

/** Until somebody owns the bot there is nobody to ask. */
function isUnowned({ app }: BotDeps, why: Refusal): boolean {
  return (why === 'stranger' || why === 'pending') && app.access.owners().length === 0;
}

/** A channel is no place for a refusal, which every reader would see; the owners hear of it once a day. */
function tellOfChannel({ app, clock }: BotDeps, ctx: BotContext, { name }: Typed): void {
  if (chatKindOf(ctx) !== 'channel' || findCommand(name) === undefined) return;
  const chat = app.places.get(placeOf(ctx).chat);
  if (chat === undefined) return;
  const day = Math.floor(clock() / DAY_MS);
  app.access.tellOwners(`channel/${chat.id}/${day}`, channelCommandNotice(chat.title, name));
}

type Refused = { readonly why: Refusal; readonly typed: Typed | undefined };

/** Strangers are answered once a day and only in private; groups hear only what their people can mend. */
function isAnswered(deps: BotDeps, ctx: BotContext, { why, typed }: Refused): boolean {
  const { app } = deps;
  const isPrivate = chatKindOf(ctx) === 'private';
  const isOurs = typed !== undefined && findCommand(typed.name) !== undefined;
  const stranger = strangerOf(ctx);
  switch (why) {
    case 'stranger':
    case 'pending':
      return (
        isPrivate && stranger !== undefined && app.access.ask(stranger, approvalQuestion(stranger))
      );
    case 'nobody':
      return isOurs && chatKindOf(ctx) === 'group';
    case 'edited':
    case 'forwarded':
      return isOurs && isKnownHere(deps, ctx);
    case 'unlinked':
      return isOurs;
    case 'bot':
    case 'denied':
      return false;
  }
}

/** Whether the sender has a role and the place is one of ours: nobody else learns how I decide. */
function isKnownHere({ app }: BotDeps, ctx: BotContext): boolean {
  const { person, chat } = app.access.known(ctx.from?.id ?? 0, ctx.chat?.id ?? 0);
  return person?.role !== undefined && chat !== undefined;
}
