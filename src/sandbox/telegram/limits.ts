/**
 * What the Bot API takes and what it refuses, as figures and as Telegram's own words. Lengths are UTF-16 code units
 * unless the name says bytes; a check returns the refusal's description, or undefined when all is well.
 */
export const LIMITS = {
  text: 4096,
  caption: 1024,
  entities: 100,
  callbackDataBytes: 64,
  toast: 200,
  copyText: 256,
  buttons: 100,
  buttonsPerRow: 8,
  placeholder: 64,
  commands: 100,
  commandName: 32,
  commandDescription: 256,
  botName: 64,
  botDescription: 512,
  botShortDescription: 120,
  photoBytes: 10 * 1024 * 1024,
  photoSides: 10_000,
  documentBytes: 50 * 1024 * 1024,
  downloadBytes: 20 * 1024 * 1024,
  quote: 1024,
  updates: 100,
};

export type ChatKind = 'private' | 'group' | 'supergroup' | 'channel';

export type InlineButton = {
  readonly text: string;
  readonly style?: string | undefined;
  readonly callback_data?: string | undefined;
  readonly url?: string | undefined;
  readonly copy_text?: { readonly text: string } | undefined;
  readonly web_app?: { readonly url: string } | undefined;
  readonly switch_inline_query?: string | undefined;
  readonly switch_inline_query_current_chat?: string | undefined;
};

export type InlineKeyboard = readonly (readonly InlineButton[])[];

export type CommandWords = { readonly command: string; readonly description: string };

export function textProblem(text: string): string | undefined {
  if (!isVisible(text)) return 'text must be non-empty';
  return text.length > LIMITS.text ? 'message is too long' : undefined;
}

export function captionProblem(caption: string): string | undefined {
  return caption.length > LIMITS.caption ? 'message caption is too long' : undefined;
}

export function toastProblem(text: string): string | undefined {
  return text.length > LIMITS.toast ? 'MESSAGE_TOO_LONG' : undefined;
}

export function placeholderProblem(placeholder: string | undefined): string | undefined {
  if (placeholder === undefined) return undefined;
  const fits = placeholder.length >= 1 && placeholder.length <= LIMITS.placeholder;
  return fits ? undefined : 'input field placeholder must be 1-64 characters long';
}

export function keyboardProblem(rows: InlineKeyboard, where: ChatKind): string | undefined {
  const buttons = rows.flat();
  if (buttons.length > LIMITS.buttons) return 'reply markup is too long';
  if (rows.some((row) => row.length > LIMITS.buttonsPerRow)) return 'reply markup is too long';
  for (const button of buttons) {
    const problem = buttonProblem(button, where);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

export function commandsProblem(commands: readonly CommandWords[]): string | undefined {
  if (commands.length > LIMITS.commands) return 'BOT_COMMANDS_TOO_MUCH';
  for (const { command, description } of commands) {
    if (!COMMAND_NAME.test(command)) return 'BOT_COMMAND_INVALID';
    const fits = description.length >= 1 && description.length <= LIMITS.commandDescription;
    if (!fits) return 'BOT_COMMAND_DESCRIPTION_INVALID';
  }
  return undefined;
}

/** Width and height are read from the file itself; undefined means that it is no picture at all. */
export function photoProblem(
  bytes: Uint8Array,
  size: { readonly width: number; readonly height: number } | undefined,
): string | undefined {
  if (bytes.length > LIMITS.photoBytes) return 'file is too big';
  if (!size) return 'IMAGE_PROCESS_FAILED';
  const { width, height } = size;
  const isThin = Math.max(width, height) > 20 * Math.min(width, height);
  return isThin || width + height > LIMITS.photoSides ? 'PHOTO_INVALID_DIMENSIONS' : undefined;
}

const COMMAND_NAME = /^[a-z0-9_]{1,32}$/;
const STYLES = ['danger', 'success', 'primary'];
// Spaces and invisible characters alone are no text for Telegram.
const NOTHING_TO_SEE = /^[\s\p{Cc}\p{Cf}]*$/u;

function isVisible(text: string): boolean {
  return !NOTHING_TO_SEE.test(text);
}

function buttonProblem(button: InlineButton, where: ChatKind): string | undefined {
  if (button.text.length === 0) return 'BUTTON_TEXT_INVALID';
  if (button.style !== undefined && !STYLES.includes(button.style)) return 'BUTTON_STYLE_INVALID';
  const actions = [
    button.callback_data,
    button.url,
    button.copy_text,
    button.web_app,
    button.switch_inline_query,
    button.switch_inline_query_current_chat,
  ].filter((action) => action !== undefined);
  if (actions.length === 0) return 'text buttons are unallowed in the inline keyboard';
  if (actions.length > 1) return 'BUTTON_TYPE_INVALID';
  return actionProblem(button, where);
}

function actionProblem(button: InlineButton, where: ChatKind): string | undefined {
  if (button.callback_data !== undefined) {
    const bytes = Buffer.byteLength(button.callback_data);
    return bytes < 1 || bytes > LIMITS.callbackDataBytes ? 'BUTTON_DATA_INVALID' : undefined;
  }
  if (button.copy_text) {
    const { length } = button.copy_text.text;
    return length < 1 || length > LIMITS.copyText ? 'BUTTON_COPY_TEXT_INVALID' : undefined;
  }
  if (button.web_app) {
    if (where !== 'private') return 'BUTTON_TYPE_INVALID';
    return isUrl(button.web_app.url, ['https:']) ? undefined : 'BUTTON_URL_INVALID';
  }
  if (button.url === undefined || isUrl(button.url, ['http:', 'https:', 'tg:'])) return undefined;
  return `inline keyboard button URL '${button.url}' is invalid: Unsupported URL protocol`;
}

function isUrl(url: string, protocols: readonly string[]): boolean {
  return URL.canParse(url) && protocols.includes(new URL(url).protocol);
}
