import { z } from 'zod';
import { badRequest, orViolation, violation } from './api-error.ts';
import { LIMITS, photoProblem } from './limits.ts';
import { read, type Params, type Upload } from './params.ts';
import { pictureSize } from './picture-size.ts';
import type { WorldState } from './state.ts';
import type { Json } from './wire-shapes.ts';

export type StoredFile = { readonly fileId: string; readonly upload: Upload };

/** Uploaded under this field, attached by `attach://name`, or known already by its file id. */
function takeFile(state: WorldState, params: Params, field: string): StoredFile {
  const given = params.values[field];
  const direct = params.files.get(field);
  const attached =
    typeof given === 'string' && given.startsWith('attach://')
      ? params.files.get(given.slice('attach://'.length))
      : undefined;
  const upload = direct ?? attached;
  if (upload) return { fileId: store(state, upload.bytes), upload };
  if (typeof given !== 'string' || given === '')
    throw violation(`there is no ${field} in the request`);
  if (/^https?:/.test(given)) throw badRequest('failed to get HTTP URL content');
  const bytes = state.files.get(given);
  if (!bytes) throw violation('wrong file identifier/HTTP URL specified');
  return { fileId: given, upload: { name: given, bytes } };
}

export const fileSchema = z.looseObject({ file_id: z.string() });

/** Where a file can be fetched from, by those who know the token. */
export function getFile(state: WorldState, params: Params): Json {
  const { file_id: id } = read(fileSchema, params);
  const bytes = state.files.get(id);
  if (!bytes) throw badRequest('invalid file_id');
  if (bytes.length > LIMITS.downloadBytes) throw badRequest('file is too big');
  return {
    file_id: id,
    file_unique_id: `u${id}`,
    file_size: bytes.length,
    file_path: `documents/${id}`,
  };
}

/** The bytes behind a path that `getFile` gave. */
export function fileAt(state: WorldState, path: string): Uint8Array | undefined {
  return state.files.get(path.replace(/^documents\//, ''));
}

export function takePhoto(state: WorldState, params: Params, field: string): StoredFile {
  const photo = takeFile(state, params, field);
  orViolation(photoProblem(photo.upload.bytes, pictureSize(photo.upload.bytes)));
  return photo;
}

export function takeDocument(state: WorldState, params: Params, field: string): StoredFile {
  const document = takeFile(state, params, field);
  if (document.upload.bytes.length === 0) throw violation('file must be non-empty');
  if (document.upload.bytes.length > LIMITS.documentBytes) throw violation('file is too big');
  return document;
}

/** What Telegram would keep, under a file id. */
export function store(state: WorldState, bytes: Uint8Array): string {
  const fileId = `AgACAgSandbox${String(state.nextSerial).padStart(8, '0')}`;
  state.nextSerial += 1;
  state.files.set(fileId, bytes);
  return fileId;
}
