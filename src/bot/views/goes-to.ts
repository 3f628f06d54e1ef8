import { html, type Html } from '../../core/html.ts';

/** Where a rule's alerts go; undefined when that is its own chat alone, as usual. */
export function goesToLine(places: readonly string[]): Html | undefined {
  return places.length === 0 ? undefined : html`Goes to: <b>${places.join(', ')}</b>.`;
}
