/** What is kept of an update's message once nobody may read its words again: who, where and when. */
const KEPT = ['message_id', 'message_thread_id', 'is_topic_message', 'date', 'chat', 'from'];

/** Behind this command stands what gives access elsewhere; it may be an answered or edited message that holds it. */
const COMMAND = /\/(?:channels|accounts)/i;

/** Words that are no command, with an address, a token or something that long without a blank in them. */
const LIKE_A_SECRET = /"text":"(?!\/)[^"]*(?:https?:\/\/|token:|[\w-]{20,})/i;

/** Whether what somebody wrote in an update of Telegram's may give access to something. */
export function mayHoldSecret(json: string): boolean {
  return COMMAND.test(json) || LIKE_A_SECRET.test(json);
}

/** An update of Telegram's, as JSON, without what anybody wrote in it. */
export function withoutWords(json: string): string {
  const update: unknown = JSON.parse(json);
  if (!isRecord(update)) return '{}';
  const rest = Object.entries(update).map(([name, value]) => [
    name,
    isRecord(value) ? Object.fromEntries(KEPT.flatMap((key) => entryOf(value, key))) : value,
  ]);
  return JSON.stringify(Object.fromEntries(rest));
}

function entryOf(record: Record<string, unknown>, key: string): [string, unknown][] {
  return record[key] === undefined ? [] : [[key, record[key]]];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
