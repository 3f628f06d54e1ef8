import type { KeyObject } from 'node:crypto';
import { recoveryCode } from '../db/recovery-code.ts';

/**
 * Takes the recovery code out of what comes in, before it is written down: Telegram sends along the message whose button
 * was pressed, and people may answer with the whole of it. Its last group stays.
 */
export function hideCode(key: KeyObject): <T>(updates: T) => T {
  const groups = recoveryCode(key).split('-');
  const code = new RegExp(groups.join('[\\s–-]*'), 'gi');
  return (updates) => {
    const text = JSON.stringify(updates);
    code.lastIndex = 0;
    if (!code.test(text)) return updates;
    return JSON.parse(text.replaceAll(code, `…-${groups.at(-1) ?? ''}`)) as typeof updates;
  };
}
