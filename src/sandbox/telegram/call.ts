import { z } from 'zod';
import { ApiError, tooMany } from './api-error.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { METHODS, type Method } from './methods.ts';
import { integer, type Params } from './params.ts';
import type { createRateGate } from './rate.ts';
import { findMessage, recordViolation } from './state.ts';
import type { World } from './world.ts';

export type ServerState = {
  readonly world: World;
  readonly ledger: Ledger | undefined;
  faults: Faults | undefined;
  rateGate: ReturnType<typeof createRateGate> | undefined;
  readonly calls: Map<string, number>;
  readonly struck: Map<string, number>;
  n: number;
};

export type ApiCall = { readonly method: string; readonly params: Params };

/** Runs one method. Refusals come back as values; what broke a limit is written down besides. */
export async function callMethod(
  server: ServerState,
  call: ApiCall,
  signal: AbortSignal,
): Promise<ApiError | { readonly result: unknown }> {
  const { state } = server.world;
  const method = METHODS.get(call.method.toLowerCase());
  state.acting = call.method;
  if (!method) {
    recordViolation(state, 'no such method');
    return new ApiError(404, 'Not Found: method not found');
  }
  const waitSeconds = rateWait(server, method, call.params);
  if (waitSeconds !== undefined) return tooMany(waitSeconds);
  noteUnknown(server, method, call);
  try {
    const result: unknown = await method.run(state, call.params, signal);
    writeDown(server, { ...call, kind: method.kind }, result);
    return { result };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    state.acting = call.method;
    if (error.isViolation) recordViolation(state, error.message);
    return error;
  }
}

const ALWAYS_KNOWN = ['business_connection_id', 'direct_messages_topic_id', 'allow_paid_broadcast'];

const sentSchema = z.looseObject({
  message_id: z.int(),
  ephemeral_message_id: z.int().optional(),
  chat: z.looseObject({ id: z.number() }),
});

function rateWait(server: ServerState, method: Method, params: Params): number | undefined {
  if (method.kind === 'other' || !server.rateGate) return undefined;
  const chatId = integer.safeParse(params.values['chat_id']).data;
  const chat = chatId === undefined ? undefined : server.world.state.chats.get(chatId);
  return chat && server.rateGate(chat);
}

function noteUnknown(server: ServerState, method: Method, { params }: ApiCall): void {
  const known = new Set([...Object.keys(method.schema.shape), ...ALWAYS_KNOWN]);
  for (const name of Object.keys(params.values)) {
    if (known.has(name)) continue;
    recordViolation(server.world.state, `unknown parameter "${name}", which Telegram ignores`);
  }
}

function writeDown(
  server: ServerState,
  { method, kind }: ApiCall & Pick<Method, 'kind'>,
  result: unknown,
): void {
  if (kind === 'other' || !server.ledger) return;
  const sent = sentSchema.parse(result);
  const id = sent.ephemeral_message_id ?? sent.message_id;
  const message = findMessage(server.world.state, sent.chat.id, id);
  const actions = message?.buttons.flat().map(({ action }) => action) ?? [];
  server.ledger.append({
    at: Date.now(),
    method,
    chat: sent.chat.id,
    message: id,
    text: message?.text ?? '',
    data: actions.flatMap((action) => (action.kind === 'callback' ? [action.data] : [])),
  });
}
