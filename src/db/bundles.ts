import { instant, type Instant } from '../core/time.ts';
import { chatId, type ChatId, type Place } from '../core/people.ts';
import type { Db } from './open.ts';

export type BundleKind = 'storm' | 'quiet' | 'card';

/** Alerts of one place that go out as one message, or wait together. */
export type Bundle = {
  readonly id: number;
  readonly place: Place;
  readonly kind: BundleKind;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
};

type Row = {
  id: number;
  chatId: number;
  thread: number | null;
  kind: BundleKind;
  openedAt: number;
  dueAt: number;
};

const COLUMNS = 'id, chat_id as chatId, thread, kind, opened_at as openedAt, due_at as dueAt';

export type BundleWish = {
  readonly place: Place;
  readonly kind: BundleKind;
  readonly dueAt: Instant;
  /** What is sealed takes nothing more: its message is written already. */
  readonly isSealed: boolean;
};

/** Bundles of alerts, and which of them are still being gathered. */
export function bundleStore({ sqlite }: Db) {
  const insert = sqlite.prepare<
    [number, number | null, string, string, number, number, number | null]
  >(
    `insert into bundle (chat_id, thread, kind, status, opened_at, due_at, sealed_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const byId = sqlite.prepare<[number], Row>(`select ${COLUMNS} from bundle where id = ?`);
  const ofPlace = sqlite.prepare<[number, number | null], Row>(
    `select ${COLUMNS} from bundle where chat_id = ? and thread is ? and status = 'open'`,
  );
  const ofChat = sqlite.prepare<[number], Row>(
    `select ${COLUMNS} from bundle where chat_id = ? and status = 'open'`,
  );
  const due = sqlite.prepare<[number], Row>(
    `select ${COLUMNS} from bundle where status = 'open' and due_at <= ? order by due_at, id`,
  );
  const next = sqlite.prepare<[], { at: number | null }>(
    "select min(due_at) as at from bundle where status = 'open'",
  );
  const lastDigest = sqlite.prepare<[number, number | null], { at: number }>(
    `select sealed_at as at from bundle
     where chat_id = ? and thread is ? and kind = 'storm' and status = 'sealed' order by id desc limit 1`,
  );
  const seal = sqlite.prepare<[number, number]>(
    "update bundle set status = 'sealed', sealed_at = ? where id = ? and status = 'open'",
  );
  const postpone = sqlite.prepare<[string, number, number]>(
    'update bundle set kind = ?, due_at = ? where id = ?',
  );

  function add({ place, kind, dueAt, isSealed }: BundleWish, now: Instant): number {
    const { chat, thread } = place;
    const status = isSealed ? 'sealed' : 'open';
    const sealedAt = isSealed ? now : null;
    const made = insert.run(chat, thread ?? null, kind, status, now, dueAt, sealedAt);
    return Number(made.lastInsertRowid);
  }

  const openIn = ({ chat, thread }: Place): readonly Bundle[] =>
    ofPlace.all(chat, thread ?? null).map(toBundle);

  return {
    add,
    /** What is being gathered for a place for that reason, begun when nothing is. @returns its id */
    join(wish: Omit<BundleWish, 'isSealed'>, now: Instant): number {
      const open = openIn(wish.place).find(({ kind }) => kind === wish.kind);
      return open?.id ?? add({ ...wish, isSealed: false }, now);
    },
    get(id: number): Bundle | undefined {
      const row = byId.get(id);
      return row && toBundle(row);
    },
    /** What is being gathered for a place. */
    open: openIn,
    /** The same in every place of a chat. */
    openIn: (chat: ChatId): readonly Bundle[] => ofChat.all(chat).map(toBundle),
    due: (now: Instant): readonly Bundle[] => due.all(now).map(toBundle),
    /** When the next one is due; undefined when nothing is being gathered. */
    nextDueAt(): Instant | undefined {
      const at = next.get()?.at;
      return at === null || at === undefined ? undefined : instant(at);
    },
    /** When the last digest of a storm of the place was written. */
    lastDigestAt({ chat, thread }: Place): Instant | undefined {
      const at = lastDigest.get(chat, thread ?? null)?.at;
      return at === undefined ? undefined : instant(at);
    },
    /** Nothing more joins it. @returns false when that was so already */
    seal: (id: number, now: Instant): boolean => seal.run(now, id).changes > 0,
    /** It waits on, for another reason. */
    postpone: (id: number, { kind, dueAt }: Pick<Bundle, 'kind' | 'dueAt'>): void =>
      void postpone.run(kind, dueAt, id),
  };
}

function toBundle({ id, chatId: chat, thread, kind, openedAt, dueAt }: Row): Bundle {
  return {
    id,
    place: { chat: chatId(chat), thread: thread ?? undefined },
    kind,
    openedAt: instant(openedAt),
    dueAt: instant(dueAt),
  };
}
