import { z } from 'zod';
import * as chats from './chat-methods.ts';
import * as edits from './edit-methods.ts';
import * as files from './files.ts';
import type { Params } from './params.ts';
import { getUpdates, updatesSchema } from './polling.ts';
import * as profile from './profile-methods.ts';
import * as sends from './send-methods.ts';
import type { WorldState } from './state.ts';

export type Method = {
  readonly run: (state: WorldState, params: Params, signal: AbortSignal) => unknown;
  /** The parameters it knows; any other is a bot's slip, since Telegram would ignore it in silence. */
  readonly schema: z.ZodObject;
  /** `send` and `edit` are what the ledger keeps and what faults usually strike. */
  readonly kind: 'send' | 'edit' | 'other';
};

const nothing = z.looseObject({});
const dropping = z.looseObject({ drop_pending_updates: z.unknown() });
const whichChat = z.looseObject({ chat_id: z.unknown() });
const buttonSchema = z.looseObject({ chat_id: z.unknown(), menu_button: z.unknown() });

function other(schema: z.ZodObject, run: Method['run']): Method {
  return { kind: 'other', schema, run };
}

function send(schema: z.ZodObject, run: Method['run']): Method {
  return { kind: 'send', schema, run };
}

function edit(schema: z.ZodObject, run: Method['run']): Method {
  return { kind: 'edit', schema, run };
}

/** By lower-case name, since Telegram does not mind the case of a method. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    getMe: other(nothing, chats.getMe),
    getUpdates: other(updatesSchema, getUpdates),
    sendMessage: send(sends.messageSchema, sends.sendMessage),
    sendPhoto: send(sends.photoSchema, sends.sendPhoto),
    sendDocument: send(sends.documentSchema, sends.sendDocument),
    getFile: other(files.fileSchema, files.getFile),
    sendChatAction: other(sends.actionSchema, sends.sendChatAction),
    editMessageText: edit(edits.editTextSchema, edits.editMessageText),
    editMessageCaption: edit(edits.editCaptionSchema, edits.editMessageCaption),
    editMessageMedia: edit(edits.editMediaSchema, edits.editMessageMedia),
    editMessageReplyMarkup: edit(edits.editMarkupSchema, edits.editMessageReplyMarkup),
    deleteMessage: other(edits.deleteSchema, edits.deleteMessage),
    deleteEphemeralMessage: other(edits.deleteEphemeralSchema, edits.deleteEphemeralMessage),
    answerCallbackQuery: other(profile.toastSchema, profile.answerCallbackQuery),
    setMyCommands: other(profile.commandsSchema, profile.setMyCommands),
    deleteMyCommands: other(profile.menuSchema, profile.deleteMyCommands),
    getMyCommands: other(profile.menuSchema, profile.getMyCommands),
    setMyName: other(profile.nameSchema, profile.setAbout),
    setMyDescription: other(profile.descriptionSchema, profile.setAbout),
    setMyShortDescription: other(profile.shortSchema, profile.setAbout),
    setChatMenuButton: other(buttonSchema, () => true),
    getChatMenuButton: other(whichChat, () => ({ type: 'commands' })),
    getChat: other(chats.chatSchema, chats.getChat),
    getChatMember: other(chats.memberSchema, chats.getChatMember),
    getChatAdministrators: other(chats.chatSchema, chats.getChatAdministrators),
    getChatMemberCount: other(chats.chatSchema, chats.getChatMemberCount),
    leaveChat: other(chats.chatSchema, chats.leaveChat),
    deleteWebhook: other(dropping, profile.deleteWebhook),
    getWebhookInfo: other(nothing, profile.getWebhookInfo),
  }).map(([name, method]) => [name.toLowerCase(), method]),
);
