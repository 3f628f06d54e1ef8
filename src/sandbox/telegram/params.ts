import { z } from 'zod';
import { violation } from './api-error.ts';

export type Upload = { readonly name: string; readonly bytes: Uint8Array };

/** What one request carried. Form fields are strings, JSON bodies are typed; the schemas below take both. */
export type Params = {
  readonly values: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Upload>;
};

export const integer = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value),
  z.int(),
);

export const flag = z.preprocess((value) => {
  if (value === 'true' || value === 'True' || value === '1' || value === 1) return true;
  return value === 'false' || value === 'False' || value === '0' || value === 0 ? false : value;
}, z.boolean());

export function json<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (typeof value === 'string' ? parsed(value) : value), schema);
}

const entity = z.looseObject({ type: z.string(), offset: z.int().min(0), length: z.int().min(1) });

const button = z.looseObject({
  text: z.string(),
  style: z.string().optional(),
  callback_data: z.string().optional(),
  url: z.string().optional(),
  copy_text: z.looseObject({ text: z.string() }).optional(),
  web_app: z.looseObject({ url: z.string() }).optional(),
  switch_inline_query: z.string().optional(),
  switch_inline_query_current_chat: z.string().optional(),
});

export const inlineMarkup = z.looseObject({ inline_keyboard: z.array(z.array(button)) });

const keyButton = z.union([z.string(), z.looseObject({ text: z.string() })]);

export const anyMarkup = z.union([
  inlineMarkup,
  z.looseObject({
    keyboard: z.array(z.array(keyButton)),
    input_field_placeholder: z.string().optional(),
  }),
  z.looseObject({ remove_keyboard: z.literal(true) }),
  z.looseObject({
    force_reply: z.literal(true),
    input_field_placeholder: z.string().optional(),
    selective: z.boolean().optional(),
  }),
]);

const replyParameters = z.looseObject({
  message_id: z.int().optional(),
  allow_sending_without_reply: z.boolean().optional(),
  quote: z.string().optional(),
});

export const textFields = {
  parse_mode: z.string().optional(),
  entities: json(z.array(entity)).optional(),
};

export const captionFields = {
  caption: z.string().optional(),
  parse_mode: z.string().optional(),
  caption_entities: json(z.array(entity)).optional(),
};

export const whereFields = {
  chat_id: z.union([integer, z.string()]),
  message_thread_id: integer.optional(),
};

export const sendFields = {
  ...whereFields,
  disable_notification: flag.optional(),
  protect_content: flag.optional(),
  message_effect_id: z.string().optional(),
  reply_parameters: json(replyParameters).optional(),
  reply_markup: json(anyMarkup).optional(),
  ephemeral_message_parameters: json(
    z.looseObject({ receiver_user_id: z.int(), callback_query_id: z.string().optional() }),
  ).optional(),
};

/** Reads a method's parameters or throws the 400 that Telegram would give. */
export function read<T extends z.ZodType>(schema: T, params: Params): z.output<T> {
  const result = schema.safeParse(params.values);
  if (result.success) return result.data;
  const field = String(result.error.issues[0]?.path[0] ?? 'parameters');
  if (params.values[field] === undefined) throw violation(missing(field));
  throw violation(`can't parse ${field}: ${result.error.issues[0]?.message ?? ''}`);
}

function missing(field: string): string {
  return field === 'text' ? 'message text is empty' : `${field} is empty`;
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
