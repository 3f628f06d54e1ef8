import { z } from 'zod';
import { badRequest, orViolation, violation } from './api-error.ts';
import { menuKey } from './command-menus.ts';
import { commandsProblem, LIMITS, toastProblem } from './limits.ts';
import { flag, integer, json, read, type Params } from './params.ts';
import { tell, type WorldState } from './state.ts';
import type { CommandWords } from './limits.ts';
import type { Json } from './wire-shapes.ts';

const scope = json(
  z.looseObject({ type: z.string(), chat_id: integer.optional(), user_id: integer.optional() }),
);

const language = z.string().optional();

export const menuSchema = z.looseObject({ scope: scope.optional(), language_code: language });

export const commandsSchema = z.looseObject({
  ...menuSchema.shape,
  commands: json(z.array(z.looseObject({ command: z.string(), description: z.string() }))),
});

export const toastSchema = z.looseObject({
  callback_query_id: z.string(),
  text: z.string().optional(),
  show_alert: flag.optional(),
  url: z.string().optional(),
  cache_time: integer.optional(),
});

const about = z.string().optional();

export const nameSchema = z.looseObject({ name: about, language_code: language });
export const descriptionSchema = z.looseObject({ description: about, language_code: language });
export const shortSchema = z.looseObject({ short_description: about, language_code: language });

const aboutSchema = z.looseObject({ name: about, description: about, short_description: about });

export function setMyCommands(state: WorldState, params: Params): true {
  const wish = read(commandsSchema, params);
  orViolation(commandsProblem(wish.commands));
  state.commands.set(keyOf(state, wish), wish.commands);
  tell(state, { kind: 'commands' });
  return true;
}

export function deleteMyCommands(state: WorldState, params: Params): true {
  state.commands.delete(keyOf(state, read(menuSchema, params)));
  tell(state, { kind: 'commands' });
  return true;
}

export function getMyCommands(state: WorldState, params: Params): readonly CommandWords[] {
  return state.commands.get(keyOf(state, read(menuSchema, params))) ?? [];
}

export function answerCallbackQuery(state: WorldState, params: Params): true {
  const wish = read(toastSchema, params);
  orViolation(toastProblem(wish.text ?? ''));
  const answer = state.callbacks.get(wish.callback_query_id);
  if (!answer) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  answer({
    ...(wish.text === undefined || wish.text === '' ? {} : { toast: wish.text }),
    ...(wish.show_alert ? { alert: true } : {}),
  });
  return true;
}

/** Name and descriptions: checked for length, kept nowhere. */
export function setAbout(_state: WorldState, params: Params): true {
  const wish = read(aboutSchema, params);
  const tooLong =
    (wish.name?.length ?? 0) > LIMITS.botName ||
    (wish.description?.length ?? 0) > LIMITS.botDescription ||
    (wish.short_description?.length ?? 0) > LIMITS.botShortDescription;
  if (tooLong) throw violation('BOT_INFO_TOO_LONG');
  return true;
}

export function getWebhookInfo(state: WorldState): Json {
  return {
    url: '',
    has_custom_certificate: false,
    pending_update_count: state.queue.entries.length,
  };
}

export function deleteWebhook(state: WorldState, { values }: Params): true {
  if (flag.safeParse(values['drop_pending_updates']).data === true) state.queue.entries = [];
  return true;
}

const CHAT_SCOPES = ['chat', 'chat_administrators', 'chat_member'];
const WIDE_SCOPES = ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators'];

function keyOf(state: WorldState, wish: z.output<typeof menuSchema>): string {
  const asked = wish.scope ?? { type: 'default' };
  const code = wish.language_code ?? '';
  if (!/^(?:[a-z]{2})?$/.test(code)) throw violation('LANG_CODE_INVALID');
  const isNarrow = CHAT_SCOPES.includes(asked.type);
  if (!isNarrow && !WIDE_SCOPES.includes(asked.type)) {
    throw violation(`can't parse BotCommandScope: unsupported type specified`);
  }
  if (isNarrow && !state.chats.has(asked.chat_id ?? 0)) throw badRequest('chat not found');
  return menuKey(asked, code);
}
