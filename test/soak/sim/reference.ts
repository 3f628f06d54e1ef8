/**
 * What rules and mutes should come to, worked out from prices and time alone. It shares no line with the program and
 * knows nothing of databases, messages or crashes.
 */

export type RefRule = {
  readonly id: number;
  readonly home: number;
  readonly code: string;
  readonly ticker: string;
  /** In percent against a close of 100, instead of as a price. */
  readonly isMove: boolean;
  readonly isUp: boolean;
  readonly bound: number;
  /** Rings as long as it holds, again after each cooldown. */
  readonly isLevel: boolean;
  readonly isOnce: boolean;
  readonly cooldownMs: number;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
};

export type RefMute = {
  readonly id: number;
  readonly home: number;
  readonly scope: 'rule' | 'ticker' | 'type' | 'chat';
  readonly subject: string;
  readonly verb: 'mute' | 'snooze';
  readonly coversCritical: boolean;
  readonly from: number;
  readonly until: number;
  /** When it was ended by hand. */
  endedAt: number;
};

export type Expected = {
  readonly rule: RefRule;
  readonly seq: number;
  readonly fate: 'rings' | 'cools' | 'mute' | 'snooze';
};

type Seen = {
  readonly ticker: string;
  readonly price: number;
  readonly now: number;
  readonly isLost: (home: number) => boolean;
};

type Standing = {
  holds: 'unseen' | 'yes' | 'no';
  seq: number;
  rangAt: number;
  ackedAt: number;
};

const DAY = 86_400_000;

export class Reference {
  readonly mutes: RefMute[] = [];
  readonly #rules = new Map<number, RefRule>();
  readonly #standing = new Map<number, Standing>();

  /** A rule is made, or has other words. */
  put(rule: RefRule): void {
    this.#rules.set(rule.id, rule);
    this.#standing.set(rule.id, { holds: 'unseen', seq: 0, rangAt: -DAY, ackedAt: -2 * DAY });
  }

  drop(id: number): void {
    this.#rules.delete(id);
  }

  /** Somebody has taken note of what a rule rang for. */
  ack(id: number, seq: number, now: number): void {
    const at = this.#standing.get(id);
    if (at?.seq === seq && at.ackedAt < -DAY) at.ackedAt = now;
  }

  /** A price becomes known. `isLost`: homes that nothing can be said in, whose rules rest. */
  see({ ticker, price, now, isLost }: Seen): Expected[] {
    const found: Expected[] = [];
    for (const rule of this.#rules.values()) {
      const at = this.#standing.get(rule.id);
      if (at === undefined || rule.ticker !== ticker || isLost(rule.home)) continue;
      const fate = this.#judge(rule, at, { price, now });
      if (fate === undefined) continue;
      at.seq++;
      at.ackedAt = -2 * DAY;
      if (fate === 'rings') at.rangAt = now;
      if (fate === 'rings' && rule.isOnce) this.#rules.delete(rule.id);
      found.push({ rule, seq: at.seq, fate });
    }
    return found;
  }

  #judge(rule: RefRule, at: Standing, seen: { price: number; now: number }) {
    const { now } = seen;
    const value = (rule.isMove ? seen.price - 100 : seen.price) * (rule.isUp ? 1 : -1);
    const bound = rule.bound * (rule.isUp ? 1 : -1);
    const isBeyond = value > bound;
    const isCooling = now - at.rangAt < rule.cooldownMs;
    const silence = this.muting(rule, now)?.verb;
    const was = at.holds;
    if (was === 'yes') {
      if (value <= bound - 0.5) at.holds = 'no';
      else if (isBeyond && rule.isLevel && !isCooling && !silence && now - at.ackedAt >= DAY)
        return 'rings';
      return undefined;
    }
    at.holds = isBeyond ? 'yes' : 'no';
    if (!isBeyond || (was === 'unseen' && !rule.isLevel)) return undefined;
    return isCooling ? 'cools' : (silence ?? 'rings');
  }

  /** What keeps a rule quiet at a moment. */
  muting(rule: RefRule, now: number): RefMute | undefined {
    return this.mutes.find(
      (mute) => now < Math.min(mute.until, mute.endedAt) && covers(mute, rule),
    );
  }

  /** Whether anything kept it quiet at any time between two moments. */
  wasMuted(rule: RefRule, from: number, to: number): boolean {
    return this.mutes.some(
      (one) => covers(one, rule) && one.from <= to && Math.min(one.until, one.endedAt) >= from,
    );
  }
}

function covers(mute: RefMute, rule: RefRule): boolean {
  if (mute.home !== rule.home || (rule.severity === 'critical' && !mute.coversCritical))
    return false;
  const named = { rule: rule.code, ticker: rule.ticker, type: 'price', chat: '' }[mute.scope];
  return named === mute.subject;
}
