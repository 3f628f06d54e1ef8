import type { AppDeps } from './deps.ts';
import { accessApp } from './access.ts';
import { claimApp } from './claim.ts';
import { commitApp } from './commit.ts';
import { installApp } from './install.ts';
import { placesApp } from './places.ts';

export type App = ReturnType<typeof createApp>;

/** Every use case, one family a line; bot and web share them. */
export function createApp(deps: AppDeps) {
  return {
    ...commitApp(deps),
    access: accessApp(deps),
    claim: claimApp(deps),
    install: installApp(deps),
    places: placesApp(deps),
  };
}
