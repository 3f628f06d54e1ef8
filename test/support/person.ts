import assert from 'node:assert/strict';
import type { SayOptions } from '../../src/sandbox/telegram/people.ts';
import type { PressResult } from '../../src/sandbox/telegram/presses.ts';
import type { WorldMessage } from '../../src/sandbox/telegram/state.ts';
import type { World } from '../../src/sandbox/telegram/world.ts';

/** What a person sees of one message of the bot. */
export type Heard = {
  readonly text: string;
  readonly html: string;
  /** Labels, row by row, in one list. */
  readonly buttons: readonly string[];
  /** The picture over the text, which is then its caption. */
  readonly photo: Uint8Array | undefined;
  readonly message: WorldMessage;
};

export type Reply = Heard & {
  /** Further messages that came right behind the first. */
  readonly more: readonly Heard[];
};

export type Pressing = {
  readonly answered: boolean;
  readonly toast: string | undefined;
  readonly alert: boolean;
  /** The message after the press, edited or not; undefined when the bot deleted it. */
  readonly message: Heard | undefined;
};

export type Where = { readonly in?: number; readonly withinMs?: number };

export type PressWhere = Where & {
  readonly on?: WorldMessage | Heard;
  /** Waits until the pressed message's text or a button's label matches: for edits that need work first. */
  readonly until?: RegExp;
};

export type Person = {
  readonly id: number;
  /** Writes and waits for the bot's answer there; by default in the private chat. */
  readonly sends: (text: string, where?: Where & SayOptions) => Promise<Reply>;
  /** Writes without waiting; returns the message id. */
  readonly says: (text: string, where?: { readonly in?: number } & SayOptions) => number;
  /** Presses by label or callback data, on the newest message that has such a button unless told which. */
  readonly presses: (label: string, where?: PressWhere) => Promise<Pressing>;
  /** Waits for a message of the bot that this matches; one that was shown by an earlier call is not taken again. */
  readonly hears: (pattern: RegExp, where?: Where) => Promise<Heard>;
  /** Asserts that the bot neither writes nor edits there for this long. */
  readonly quiet: (ms: number, where?: { readonly in?: number }) => Promise<void>;
};

export type PersonOptions = {
  readonly id: number;
  readonly name: string;
  readonly username?: string;
  readonly languageCode?: string;
  /** Real milliseconds before a wait fails. */
  readonly patienceMs?: number;
};

/** Puts somebody into the world and gives back their hands and eyes. */
export function person(world: World, options: PersonOptions): Person {
  const { id, name, username, languageCode } = options;
  world.addUser({
    id,
    firstName: name,
    ...(username === undefined ? {} : { username }),
    ...(languageCode === undefined ? {} : { languageCode }),
  });
  const self: Self = { world, id, patienceMs: options.patienceMs ?? 5_000, shown: new Map() };
  return {
    id,
    sends: async (text, where = {}) => sends(self, text, where),
    says: (text, { in: chat = id, ...how } = {}) => world.say(id, chat, text, how),
    presses: async (label, where = {}) => presses(self, label, where),
    hears: async (pattern, where = {}) => hears(self, pattern, where),
    quiet: async (ms, { in: chat = id } = {}) => quiet(self, chat, ms),
  };
}

type Self = {
  readonly world: World;
  readonly id: number;
  readonly patienceMs: number;
  /** Per chat, the newest message id that a call has handed out. */
  readonly shown: Map<number, number>;
};

// A bot that says two things says them back to back; this is how long the harness listens for the second.
const SETTLE_MS = 25;

async function sends(self: Self, text: string, where: Where & SayOptions): Promise<Reply> {
  const { in: chat = self.id, withinMs = self.patienceMs, ...how } = where;
  const said = self.world.say(self.id, chat, text, how);
  const ours = () => fromBot(self, chat).filter((message) => message.id > said);
  await until(self.world, () => ours().length > 0, {
    withinMs,
    complain: () => `no answer to "${text}" ${seen(self, chat, said)}`,
  });
  await settled(self.world);
  const [first, ...rest] = ours();
  assert(first, `the answer to "${text}" was deleted at once`);
  self.shown.set(chat, (rest.at(-1) ?? first).id);
  return { ...heard(first), more: rest.map(heard) };
}

