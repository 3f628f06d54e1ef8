import type { ChatId, UserId } from './people.ts';
import type { Instant } from './time.ts';

export type MuteScope = 'rule' | 'ticker' | 'type' | 'chat';

/** Silence that somebody asked for in a chat; what it covers is still judged and written down. */
export type Mute = {
  readonly id: number;
  readonly chat: ChatId;
  readonly verb: 'mute' | 'snooze';
  readonly scope: MuteScope;
  /** Rule code, ticker or alert type; empty for the whole chat. */
  readonly subject: string;
  /** Undefined until it is ended by hand. */
  readonly until: Instant | undefined;
  /** A condition that ends it, as a rule would say it: `NVDA < 140`. */
  readonly wake?: string | undefined;
  readonly coversCritical: boolean;
  readonly createdBy: UserId;
  readonly createdAt: Instant;
};
