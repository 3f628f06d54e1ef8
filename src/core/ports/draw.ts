import type { Picture } from '../picture.ts';

/** Draws a picture as PNG. Gives undefined when there is nothing to draw it from; may throw. */
export type Draw = (picture: Picture, signal: AbortSignal) => Promise<Uint8Array | undefined>;
