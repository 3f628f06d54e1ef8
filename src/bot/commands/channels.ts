import type { App } from '../../app/app.ts';
import type { ContactRow } from '../../app/contact-rows.ts';
import { MOST_CONTACTS, type ChannelKind } from '../../app/contacts.ts';
import { html, lines } from '../../core/html.ts';
import { mayQuiet } from '../quiet-words.ts';
import { defineCommand, type Answer, type Change, type Request, unlessAlone } from '../request.ts';
import { channelButtons } from './channel-buttons.ts';
import {
  addressProblem,
  CHANNELS_NOT_YOURS,
  fullMessage,
  NOT_THEIRS_TO_REMOVE,
  noSuchNumber,
  SECRET_UNSAID,
  unknownChannel,
  unknownVerb,
  unusableMessage,
} from '../views/channel-problem.ts';
import {
  addedMessage,
  channelMessage,
  channelsMessage,
  knownMessage,
  removedMessage,
  testedMessage,
  turnedOnMessage,
} from '../views/channels.ts';

export const channels = defineCommand({
  name: 'channels',
  says: 'Where alerts go besides Telegram: ntfy, mail, Discord and others',
  topic: 'quiet',
  needs: 'member',
  where: ['private', 'group'],
  changes: (args) => (/^add\b/i.test(args) ? 'secrets' : unlessAlone(args)),
  examples: ['/channels', '/channels add ntfy my-secret-topic', '/channels test 1'],
  guide: lines(
    html`<code>add CHANNEL ADDRESS</code> adds one; alone, the button asks for it step by step.`,
    html`<code>test 2</code> sends a test there, <code>on 2</code> turns one on that was switched
      off, <code>remove 2</code> takes it away. The numbers are those of the list; a channel’s name
      does where there is one of it.`,
    html`What gives access elsewhere is kept sealed, and your message with it is deleted where
    Telegram lets me.`,
  ),
  isRare: true,
  wizard: 'channels',
  hasCard: true,
  async run(request, app) {
    const [, word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(request.args) ?? [];
    const verb = word.toLowerCase();
    if (verb === '') return () => card(request, app);
    if (!(await mayQuiet(request, app))) return () => CHANNELS_NOT_YOURS;
    if (verb === 'add') return add(request, app, rest.trim());
    return () => change(request, app, { verb, text: rest.trim() });
  },
  buttons: channelButtons,
});

function card({ actor, now }: Request, app: App): Answer {
  const shown = { rows: app.contacts.list(actor), kinds: app.contacts.kinds() };
  return channelsMessage(shown, { zone: app.contacts.zoneOf(actor), now, page: 0 });
}

async function add(request: Request, app: App, text: string): Promise<Change> {
  const [, name = '', typed = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const kinds = app.contacts.kinds();
  const kind = kinds.find((one) => one.name === name.toLowerCase());
  const answer = kind === undefined ? undefined : await addTo(request, app, { kind, typed });
  return () => {
    // Typed as an answer to the wizard, nothing else shows that it is a secret.
    app.contacts.hush(request.updateId);
    if (kind === undefined) return unknownChannel(name, kinds);
    return answer === undefined ? unusableMessage(kind, kinds) : answer();
  };
}

type Adding = { readonly kind: ChannelKind; readonly typed: string };

/** @returns undefined when whoever runs the program has to set something up first */
async function addTo(
  { actor, lookUp }: Request,
  app: App,
  { kind, typed }: Adding,
): Promise<Change | undefined> {
  if (kind.obstacle !== undefined) return undefined;
  const read = app.contacts.read(kind.name, typed);
  if (read.kind === 'problem') return () => addressProblem(kind, { typed, why: read.why });
  if (read.note !== undefined && !(await lookUp.whisper(html`🔑 ${read.note}`)))
    return () => SECRET_UNSAID;
  const deleted = read.isSecret ? await lookUp.unsay() : undefined;
  return () => {
    const added = app.contacts.add(read, actor);
    if (added.kind === 'full') return fullMessage(MOST_CONTACTS);
    return added.kind === 'known' ? knownMessage(added.row) : addedMessage(added.row, deleted);
  };
}

type Changing = { readonly verb: string; readonly text: string };

function change({ actor, now }: Request, app: App, { verb, text }: Changing): Answer {
  const known = VERBS[verb];
  if (known === undefined) return unknownVerb(verb);
  const rows = app.contacts.list(actor);
  const row =
    rows.find((one) => String(one.number) === text) ?? onlyOne(rows, { verb: known, text });
  if (row === undefined) return noSuchNumber({ verb: known, text }, rows);
  const { address } = row;
  if (known === 'on') return turnedOnMessage(app.contacts.turnOn(address, actor) ?? row, row);
  if (known === 'remove') {
    const removed = app.contacts.remove(address, actor);
    return removed === undefined ? NOT_THEIRS_TO_REMOVE : removedMessage(removed);
  }
  const tested = app.contacts.test(address, actor);
  const reading = { zone: app.contacts.zoneOf(actor), now };
  return tested === 'off' ? channelMessage(row, reading) : testedMessage(row);
}

const VERBS: Readonly<Record<string, 'test' | 'remove' | 'on' | undefined>> = {
  test: 'test',
  remove: 'remove',
  delete: 'remove',
  del: 'remove',
  on: 'on',
};

/** Named instead of numbered, or not at all, where only one can be meant. */
function onlyOne(rows: readonly ContactRow[], { verb, text }: Changing): ContactRow | undefined {
  const name = text.toLowerCase();
  const [first, ...more] = rows.filter(({ channel, state }) =>
    name === '' ? verb !== 'on' || state.kind === 'off' : channel === name,
  );
  return more.length === 0 ? first : undefined;
}
