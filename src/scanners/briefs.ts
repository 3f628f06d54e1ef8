import { briefMarket, briefSlots, type BriefSlot } from '../core/brief-times.ts';
import type { Calendar } from '../core/calendar.ts';
import { formatDuration } from '../core/duration.ts';
import { errorText } from '../core/error.ts';
import type { Html } from '../core/html.ts';
import { button } from '../core/message.ts';
import type { ChatId } from '../core/people.ts';
import type { Chat } from '../core/records.ts';
import { HOUR_MS, type Clock, type Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';

export type BriefsDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly bootId: string;
  readonly defaultZone: string;
  /** A chat's briefing as it reads now; awaits the provider. */
  readonly briefText: (chat: ChatId) => Promise<Html | undefined>;
};

/** Later than that a briefing is no longer worth reading. */
const CATCH_UP_MS = 2 * HOUR_MS;

/** Sends each chat its briefings when they are due, each once; what is too late is written down and left out. */
export async function briefs(deps: BriefsDeps): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const chat of deps.store.chats.list()) {
    if (chat.status !== 'active') continue;
    try {
      await briefChat(deps, chat);
    } catch (error) {
      // One chat's trouble is not the others'; its turn comes again.
      failures.push(`chat ${chat.id}: ${errorText(error)}`);
    }
  }
  return failures;
}

async function briefChat(deps: BriefsDeps, chat: Chat): Promise<void> {
  for (const slot of dueOf(deps, chat)) {
    const lateMs = deps.clock() - slot.dueAt;
    const isInTime = lateMs < CATCH_UP_MS;
    const text = isInTime ? await deps.briefText(chat.id) : undefined;
    settle(deps, { chat, slot, text, lateMs });
  }
}

/** Briefings of the last day that have not had their turn. */
function dueOf({ store, calendar, clock, defaultZone }: BriefsDeps, chat: Chat) {
  const plan = store.chats.policy(chat.id).brief;
  if (plan === undefined) return [];
  const markets = store.watches
    .ofChat(chat.id)
    .flatMap((ticker) => store.quotes.get(ticker)?.quote?.instrument.market ?? []);
  const where = { calendar, market: briefMarket(markets), zone: chat.zone ?? defaultZone };
  return briefSlots(plan, where, clock()).filter(
    (slot) => !store.jobs.has(jobOf(chat, slot), slot.dueAt),
  );
}

type Settling = {
  readonly chat: Chat;
  readonly slot: BriefSlot;
  /** Undefined when it is too late for it. */
  readonly text: Html | undefined;
  readonly lateMs: number;
};

/** The message and that it had its turn are one transaction. */
function settle({ store, outbox, clock, bootId }: BriefsDeps, settling: Settling): void {
  const { chat, slot, text, lateMs } = settling;
  const now: Instant = clock();
  store.transact(() => {
    const job = jobOf(chat, slot);
    if (!store.jobs.open(job, slot.dueAt, { id: bootId, now })) return;
    if (text === undefined) {
      const note = `${formatDuration(lateMs)} late`;
      return store.jobs.close(job, slot.dueAt, { status: 'skipped', note, now });
    }
    const place = { chat: chat.id, thread: undefined };
    const message = { text, buttons: [[button('🔄 Refresh', 'brief', {})]] };
    outbox.notice(`brief/${chat.id}/${slot.date}/${slot.kind}`, { place, message }, now);
    store.meta.set(`brief/${chat.id}`, String(now));
    store.jobs.close(job, slot.dueAt, { status: 'done', now });
  });
}

function jobOf({ id }: Chat, { kind }: BriefSlot): string {
  return `brief/${id}/${kind}`;
}
