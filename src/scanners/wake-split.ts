import type { Split } from '../core/split.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Store } from '../db/store.ts';
import { rescaleRule } from '../rules/rescale.ts';
import { openWake } from '../rules/wake.ts';

/** Says what snoozes wait for anew for the shares after a split: otherwise the split alone would end them. */
export function refootWakes({ mutes }: Store, ticker: Ticker, split: Split): void {
  for (const mute of mutes.waking()) {
    const wake = openWake(mute.wake ?? '');
    if (wake?.ticker !== ticker || mute.createdAt >= split.at) continue;
    const rescaled = rescaleRule(wake.ready.rule, split);
    if (rescaled.kind === 'rescaled') mutes.setWake(mute.id, rescaled.rule.text);
  }
}
