import { patienceMs } from '../core/delivery.ts';
import { plainText } from '../core/html.ts';
import type { Message } from '../core/message.ts';
import { chatId, type Actor } from '../core/people.ts';
import type { Restored } from '../db/amnesia.ts';
import type { HeldMessage } from '../db/held.ts';
import type { AppDeps } from './deps.ts';

type Needs = Pick<AppDeps, 'store' | 'outbox' | 'clock' | 'defaultZone'>;

/** A restore about which something is still to be decided. */
export type OpenRecovery = Restored & {
  /** Messages that wait for a decision. */
  readonly waiting: number;
};

export type HeldLine = Omit<HeldMessage, 'content'> & {
  /** What it says, in short. */
  readonly text: string;
};

type Reader = { readonly zone: string; readonly waiting: number };

const PER_PAGE = 6;

/** What a restore has left in doubt: nothing of it goes out by itself. */
export function recoveryApp(deps: Needs) {
  const { store } = deps;
  const { held } = store;
  return {
    open: () => openRecovery(store),
    page(wanted: number): { lines: readonly HeldLine[]; page: number; of: number } {
      const of = Math.max(1, Math.ceil(held.count() / PER_PAGE));
      const page = Math.min(Math.max(0, wanted), of - 1);
      return { lines: held.page(PER_PAGE, page * PER_PAGE).map((row) => lineOf(row)), page, of };
    },
    /** Sends what waits, labelled as repeats; one, or all without `id`. @returns how many */
    send: (by: Actor, id?: number): number => decide(deps, by, { id, verb: 'send' }),
    /** Lets what waits go unsent. @returns how many */
    drop: (by: Actor, id?: number): number => decide(deps, by, { id, verb: 'drop' }),
    /** Puts the restore before every owner. */
    tell(restored: Restored, messageFor: (to: Reader) => Message): void {
      for (const owner of store.people.owners()) {
        const chat = chatId(owner.id);
        const known = store.chats.get(chat);
        if (known?.status !== 'active') continue;
        const message = messageFor({ zone: known.zone ?? deps.defaultZone, waiting: held.count() });
        const to = { place: { chat, thread: undefined }, message };
        deps.outbox.notice(`restored/${restored.noticedAt}/${owner.id}`, to, deps.clock());
      }
    },
    /** The time zone of a chat. */
    zoneOf: (by: Actor): string => store.chats.get(by.place.chat)?.zone ?? deps.defaultZone,
  };

  function lineOf({ content, ...row }: HeldMessage): HeldLine {
    if (content === undefined) return { ...row, text: row.alert ?? '' };
    const { text } = JSON.parse(content) as Pick<Message, 'text'>;
    return { ...row, text: plainText(text) };
  }
}

/** Undefined when there was no restore, or all about it is decided. */
export function openRecovery({ held }: Needs['store']): OpenRecovery | undefined {
  const recovery = held.recovery();
  return recovery && { ...recovery, waiting: held.count() };
}

type Decision = { readonly id: number | undefined; readonly verb: 'send' | 'drop' };

function decide(deps: Needs, by: Actor, { id, verb }: Decision): number {
  const { store, outbox, clock } = deps;
  const now = clock();
  const wanted = (id === undefined ? store.held.ids() : [id]).flatMap(
    (one) => store.held.get(one) ?? [],
  );
  const done = wanted.filter((one) =>
    verb === 'drop'
      ? store.held.drop(one.id)
      : store.held.release(one.id, now, patienceMs(one.kind, one.severity)),
  );
  if (done.length === 0) return 0;
  store.held.settle();
  const subject = `${done.length} messages`;
  store.audit.add({ user: by.user, action: `restore-${verb}`, subject }, now);
  if (store.held.count() === 0) store.held.end();
  if (verb === 'send') outbox.wake();
  return done.length;
}
