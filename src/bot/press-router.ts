import { Composer } from 'grammy';
import { decodeCallback } from '../core/callback.ts';
import { formatDuration } from '../core/duration.ts';
import { mayActAs, type Actor } from '../core/people.ts';
import type { StoredButton } from '../core/ports/buttons.ts';
import { findButton } from './commands.ts';
import { faultRef } from './command-router.ts';
import type { BotContext, BotDeps } from './context.ts';
import { isGroupAdmin } from './group-admin.ts';
import type { ButtonHandler, PressAnswer } from './request.ts';
import { wizardOwner } from './wizard-kit.ts';

/** Buttons: the token's row says what is meant, for whom, where and until when; the press itself proves nothing. */
export function createPressRouter(deps: BotDeps): Composer<BotContext> {
  const router = new Composer<BotContext>();
  router.on('callback_query:data', async (ctx) => {
    const { actor } = ctx;
    if (actor === undefined) return;
    const answer = await press(deps, ctx, actor);
    // A toast that comes too late is no reason to undo what was done.
    await ctx
      .answerCallbackQuery({
        ...(answer.toast !== undefined && { text: answer.toast.slice(0, 200) }),
        ...(answer.isAlert === true && { show_alert: true }),
      })
      .catch((error: unknown) => deps.log.info('a toast could not be shown', { error }));
  });
  return router;
}

async function press(deps: BotDeps, ctx: BotContext, actor: Actor): Promise<PressAnswer> {
  const data = ctx.callbackQuery?.data ?? '';
  const owner = wizardOwner(data);
  if (owner !== undefined) return { toast: wizardToast(deps, owner, actor) };
  const found = decodeCallback(data);
  const row = found && deps.buttons.get(found.token);
  const handler = row && findButton(row.verb);
  if (
    found === undefined ||
    row === undefined ||
    handler === undefined ||
    row.verb !== found.verb
  ) {
    return { toast: 'This button no longer works. Send /help for what does.' };
  }
  const refusal = objection(row, { ctx, actor, handler, now: deps.clock() });
  if (refusal !== undefined) return { toast: refusal };
  try {
    return await take(deps, ctx, { actor, row, handler });
  } catch (error) {
    return {
      toast: `Something broke on my side (ref ${faultRef(deps, error, ctx)}). Nothing was changed.`,
      isAlert: true,
    };
  }
}

/** A wizard's button that its wizard did not take: somebody else's, or one that has ended. */
function wizardToast({ app }: BotDeps, owner: number, actor: Actor): string {
  if (owner === actor.user) return 'This setup has ended. Send the command again for a new one.';
  const name = app.access.known(owner, 0).person?.name ?? 'somebody else';
  return `This setup belongs to ${name}.`;
}

type Pressing = {
  readonly ctx: BotContext;
  readonly actor: Actor;
  readonly handler: ButtonHandler;
  readonly now: number;
};

/** Why this press does not count, as a toast; undefined when it does. */
function objection(row: StoredButton, { ctx, actor, handler, now }: Pressing): string | undefined {
  const message = ctx.callbackQuery?.message;
  const isHere = row.chatId === ctx.chat?.id;
  const isThisMessage = row.mayHaveCopies || row.messageId === String(message?.message_id);
  if (!isHere || !isThisMessage) return 'This button belongs to another message.';
  if (row.onlyFor !== undefined && row.onlyFor !== actor.user)
    return 'This button belongs to somebody else.';
  if (row.expiresAt <= now) {
    return `This button expired ${formatDuration(now - row.expiresAt)} ago. Send the command again for a fresh one.`;
  }
  if (row.once && row.usedAt !== undefined) return 'This button has been used already.';
  if (!mayActAs(actor.role, handler.needs))
    return `This needs the ${handler.needs} role; you have ${actor.role}.`;
  return undefined;
}

type Taking = {
  readonly actor: Actor;
  readonly row: StoredButton;
  readonly handler: ButtonHandler;
};

async function take(
  deps: BotDeps,
  ctx: BotContext,
  { actor, row, handler }: Taking,
): Promise<PressAnswer> {
  const now = deps.clock();
  const change = await handler.run(
    {
      updateId: ctx.update.update_id,
      actor,
      now,
      isChatAdmin: () => isGroupAdmin(ctx, now),
      subject: row.subject,
      deliveryId: row.deliveryId,
    },
    deps.app,
  );
  let answer: PressAnswer = {};
  deps.app.commit({ id: ctx.update.update_id, place: actor.place }, () => {
    const isTaken = row.once && !deps.buttons.use(row.token, actor.user, now);
    answer = isTaken ? { toast: 'This button has been used already.' } : change();
    return {
      replies: answer.messages ?? [],
      edit: answer.edit && { deliveryId: row.deliveryId, message: answer.edit },
    };
  });
  return answer;
}
