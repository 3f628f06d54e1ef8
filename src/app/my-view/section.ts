import type { Html } from '../../core/html.ts';
import type { UserId } from '../../core/people.ts';
import type { AlertRecord } from '../../core/records.ts';
import type { Instant } from '../../core/time.ts';
import type { FactsDeps } from '../rule-facts.ts';

/** Who looks at an alert for what it means to them. */
export type Looking = {
  readonly alert: AlertRecord;
  readonly user: UserId;
  readonly zone: string;
  readonly now: Instant;
};

/** One part of what an alert means to one person: what is theirs and nobody else's. Nothing to say is no lines. */
export type Section = (deps: FactsDeps, looking: Looking) => readonly Html[];
