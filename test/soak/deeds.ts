import { findCommand } from '../../src/bot/commands.ts';
import type { Db } from '../../src/db/open.ts';

/** One thing that a person asks for. `mark` is in no other. */
export type Deed = {
  readonly user: number;
  readonly chat: number;
  readonly text: string;
  readonly kind: DeedKind;
  readonly mark: number;
};

type DeedKind = {
  readonly command: string;
  readonly where: readonly ('private' | 'group')[];
  say(mark: number): string;
  /** Counts the effects of all deeds about one subject in one chat; absent for what has none but its answer. */
  readonly count?: string;
  about(mark: number): string;
};

/** Watched in every chat from the first, for whatever needs something to be there. */
export const WATCHED = 'NVDA';

/** Each leaves something that can be counted. A command that the program does not have is not asked for. */
const EVERY: readonly DeedKind[] = [
  {
    command: 'rule',
    where: ['private', 'group'],
    say: (mark) => `/rule! ${ticker(mark)} > ${1000 + mark}`,
    count: 'select count(*) from rule where chat_id = ? and ticker = ?',
    about: ticker,
  },
  {
    command: 'watch',
    where: ['private', 'group'],
    say: (mark) => `/watch ${ticker(mark)}`,
    count:
      "select count(*) from audit where action = 'watch' and subject = cast(? as integer) || '/' || ?",
    about: ticker,
  },
  {
    command: 'mute',
    where: ['private'],
    say: () => `/mute ${WATCHED} 2h`,
    count: 'select count(*) from mute where chat_id = ? and subject = ?',
    about: () => WATCHED,
  },
  {
    command: 'id',
    where: ['private', 'group'],
    say: () => '/id',
    about: String,
  },
];
// Saying /mute twice writes two rows, where the others notice that they have been: it finds what was done twice.
const KINDS = [...EVERY, ...EVERY.filter(({ command }) => command === 'mute')].filter(
  ({ command }) => findCommand(command) !== undefined,
);

/** Four letters for a number, so that every deed is about a ticker of its own. */
export function ticker(mark: number): string {
  const letters = [3, 2, 1, 0].map((place) => 65 + (Math.floor(mark / 26 ** place) % 26));
  return String.fromCodePoint(...letters);
}

export type Town = {
  readonly people: readonly number[];
  /** Group id and one who may speak there. */
  readonly groups: readonly (readonly [group: number, member: number])[];
};

/** Makes up what somebody asks for next. */
export function nextDeed({ people, groups }: Town, mark: number, random: () => number): Deed {
  const isInGroup = random() < 0.25;
  const fitting = KINDS.filter(({ where }) => where.includes(isInGroup ? 'group' : 'private'));
  const kind = pick(fitting, random);
  const person = pick(people, random);
  const [chat, user] = isInGroup ? pick(groups, random) : [person, person];
  return { user, chat, text: kind.say(mark), kind, mark };
}

/** Where the effects are not as many as the deeds, in words. */
export function wrongEffects(db: Db, deeds: readonly Deed[]): readonly string[] {
  const subjects = Map.groupBy(deeds, ({ kind, chat, mark }) =>
    [kind.command, chat, kind.about(mark)].join(' '),
  );
  return [...subjects.values()].flatMap((alike) => {
    const [first] = alike;
    const { count } = first?.kind ?? {};
    if (first === undefined || count === undefined) return [];
    const { kind, chat, mark, text } = first;
    const times = Number(db.sqlite.prepare(count).pluck().get(chat, kind.about(mark)));
    if (times === alike.length) return [];
    return [`“${text}” in chat ${chat}, said ${alike.length} times, took effect ${times} times`];
  });
}

/** How many deeds there were of each command. */
export function tally(deeds: readonly Deed[]): string {
  const counts = Map.groupBy(deeds, ({ kind }) => kind.command);
  return [...counts].map(([command, { length }]) => `${length} /${command}`).join(', ');
}

function pick<T>(list: readonly T[], random: () => number): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
}
