import { Composer } from 'grammy';
import { decodeCallback } from '../core/callback.ts';
import { formatDuration } from '../core/duration.ts';
import { clip } from '../core/html.ts';
import { mayActAs, type Actor } from '../core/people.ts';
import type { StoredButton } from '../core/ports/buttons.ts';
import { whileTyping } from './chat-action.ts';
import { COMMANDS, findButton } from './commands.ts';
import { faultRef } from './command-router.ts';
import type { BotContext, BotDeps } from './context.ts';
import { lookUpOf } from './look-up.ts';
import type { ButtonHandler, PressAnswer } from './request.ts';
import { speak } from './speak.ts';
import { wizardOwner } from './wizard-page.ts';

const LONGEST_TOAST = 200;

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
        ...(answer.toast !== undefined && { text: clip(answer.toast, LONGEST_TOAST) }),
        ...(answer.isAlert === true && { show_alert: true }),
      })
      .catch((error: unknown) => deps.log.info('a toast could not be shown', { error }));
    if (answer.opens !== undefined) await open(ctx, answer.opens, answer.about);
  });
  return router;
}

/** Whatever was being set up before gives way. */
async function open(ctx: BotContext, wizard: string, about: string | undefined): Promise<void> {
  await ctx.conversation.exitAll();
  await ctx.conversation.enter(wizard, ...(about === undefined ? [] : [about]));
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
  const here = deps.app.access.known(actor.user, actor.place.chat).chat?.id;
  const refusal = objection(row, { ctx, actor, handler, here, now: deps.clock() });
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
  /** The id that this chat goes by now. */
  readonly here: number | undefined;
  readonly now: number;
};

/** Why this press does not count, as a toast; undefined when it does. */
function objection(
  row: StoredButton,
  { ctx, actor, handler, here, now }: Pressing,
): string | undefined {
  const message = ctx.callbackQuery?.message;
  const isHere = row.chatId === here;
  const isThisMessage = row.mayHaveCopies || row.messageId === String(message?.message_id);
  if (!isHere || !isThisMessage) return 'This button belongs to another message.';
  if (row.onlyFor !== undefined && row.onlyFor !== actor.user)
    return 'This button belongs to somebody else.';
  if (row.expiresAt <= now) return expired(ctx, formatDuration(now - row.expiresAt));
  if (row.once && row.usedAt !== undefined) return 'This button has been used already.';
  if (!mayActAs(actor.role, handler.needs))
    return `This needs the ${handler.needs} role; you have ${actor.role}.`;
  return undefined;
}

/** What an Undo would have taken back is no command to be sent again. */
function expired({ callbackQuery }: BotContext, since: string): string {
  const keys = callbackQuery?.message?.reply_markup?.inline_keyboard.flat() ?? [];
  const pressed = keys.find(
    (key) => 'callback_data' in key && key.callback_data === callbackQuery?.data,
  );
  return pressed?.text.startsWith('↩') === true
    ? `A change can be undone for a minute only, and that ended ${since} ago. It stands.`
    : `This button expired ${since} ago. Send the command again for a fresh one.`;
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
  const messageId = ctx.callbackQuery?.message?.message_id.toString();
  const working = handler.run(
    {
      updateId: ctx.update.update_id,
      actor,
      now,
      isChatAdmin: () => deps.admins.has(ctx),
      lookUp: lookUpOf(ctx),
      commands: COMMANDS,
      subject: row.subject,
      deliveryId: row.deliveryId,
      messageId,
      showAlone: (text) => deps.alone.show(ctx, text),
    },
    deps.app,
  );
  const change = await whileTyping(ctx, working);
  let answer: PressAnswer = {};
  const update = { id: ctx.update.update_id, place: actor.place, by: actor.user };
  const effect = deps.app.commit(update, () => {
    // Whoever can press it has it before them.
    if (messageId !== undefined) deps.app.alerts.arrived(row.deliveryId, messageId);
    const isTaken = row.once && !deps.buttons.use(row.token, actor.user, now);
    answer = isTaken ? { toast: 'This button has been used already.' } : change();
    return {
      replies: answer.messages ?? [],
      inPrivate: answer.inPrivate,
      edit: answer.edit && { deliveryId: row.deliveryId, messageId, message: answer.edit },
    };
  });
  if (effect?.isUnsaid === true) await speak(ctx, effect.replies);
  return answer;
}
