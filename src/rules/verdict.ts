import type { Verdict } from '../core/alert.ts';

/** Kleene's strong logic of three values: an answer stands only when no unknown could change it. */
export function not(verdict: Verdict): Verdict {
  if (verdict === 'unknown') return 'unknown';
  return verdict === 'true' ? 'false' : 'true';
}

export function and(...verdicts: readonly Verdict[]): Verdict {
  return atLeast(verdicts.length, verdicts);
}

export function or(...verdicts: readonly Verdict[]): Verdict {
  return atLeast(1, verdicts);
}

/** Whether `count` of them are true, as far as that can be known. */
export function atLeast(count: number, verdicts: readonly Verdict[]): Verdict {
  let sure = 0;
  let open = 0;
  for (const verdict of verdicts) {
    if (verdict === 'true') sure++;
    else if (verdict === 'unknown') open++;
  }
  if (sure >= count) return 'true';
  return sure + open < count ? 'false' : 'unknown';
}

/** Brings a plain fact into the three values. */
export function known(fact: boolean): Verdict {
  return fact ? 'true' : 'false';
}
