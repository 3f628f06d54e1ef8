import { badRequest, orViolation, violation } from './api-error.ts';
import { LIMITS, photoProblem } from './limits.ts';
import type { Params, Upload } from './params.ts';
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

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
// Start-of-frame markers; C4, C8 and CC in that range mean tables and extensions.
const FRAMES = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

type Size = { readonly width: number; readonly height: number };

/** Pixels of a PNG or JPEG, read from its header. */
function pictureSize(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && PNG.every((byte, i) => bytes[i] === byte)) {
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegSize(view) : undefined;
}

function jpegSize(view: DataView): Size | undefined {
  let at = 2;
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    if (FRAMES.includes(view.getUint8(at + 1))) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function store(state: WorldState, bytes: Uint8Array): string {
  const fileId = `AgACAgSandbox${String(state.nextSerial).padStart(8, '0')}`;
  state.nextSerial += 1;
  state.files.set(fileId, bytes);
  return fileId;
}
