import { parseJson } from '../http/json.ts';

/** What a reply says; undefined when it is no JSON that can be believed. */
export function readJson(text: string): unknown {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}