async function hears(self: Self, pattern: RegExp, where: Where): Promise<Heard> {
  const { in: chat = self.id, withinMs = self.patienceMs } = where;
  const from = self.shown.get(chat) ?? 0;
  const match = () =>
    fromBot(self, chat).find((message) => message.id > from && pattern.test(message.text));
  await until(self.world, () => match() !== undefined, {
    withinMs,
    complain: () => `nothing matched ${String(pattern)} ${seen(self, chat, from)}`,
  });
  const found = match();
  assert(found);
  self.shown.set(chat, found.id);
  return heard(found);
}

async function presses(self: Self, label: string, where: PressWhere): Promise<Pressing> {
  const on = where.on && 'message' in where.on ? where.on.message : where.on;
  const chat = where.in ?? on?.chat ?? self.id;
  const target = on ?? fromBot(self, chat).findLast((message) => hasButton(message, label));
  assert(target, `no message with a button "${label}" ${seen(self, chat, 0)}`);
  const result: PressResult = await self.world.press(self.id, chat, target.id, label);
  const current = () => self.world.messages(chat).find(({ id }) => id === target.id);
  const { until: wanted, withinMs = self.patienceMs } = where;
  await until(self.world, () => !wanted || shows(current(), wanted), {
    withinMs,
    complain: () => `"${label}" did not lead to ${String(wanted)} ${seen(self, chat, 0)}`,
  });
  // The toast comes first by design; the edit follows it.
  await settled(self.world, 2 * SETTLE_MS);
  const after = current();
  return {
    answered: result.answered,
    toast: result.toast,
    alert: result.alert ?? false,
    message: after && heard(after),
  };
}

async function quiet(self: Self, chat: number, ms: number): Promise<void> {
  const heardMeanwhile: string[] = [];
  const stop = self.world.onChange((change) => {
    if (change.kind !== 'message' && change.kind !== 'edited') return;
    if (change.chat === chat && change.message.byBot) heardMeanwhile.push(change.message.text);
  });
  await new Promise((resolve) => setTimeout(resolve, ms));
  stop();
  assert.deepEqual(heardMeanwhile, [], `the bot was to keep quiet in ${chat}`);
}

type Patience = { readonly withinMs: number; readonly complain: () => string };

async function until(world: World, isTrue: () => boolean, patience: Patience): Promise<void> {
  if (isTrue()) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    reject(new Error(`within ${patience.withinMs} ms ${patience.complain()}`));
  }, patience.withinMs);
  const stop = world.onChange(() => {
    if (isTrue()) resolve();
  });
  await promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
}

function shows(message: WorldMessage | undefined, wanted: RegExp): boolean {
  if (!message) return false;
  return wanted.test([message.text, ...message.buttons.flat().map(({ text }) => text)].join('\n'));
}

async function settled(world: World, quietMs: number = SETTLE_MS): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer = setTimeout(resolve, quietMs);
  const stop = world.onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(resolve, quietMs);
  });
  await promise;
  stop();
}

function fromBot(self: Self, chat: number): readonly WorldMessage[] {
  return self.world
    .messages(chat)
    .filter(({ byBot, visibleTo }) => byBot && (visibleTo ?? self.id) === self.id);
}

function heard(message: WorldMessage): Heard {
  const buttons = message.buttons.flat().map(({ text }) => text);
  const { text, html, photo } = message;
  return { text, html, buttons, photo, message };
}

function hasButton(message: WorldMessage, label: string): boolean {
  return message.buttons
    .flat()
    .some(
      ({ text, action }) => text === label || (action.kind === 'callback' && action.data === label),
    );
}

function seen(self: Self, chat: number, since: number): string {
  const texts = fromBot(self, chat)
    .filter(({ id }) => id > since)
    .map(({ id, text }) => `  #${id} ${JSON.stringify(text)}`);
  const broken = self.world.violations.map((violation) => `  ! ${violation}`);
  const waiting = `${self.world.pendingUpdates()} updates wait for the bot`;
  const list = texts.length > 0 ? texts.join('\n') : '  (nothing)';
  return [`in chat ${chat} (${waiting}); seen there:`, list, ...broken].join('\n');
}
