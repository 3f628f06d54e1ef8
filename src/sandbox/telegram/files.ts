import { badRequest, orViolation, violation } from './api-error.ts';
import { LIMITS, photoProblem } from './limits.ts';
import type { Params, Upload } from './params.ts';
import { pictureSize } from './picture-size.ts';
import type { WorldState } from './state.ts';

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

function store(state: WorldState, bytes: Uint8Array): string {
  const fileId = `AgACAgSandbox${String(state.nextSerial).padStart(8, '0')}`;
  state.nextSerial += 1;
  state.files.set(fileId, bytes);
  return fileId;
}
