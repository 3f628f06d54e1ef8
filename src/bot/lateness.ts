import { Composer } from 'grammy';
import type { Update } from 'grammy/types';
import { decodeCallback } from '../core/callback.ts';
import { clip } from '../core/html.ts';
import type { Message } from '../core/message.ts';
import { DAY_MS, instant, MINUTE_MS, SECOND_MS } from '../core/time.ts';
import { chatKindOf, placeOf, typedCommand, type Typed } from './asking.ts';
import { findButton, findCommand } from './commands.ts';
import type { BotContext, BotDeps } from './context.ts';
import { obstacle } from './gate.ts';
import { changesOf, type Command } from './request.ts';
import {
  askedLate,
  sendAgain,
  stillWanted,
  TOO_LATE_PRESS,
  tooLateForMoney,
  tooOldNote,
} from './views/late.ts';

/** From when on what changes something is no longer believed to be wanted without asking. */
const LATE_MS = MINUTE_MS;
/** Of a press Telegram does not tell when it was; it may be as old as the question that brought it. */
const LATE_PRESS_MS = LATE_MS + 50 * SECOND_MS;
/** From when on nothing is answered. */
const TOO_OLD_MS = DAY_MS;

/**
 * Stands between the gate and everything that has an effect: what was sent while nobody was listening is answered, asked
 * about, or refused, by what it would change.
 */
export function createLateness(deps: BotDeps): Composer<BotContext> {
  const lateness = new Composer<BotContext>();
  lateness.on('callback_query:data', async (ctx, next) => {
    if (mayPass(deps, ctx)) return next();
    deps.log.info('a press came too late', { updateId: ctx.update.update_id });
    await ctx.answerCallbackQuery({ text: TOO_LATE_PRESS }).catch(() => undefined);
  });
  lateness.on('message', async (ctx, next) => {
    const typed = typedCommand(ctx);
    const command = typed && findCommand(typed.name);
    const ageMs = ageOf(deps, ctx);
    if (ageMs <= LATE_MS) return next();
    if (ageMs > TOO_OLD_MS) return leave(deps, ctx, ageMs);
    if (typed === undefined || command === undefined) return next();
    const role = ctx.actor?.role;
    if (obstacle({ role, chatKind: chatKindOf(ctx) }, command) !== undefined) return next();
    await receive(deps, ctx, { typed, command, ageMs, next });
  });
  return lateness;
}

type Late = {
  readonly typed: Typed;
  readonly command: Command;
  readonly ageMs: number;
  readonly next: () => Promise<void>;
};

async function receive(deps: BotDeps, ctx: BotContext, late: Late): Promise<void> {
  const { typed, command, ageMs, next } = late;
  const args = argsOf(typed);
  const said = { text: textOf(typed), ...timesOf(deps, ctx, ageMs) };
  switch (changesOf(command, args)) {
    case 'nothing':
      // Asked several times while nobody answered, it is answered once: to the last of them.
      if (deps.app.late.hasTwin(ctx.update.update_id, twinOf(ctx))) return;
      ctx.askedLate = askedLate(said);
      return next();
    case 'secrets':
      return answer(deps, ctx, sendAgain(said));
    case 'money':
      return answer(deps, ctx, tooLateForMoney(said));
    case 'settings': {
      const answered = ctx.msg?.reply_to_message?.message_id;
      const subject = { command: command.name, args, repliesTo: String(answered ?? '') };
      const hasFile = ctx.msg?.document !== undefined;
      const question = stillWanted({ ...said, subject, by: ctx.from?.id ?? 0 });
      return answer(deps, ctx, hasFile ? sendAgain(said) : question);
    }
  }
}

function timesOf({ app, clock }: BotDeps, ctx: BotContext, ageMs: number) {
  const now = clock();
  const { chat } = placeOf(ctx);
  return { sentAt: instant(now - ageMs), now, zone: app.settings.zoneOf(chat) };
}

function ageOf({ app }: BotDeps, ctx: BotContext): number {
  const seconds = ctx.callbackQuery === undefined ? ctx.msg?.date : undefined;
  const date = seconds === undefined ? undefined : instant(seconds * 1_000);
  return app.late.ageMs({ updateId: ctx.update.update_id, date });
}

/** Whether a press is young enough for what its button does. */
function mayPass(deps: BotDeps, ctx: BotContext): boolean {
  const data = ctx.callbackQuery?.data ?? '';
  const handler = findButton(decodeCallback(data)?.verb ?? '');
  const ageMs = ageOf(deps, ctx);
  if (handler?.money === true) return ageMs <= LATE_MS;
  return ageMs <= LATE_PRESS_MS || (handler?.lasts === true && ageMs <= TOO_OLD_MS);
}

/** The same words of the same person in the same chat. */
function twinOf(ctx: BotContext): (json: string) => boolean {
  const { msg } = ctx;
  const wanted = msg?.text?.trim();
  return (json) => {
    const { message }: Update = JSON.parse(json);
    if (wanted === undefined || message?.text?.trim() !== wanted) return false;
    const isHere = message.chat.id === msg?.chat.id;
    const isThere = message.message_thread_id === msg?.message_thread_id;
    return isHere && isThere && message.from?.id === msg?.from?.id;
  };
}

/** Beyond a day nobody waits for an answer; but somebody should know that there was a question. */
function leave(deps: BotDeps, ctx: BotContext, ageMs: number): void {
  deps.log.warn('an update was too old to be answered', { updateId: ctx.update.update_id, ageMs });
  if (typedCommand(ctx) === undefined) return;
  deps.app.late.note(tooOldNote({ name: ctx.actor?.name ?? '', ...timesOf(deps, ctx, ageMs) }));
}

function answer(deps: BotDeps, ctx: BotContext, message: Message): void {
  const update = { id: ctx.update.update_id, place: placeOf(ctx) };
  deps.app.commit(update, () => ({ replies: [message] }));
}

/** As the command wants them: the `!` of `/rule!` is the first of them. */
function argsOf({ name, args }: Typed): string {
  return name.endsWith('!') ? `! ${args}` : args;
}

function textOf({ name, args }: Typed): string {
  return clip(`/${name} ${args}`.trim(), LONGEST_SHOWN);
}

const LONGEST_SHOWN = 300;
