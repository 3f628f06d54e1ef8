import { Composer } from 'grammy';
import type { Effect } from '../app/commit.ts';
import { chatId, type Actor } from '../core/people.ts';
import type { Message } from '../core/message.ts';
import { html, lines } from '../core/html.ts';
import { chatKindOf, nameOf, placeOf, typedCommand } from './asking.ts';
import { whileTyping } from './chat-action.ts';
import { COMMANDS, findCommand, nearestCommands } from './commands.ts';
import type { BotContext, BotDeps } from './context.ts';
import { obstacle } from './gate.ts';
import { lookUpOf } from './look-up.ts';
import type { Answer, Command, Request } from './request.ts';
import { speak } from './speak.ts';
import { faultMessage } from './views/fault.ts';
import { noPrivateChatText, sentAlone, wrongPlaceText, wrongRoleText } from './views/refusal.ts';

/** Finds the command, checks role and place, runs it, and commits its effect with its answer. */
export function createCommandRouter(deps: BotDeps): Composer<BotContext> {
  const router = new Composer<BotContext>();
  router.on('message', async (ctx, next) => {
    const typed = typedCommand(ctx);
    if (typed === undefined) return next();
    const command = findCommand(typed.name);
    if (command === undefined) return unknownCommand(deps, ctx, typed.name);
    await runCommand(deps, ctx, {
      command,
      args: typed.name.endsWith('!') ? `! ${typed.args}` : typed.args,
    });
  });
  // A post passed on from a channel is how an owner shows which channel is meant.
  router.on('message:forward_origin:channel', async (ctx, next) => {
    const command = findCommand('link');
    const { forward_origin: origin } = ctx.msg;
    const isOwner = ctx.actor?.role === 'owner' && ctx.chat.type === 'private';
    if (command === undefined || !isOwner || origin.type !== 'channel') return next();
    await runCommand(deps, ctx, { command, args: String(origin.chat.id) });
  });
  return router;
}

export type Running = {
  readonly command: Command;
  readonly args: string;
  /** Something more to do within the same transaction. */
  readonly atCommit?: () => void;
};

/** Runs a command for whoever sent the update. Wizards end here too, with the words they have collected. */
export async function runCommand(
  deps: BotDeps,
  ctx: BotContext,
  { command, args, atCommit }: Running,
): Promise<void> {
  const stop = obstacle({ role: ctx.actor?.role, chatKind: chatKindOf(ctx) }, command);
  if (stop !== undefined) return say(deps, ctx, refusal(deps, ctx, { command, stop }));
  const isAside = command.isOwn === true && chatKindOf(ctx) === 'group';
  if (isAside && ctx.actor !== undefined && !deps.app.myView.hasPrivateChat(ctx.actor))
    return say(deps, ctx, { text: noPrivateChatText(`/${command.name}`) });
  const wizard = isAside ? undefined : wizardFor(command, args);
  if (wizard !== undefined) return ctx.conversation.enter(wizard);
  try {
    const request = requestOf(deps, ctx, args);
    const asked = isAside ? inPrivate(request) : request;
    const change = await whileTyping(ctx, command.run(asked, deps.app));
    // What is open to anyone has no effect, and may be asked where we do not belong.
    if (command.needs === 'anyone') return await say(deps, ctx, change());
    await commit(deps, ctx, () => {
      atCommit?.();
      const answer = listOf(underTime(ctx, change()));
      if (!isAside) return { replies: answer };
      return { replies: [sentAlone(`/${command.name}`, ctx.me.username)], inPrivate: answer };
    });
  } catch (error) {
    const ref = faultRef(deps, error, ctx);
    await say(deps, ctx, faultMessage(ref));
  }
}

/** What these arguments open instead of being carried out. */
function wizardFor(command: Command, args: string): string | undefined {
  const opened = command.opens?.(args);
  if (opened !== undefined || args !== '' || command.hasCard === true) return opened;
  return command.wizard;
}

/** Asked among others, and done where only its person reads along. */
function inPrivate(request: Request): Request {
  const { actor } = request;
  const place = { chat: chatId(actor.user), thread: undefined };
  return {
    ...request,
    actor: { ...actor, place, chatKind: 'private' },
    isChatAdmin: () => Promise.resolve(true),
  };
}

async function commit(deps: BotDeps, ctx: BotContext, change: () => Effect): Promise<void> {
  const by = ctx.actor?.user;
  const update = { id: ctx.update.update_id, place: placeOf(ctx), by };
  const effect = deps.app.commit(update, change);
  if (effect?.isUnsaid === true) await speak(ctx, effect.replies);
}

/** Says something that has no effect. */
function say(deps: BotDeps, ctx: BotContext, answer: Answer): Promise<void> {
  return commit(deps, ctx, () => ({ replies: listOf(answer) }));
}

/** What was asked while nobody listened is answered with a word about that. */
function underTime({ askedLate }: BotContext, answer: Answer): Answer {
  const [first, ...rest] = listOf(answer);
  if (askedLate === undefined || first === undefined) return answer;
  return [{ ...first, text: lines(askedLate, first.text) }, ...rest];
}

function listOf(answer: Answer): readonly Message[] {
  return 'text' in answer ? [answer] : answer;
}

function requestOf(deps: BotDeps, ctx: BotContext, args: string): Request {
  return {
    updateId: ctx.update.update_id,
    actor: ctx.actor ?? anyone(ctx),
    args,
    repliesTo: ctx.msg?.reply_to_message?.message_id.toString(),
    now: deps.clock(),
    isChatAdmin: () => deps.admins.has(ctx),
    lookUp: lookUpOf(ctx),
    commands: COMMANDS,
  };
}

/** Commands open to anyone get an actor without rights. */
function anyone(ctx: BotContext): Actor {
  return {
    user: (ctx.from?.id ?? 0) as Actor['user'],
    name: ctx.from === undefined ? '' : nameOf(ctx.from),
    role: 'viewer',
    place: placeOf(ctx),
    chatKind: chatKindOf(ctx),
  };
}

type Stopped = { readonly command: Command; readonly stop: 'wrong-role' | 'wrong-place' };

function refusal(deps: BotDeps, ctx: BotContext, { command, stop }: Stopped): Message {
  const what = `/${command.name}`;
  if (stop === 'wrong-place') return { text: wrongPlaceText(what, command.where) };
  const owners = deps.app.access.owners().map((owner) => owner.name);
  const needs = command.needs === 'anyone' ? 'viewer' : command.needs;
  return { text: wrongRoleText({ what, needs, has: ctx.actor?.role, owners }) };
}

function unknownCommand(deps: BotDeps, ctx: BotContext, name: string): Promise<void> {
  // In groups other bots may be meant.
  if (chatKindOf(ctx) !== 'private') return Promise.resolve();
  const near = nearestCommands(name).map((command) => `/${command}`);
  const meant = near.length === 0 ? html`` : html` Did you mean ${near.join(', ')}?`;
  return say(deps, ctx, { text: html`I don’t know /${name}.${meant} /help lists what I can do.` });
}

/** Writes a fault of ours to the log under a short reference that the person can name. */
export function faultRef(deps: BotDeps, error: unknown, ctx: BotContext): string {
  const ref = `E-${Math.floor(deps.random() * 36 ** 4)
    .toString(36)
    .toUpperCase()
    .padStart(4, '0')}`;
  deps.log.error('a command failed', { ref, error, updateId: ctx.update.update_id });
  return ref;
}
