import type { Picture } from '../core/picture.ts';
import type { AppDeps } from './deps.ts';

/** Pictures as PNG, drawn from what is kept at the moment they are sent. */
export function picturesApp(_deps: Pick<AppDeps, 'store'>) {
  return {
    /** @returns undefined when there is nothing to draw it from */
    draw: (picture: Picture): Promise<Uint8Array | undefined> =>
      Promise.reject(new Error(`a picture of kind ${picture.kind} cannot be drawn`)),
  };
}
