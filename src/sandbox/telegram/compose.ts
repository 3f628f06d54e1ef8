import type { z } from 'zod';
import { orViolation, violation } from './api-error.ts';
import { parseHtml, type FormattedText, type TextEntity } from './html-entities.ts';
import {
  captionProblem,
  keyboardProblem,
  LIMITS,
  placeholderProblem,
  textProblem,
  type ChatKind,
  type InlineButton,
  type InlineKeyboard,
} from './limits.ts';
import { cleaned, escaped } from './message-text.ts';
import type { anyMarkup } from './params.ts';
import { recordViolation, type WorldButton, type WorldMessage, type WorldState } from './state.ts';

type TextWish = {
  readonly text: string;
  readonly parse_mode?: string | undefined;
  readonly entities?: readonly TextEntity[] | undefined;
};

export type Words = Pick<WorldMessage, 'text' | 'html' | 'entities'>;

export type Markup = Pick<WorldMessage, 'keyboard' | 'buttons' | 'prompt' | 'replyKeyboard'>;

/** A message's text as Telegram would store it; breaking a limit throws its refusal. */
export function messageText(state: WorldState, wish: TextWish): Words {
  if (wish.text === '') throw violation('message text is empty');
  const words = formatted(state, wish);
  orViolation(textProblem(words.text));
  return words;
}

export function caption(state: WorldState, wish: TextWish): Words {
  if (wish.text === '') return { text: '', html: '', entities: [] };
  const words = formatted(state, wish);
  orViolation(captionProblem(words.text));
  return words;
}

export function markup(wish: z.output<typeof anyMarkup> | undefined, where: ChatKind): Markup {
  if (!wish || 'remove_keyboard' in wish) return inline([]);
  if (isInline(wish)) {
    const rows = wish.inline_keyboard.filter((row) => row.length > 0);
    orViolation(keyboardProblem(rows, where));
    return inline(rows);
  }
  const placeholder = wish.input_field_placeholder;
  orViolation(placeholderProblem(placeholder));
  if (isKeyboard(wish)) {
    const label = (key: string | { text: string }) => (typeof key === 'string' ? key : key.text);
    return { ...inline([]), replyKeyboard: wish.keyboard.map((row) => row.map(label)) };
  }
  const prompt = { selective: wish.selective === true };
  return {
    ...inline([]),
    prompt: placeholder === undefined ? prompt : { ...prompt, placeholder },
  };
}

export function inline(keyboard: InlineKeyboard): Markup {
  return { keyboard, buttons: keyboard.map((row) => row.map(worldButton)) };
}

type AnyMarkup = z.output<typeof anyMarkup>;
type InlineWish = Extract<AnyMarkup, { inline_keyboard: unknown }>;
type KeyboardWish = Extract<AnyMarkup, { keyboard: unknown }>;

function isInline(wish: AnyMarkup): wish is InlineWish {
  return 'inline_keyboard' in wish;
}

function isKeyboard(wish: AnyMarkup): wish is KeyboardWish {
  return 'keyboard' in wish;
}

function formatted(state: WorldState, wish: TextWish): Words {
  if (wish.parse_mode !== undefined && wish.parse_mode.toLowerCase() !== 'html') {
    throw violation(`parse mode ${wish.parse_mode} is not spoken here, only HTML`);
  }
  const source = wish.parse_mode === undefined ? asGiven(wish) : asHtml(state, wish.text);
  const kept = cleaned(source);
  if (kept.entities.length > LIMITS.entities) {
    recordViolation(state, `${kept.entities.length} entities, of which Telegram keeps 100`);
  }
  const html = wish.parse_mode === undefined ? escaped(wish.text) : wish.text;
  return { ...kept, html };
}

function asHtml(state: WorldState, source: string): FormattedText {
  const read = parseHtml(source);
  if (read.kind === 'refused') throw violation(`can't parse entities: ${read.why}`);
  for (const remark of read.remarks) recordViolation(state, `HTML: ${remark}: ${short(source)}`);
  return read;
}

function asGiven({ text, entities = [] }: TextWish): FormattedText {
  const beyond = entities.find(({ offset, length }) => offset + length > text.length);
  if (beyond) throw violation(`can't parse entities: ${beyond.type} ends beyond the text`);
  return { text, entities };
}

function worldButton(button: InlineButton): WorldButton {
  const style = button.style === undefined ? {} : { style: button.style };
  return { text: button.text, ...style, action: actionOf(button) };
}

function actionOf(button: InlineButton): WorldButton['action'] {
  if (button.callback_data !== undefined) return { kind: 'callback', data: button.callback_data };
  if (button.url !== undefined) return { kind: 'url', url: button.url };
  if (button.copy_text) return { kind: 'copy', text: button.copy_text.text };
  if (button.web_app) return { kind: 'web-app', url: button.web_app.url };
  return { kind: 'other' };
}

function short(source: string): string {
  return source.length > 120 ? `${source.slice(0, 120)}…` : source;
}
