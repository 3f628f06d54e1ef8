import type { App } from '../app/app.ts';
import type { Html } from '../core/html.ts';
import type { Actor } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import { haltBanner } from './views/selling-words.ts';

/** Said above whatever speaks of the state of things while somebody has halted selling; undefined while nobody has. */
export function haltedText(
  app: App,
  { actor, now }: { readonly actor: Actor; readonly now: Instant },
): Html | undefined {
  const state = app.selling.state();
  if (state.halt === undefined) return undefined;
  const by = app.access.known(state.halt.by, state.halt.by).person?.name;
  return haltBanner(state, by, { now, zone: app.settings.zoneOf(actor.place.chat) });
}
