import { Hono } from 'hono';

import type { Exposition } from './exposition.ts';
import type { Facts } from './facts.ts';

/** `/metrics` in Prometheus' text format. `facts` is asked at each scrape. */
export function metricsRoutes(facts: () => Facts): Hono {
  const routes = new Hono();
  let exposition: Promise<Exposition> | undefined;
  routes.get('/metrics', async (c) => {
    // The library costs start time and memory, and many installations are never scraped.
    exposition ??= import('./exposition.ts').then(({ createExposition }) => createExposition());
    const { contentType, render } = await exposition;
    return c.body(await render(facts()), 200, { 'content-type': contentType });
  });
  return routes;
}
