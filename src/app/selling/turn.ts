import type { Instant } from '../../core/time.ts';
import type { SellingDeps } from './deps.ts';

/** Takes every decision one step on. */
export async function turn(_deps: SellingDeps, _now: Instant): Promise<readonly string[]> {
  await Promise.resolve();
  return [];
}
