import { Composer } from 'grammy';
import { userId } from '../core/people.ts';
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
import { approvalQuestion } from './views/access.ts';
import { refusalText, refusalToast } from './views/refusal.ts';

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
  if (!isAnswered(deps, ctx, { why, typed })) return;
  const text = refusalText(why);
  if (text === undefined || ctx.chat === undefined) return;
  const { thread } = placeOf(ctx);
  await ctx.api
    .sendMessage(ctx.chat.id, text.html, {
      parse_mode: 'HTML',
      ...(thread !== undefined && { message_thread_id: thread }),
    })
    .catch((error: unknown) => log.info('a refusal could not be sent', { error }));
}

/** Strangers are answered once a day and only in private; groups hear only what their people can mend. */
function isAnswered(
  { app }: BotDeps,
  ctx: BotContext,
  { why, typed }: { why: Refusal; typed: Typed | undefined },
): boolean {
  const isPrivate = chatKindOf(ctx) === 'private';
  const stranger = strangerOf(ctx);
  switch (why) {
    case 'stranger':
    case 'pending':
      return (
        isPrivate &&
        stranger !== undefined &&
        app.access.ask(stranger, () => approvalQuestion(stranger))
      );
    case 'edited':
    case 'nobody':
      return typed !== undefined && chatKindOf(ctx) !== 'channel';
    case 'unlinked':
      return typed !== undefined && findCommand(typed.name) !== undefined;
    case 'forwarded':
      return true;
    case 'bot':
    case 'denied':
      return false;
  }
}
