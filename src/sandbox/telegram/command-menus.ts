import type { CommandWords } from './limits.ts';
import { isAdmin, type WorldState } from './state.ts';

export type CommandScope = {
  readonly type: string;
  readonly chat_id?: number | undefined;
  readonly user_id?: number | undefined;
};

export function menuKey(scope: CommandScope, language: string): string {
  return [scope.type, scope.chat_id ?? '', scope.user_id ?? '', language].join('|');
}

/** The menu that this person sees in this chat: the narrowest scope that has one, their language before none. */
export function commandsFor(
  state: WorldState,
  chatId: number,
  userId: number,
): readonly CommandWords[] {
  const language = state.users.get(userId)?.languageCode ?? '';
  for (const scope of scopesOf(state, chatId, userId)) {
    const menu =
      state.commands.get(menuKey(scope, language)) ?? state.commands.get(menuKey(scope, ''));
    if (menu) return menu;
  }
  return [];
}

function scopesOf(state: WorldState, chatId: number, userId: number): CommandScope[] {
  const chat = state.chats.get(chatId);
  const chat_id = chatId;
  const last = { type: 'default' };
  if (!chat || chat.kind === 'private') {
    return [{ type: 'chat', chat_id }, { type: 'all_private_chats' }, last];
  }
  const admin = isAdmin(chat, userId);
  return [
    { type: 'chat_member', chat_id, user_id: userId },
    ...(admin ? [{ type: 'chat_administrators', chat_id }] : []),
    { type: 'chat', chat_id },
    ...(admin ? [{ type: 'all_chat_administrators' }] : []),
    { type: 'all_group_chats' },
    last,
  ];
}
