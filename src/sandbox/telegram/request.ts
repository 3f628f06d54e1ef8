import type { IncomingMessage } from 'node:http';
import type { Params, Upload } from './params.ts';

const BODY_LIMIT_BYTES = 60 * 1024 * 1024;

/** Query string, JSON, urlencoded or multipart: Telegram takes a method's parameters from any of them. */
export async function readParams(request: IncomingMessage, url: URL): Promise<Params> {
  const query = Object.fromEntries(url.searchParams);
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  if (body.length === 0) return { values: query, files: new Map() };
  if (type.startsWith('application/json')) {
    return {
      values: { ...query, ...asRecord(JSON.parse(body.toString('utf8'))) },
      files: new Map(),
    };
  }
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': type },
  }).formData();
  const files = new Map<string, Upload>();
  const values: Record<string, unknown> = { ...query };
  for (const [name, value] of form) {
    if (typeof value === 'string') values[name] = value;
    else files.set(name, { name: value.name, bytes: await value.bytes() });
  }
  return { values, files };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > BODY_LIMIT_BYTES) throw new Error('request body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
