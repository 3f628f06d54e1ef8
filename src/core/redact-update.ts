/** What is kept of an update's message once nobody may read its words again: who, where and when. */
const KEPT = ['message_id', 'message_thread_id', 'is_topic_message', 'date', 'chat', 'from'];

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
