import type { Outcome } from '../core/alert.ts';
import { chatId } from '../core/people.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/time.ts';
import { classifyNetworkError } from '../http/network-error.ts';

/** Telegram's answer or the lack of one, as what it means for the message. Codes decide first, then the text. */
export function outcomeOf(error: unknown): Outcome {
  const code = codeOf(error);
  if (code === undefined) return networkOutcome(error);
  const text = describe(error);
  const lower = text.toLowerCase();
  const { retryAfterMs, movedTo } = parametersOf(error);
  if (code === 429)
    return { kind: 'retry', afterMs: retryAfterMs ?? SECOND_MS, counts: false, code: '429' };
  if (movedTo !== undefined) return { kind: 'moved', to: chatId(movedTo) };
  if (code >= 500 || lower.includes('immediately deleted'))
    return { kind: 'uncertain', code: String(code) };
  if (code === 401 || code === 404) {
    // The token is wrong or revoked, for every chat alike: nothing is lost by waiting until it is mended.
    return {
      kind: 'retry',
      afterMs: MINUTE_MS,
      counts: false,
      code: String(code),
      pausesChannel: true,
    };
  }
  const channelDead = isDead(code, lower);
  // Seen for a moment after a restore from backup, so it is believed the second time.
  const asksAgain = lower.includes('chat not found') && { asksAgainMs: HOUR_MS };
  return { kind: 'rejected', why: text, channelDead, ...asksAgain };
}

const DEAD = [
  'bot was blocked',
  'user is deactivated',
  'bot was kicked',
  'bot is not a member',
  'group chat was deleted',
  'chat not found',
  'not enough rights',
  'have no rights to send',
  'need administrator rights',
];

function isDead(code: number, text: string): boolean {
  return code === 403 || DEAD.some((phrase) => text.includes(phrase));
}

function networkOutcome(error: unknown): Outcome {
  const isCertain = classifyNetworkError(error) === 'not-sent';
  return isCertain
    ? { kind: 'retry', afterMs: undefined, counts: true, code: 'unreachable' }
    : { kind: 'uncertain', code: 'no answer' };
}

// grammY's errors are read by shape: the library itself stays within the bot.
type ApiFault = {
  readonly error_code?: unknown;
  readonly description?: unknown;
  readonly parameters?: { readonly retry_after?: unknown; readonly migrate_to_chat_id?: unknown };
};

function faultOf(error: unknown): ApiFault {
  return typeof error === 'object' && error !== null ? error : {};
}

/** The code of Telegram's refusal; undefined when it did not answer. */
export function codeOf(error: unknown): number | undefined {
  const { error_code: code } = faultOf(error);
  return typeof code === 'number' ? code : undefined;
}

/** The words of Telegram's refusal. */
export function describe(error: unknown): string {
  const { description } = faultOf(error);
  return typeof description === 'string' ? description : '';
}

function parametersOf(error: unknown) {
  const { parameters } = faultOf(error);
  const after = parameters?.retry_after;
  const moved = parameters?.migrate_to_chat_id;
  return {
    retryAfterMs: typeof after === 'number' ? after * SECOND_MS : undefined,
    movedTo: typeof moved === 'number' ? moved : undefined,
  };
}
