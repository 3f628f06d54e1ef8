import { z } from 'zod';
import { badRequest } from './api-error.ts';
import { reachable } from './gate.ts';
import { integer, read, whereFields, type Params } from './params.ts';
import { setBotStanding } from './places.ts';
import { isAdmin, type WorldChat, type WorldState } from './state.ts';
import { wireChat, wireMember, wireUser, type Json } from './wire-shapes.ts';

export const chatSchema = z.looseObject({ chat_id: whereFields.chat_id });

export const memberSchema = z.looseObject({ chat_id: whereFields.chat_id, user_id: integer });

export function getMe(state: WorldState): Json {
  return {
    ...wireUser(state.bot),
    can_join_groups: true,
    can_read_all_group_messages: !state.privacyMode,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

export function getChat(state: WorldState, params: Params): Json {
  const chat = chatAsked(state, params);
  return { ...wireChat(state, chat), accent_color_id: 0, max_reaction_count: 11 };
}

export function getChatMember(state: WorldState, params: Params): Json {
  const wish = read(memberSchema, params);
  const chat = reachable(state, wish.chat_id);
  if (wish.user_id === state.bot.id) return wireMember(state.bot, chat.bot);
  const user = state.users.get(wish.user_id);
  if (!user) throw badRequest('user not found');
  return wireMember(user, chat.members.get(user.id) ?? 'left');
}

export function getChatAdministrators(state: WorldState, params: Params): readonly Json[] {
  const chat = chatAsked(state, params);
  if (chat.kind === 'private') {
    throw badRequest('there are no administrators in the private chat');
  }
  const people = [...chat.members].flatMap(([id, standing]) => {
    const user = state.users.get(id);
    return user && isAdmin(chat, id) ? [wireMember(user, standing)] : [];
  });
  return chat.bot === 'administrator' ? [...people, wireMember(state.bot, chat.bot)] : people;
}

export function getChatMemberCount(state: WorldState, params: Params): number {
  const chat = chatAsked(state, params);
  const inside = [...chat.members.values()].filter((each) => each !== 'left' && each !== 'kicked');
  return inside.length + 1;
}

export function leaveChat(state: WorldState, params: Params): true {
  const chat = chatAsked(state, params);
  if (chat.kind === 'private') throw badRequest("chat can't be left");
  setBotStanding(state, { chat: chat.id, by: state.bot.id }, 'left');
  return true;
}

function chatAsked(state: WorldState, params: Params): WorldChat {
  return reachable(state, read(chatSchema, params).chat_id);
}
