/** What a button carries over the wire: a format, a verb and a token; at most 64 bytes, and no authority. */
export function encodeCallback(verb: string, token: string): string {
  return `a1:${verb}:${token}`;
}

const CALLBACK = /^a1:([a-z][a-z-]{0,15}):([A-Za-z0-9_-]{8,40})$/;

/** @returns undefined for anything that is not ours, or not of this format */
export function decodeCallback(data: string): { verb: string; token: string } | undefined {
  const [, verb, token] = CALLBACK.exec(data) ?? [];
  return verb === undefined || token === undefined ? undefined : { verb, token };
}
