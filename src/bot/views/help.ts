import { clip, html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { mayActAs, type Actor, type ChatKind } from '../../core/people.ts';
import type { Command, Topic } from '../request.ts';
import { roleName } from './roles.ts';

export const TOPICS: Readonly<Record<Topic, string>> = {
  basics: '🧭 Basics',
  watching: '👀 Watching',
  rules: '🔔 Rules',
  holdings: '💼 Holdings',
  quiet: '🔕 Quiet',
  admin: '👥 People and places',
};

const ORDER = [
  'basics',
  'watching',
  'rules',
  'holdings',
  'quiet',
  'admin',
] as const satisfies readonly Topic[];

/** What this person may ask for in this place. */
export function openTo(actor: Actor, commands: readonly Command[]): readonly Command[] {
  return commands.filter(
    ({ needs, where }) =>
      where.includes(actor.chatKind) && (needs === 'anyone' || mayActAs(actor.role, needs)),
  );
}

function topicOf({ topic }: Command): Topic {
  return topic ?? 'basics';
}

/** The subjects, a line and a button each; what the person may not do is not there. */
export function helpMessage(actor: Actor, commands: readonly Command[]): Message {
  const open = openTo(actor, commands);
  const topics = ORDER.filter((topic) => open.some((command) => topicOf(command) === topic));
  const places: Readonly<Record<ChatKind, string>> = {
    private: 'here',
    group: 'in this group',
    channel: 'in this channel',
  };
  return {
    text: lines(
      html`❓ <b>What I can do for you ${places[actor.chatKind]}</b> · ${roleName(actor.role)}`,
      ...topics.map((topic) => topicLine(topic, open)),
      html`Press a subject for more, or send <code>/help status</code> for one command.`,
    ),
    buttons: rowsOfTwo(topics.map((topic) => button(TOPICS[topic], 'help', { about: topic }))),
  };
}

function topicLine(topic: Topic, open: readonly Command[]): Html {
  const names = open.filter((command) => topicOf(command) === topic).map(({ name }) => `/${name}`);
  return html`${TOPICS[topic]}: ${names.join(' ')}`;
}

function rowsOfTwo(buttons: readonly Button[]): readonly (readonly Button[])[] {
  const rows: Button[][] = [];
  for (let i = 0; i < buttons.length; i += 2) rows.push(buttons.slice(i, i + 2));
  return rows;
}

/** One subject: its commands with a sentence each. */
export function topicMessage(topic: Topic, actor: Actor, commands: readonly Command[]): Message {
  const inside = openTo(actor, commands).filter((command) => topicOf(command) === topic);
  return {
    text: lines(
      html`<b>${TOPICS[topic]}</b>`,
      ...inside.map(({ name, says }) => html`/${name} · ${says}`),
    ),
    buttons: [
      ...rowsOfTwo(inside.map(({ name }) => button(`/${name}`, 'help', { about: name }))),
      [back()],
    ],
  };
}

const MOST_EXAMPLES = 8;
const LONGEST_COPY = 256;
const LONGEST_LABEL = 40;

/** One command: what it is for and examples to copy. */
export function commandMessage(command: Command): Message {
  const { name, aliases = [], says, needs, guide } = command;
  const examples = command.examples.slice(0, MOST_EXAMPLES);
  const also = aliases.length === 0 ? '' : ` · also ${aliases.map((each) => `/${each}`).join(' ')}`;
  return {
    text: lines(
      html`<b>/${name}</b>${also}`,
      html`${says}`,
      guide,
      html`<i>For ${needs === 'anyone' ? 'anybody' : atLeast(needs)}, in ${placesOf(command)}.</i>`,
      examples.length === 0 ? undefined : html`Press an example to copy it:`,
    ),
    buttons: [...examples.map((example) => [copyButton(example)]), [back()]],
  };
}

function atLeast(role: Actor['role']): string {
  return role === 'owner' ? 'owners' : `the ${roleName(role)} role and above`;
}

const PLACES = { private: 'our private chat', group: 'groups', channel: 'channels' } as const;

function placesOf({ where }: Command): string {
  return where.map((place) => PLACES[place]).join(' and ');
}

function copyButton(example: string): Button {
  const label = clip(example, LONGEST_LABEL);
  return { label, action: { kind: 'copy', text: clip(example, LONGEST_COPY) } };
}

function back(): Button {
  return button('‹ All subjects', 'help', {});
}

/** The person asked about something that is not there, or not for them. */
export function noHelpMessage(
  about: string,
  command: Command | undefined,
  { actor, commands }: { actor: Actor; commands: readonly Command[] },
): Message {
  const note = whyNot(about, command, actor);
  const all = helpMessage(actor, commands);
  return { ...all, text: lines(note, all.text) };
}

function whyNot(about: string, command: Command | undefined, { role }: Actor): Html {
  if (command === undefined) return html`I have no page about “${clip(about, 64)}”.`;
  const { name, needs } = command;
  return needs === 'anyone' || mayActAs(role, needs)
    ? html`/${name} works in ${placesOf(command)}, not here.`
    : html`/${name} is for ${atLeast(needs)}; you have ${roleName(role)}.`;
}
