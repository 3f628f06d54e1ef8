import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import { mayActAs } from '../../core/people.ts';
import { toName } from '../../app/rule-destinations.ts';
import type { FoundChat } from '../look-up.ts';
import { LINK_PAYLOAD } from '../payload.ts';
import { defineCommand, type Answer, type Change, type Request } from '../request.ts';
import {
  cannotPost,
  cannotSee,
  isPerson,
  linkedHere,
  linkedThere,
  linkedIn,
  linkGuide,
  linkTest,
  unlinkedMessage,
  unknownPreset,
  unreadablePlace,
} from '../views/places.ts';
import { CHANGED_SINCE } from '../views/undone.ts';

export const link = defineCommand({
  name: 'link',
  says: 'Make a group or channel one of mine',
  needs: 'owner',
  where: ['private', 'group'],
  changes: 'settings',
  examples: ['/link', '/link @my_channel', '/link -1001234567890', '/link public'],
  guide: html`A rule rings there by <code>to:@my_channel</code>, in a topic by
    <code>to:topic:Options</code>. Behind it <code>public</code> keeps the names of people out of
    what is posted there, as is usual in channels, and <code>all</code> shows them, as is usual in
    groups. Notes of rules are never shown to others.`,
  topic: 'admin',
  run(request, app) {
    if (request.actor.chatKind === 'group') return linkHere(request, app);
    return request.args === '' ? guide(app) : linkThere(request, app);
  },
  buttons: {
    'link-undo': {
      needs: 'owner',
      run: (press, app) => () => {
        const left = app.places.unlink(linkedIn(press.subject), press.actor);
        return left === undefined ? CHANGED_SINCE : { edit: unlinkedMessage(left) };
      },
    },
  },
});

function guide(app: App): Change {
  return () => linkGuide(app.places.botName(), app.places.list());
}

/** Typed in the group itself, or by the link that added the bot to it. */
export async function linkHere({ actor, args, lookUp }: Request, app: App): Promise<Change> {
  if (!mayActAs(actor.role, 'owner'))
    return () => ({ text: html`Only an owner can link this group, by sending /link here.` });
  const wish = readWish(args === LINK_PAYLOAD ? '' : args);
  if (wish === undefined) return () => unknownPreset(args);
  const found = await lookUp.chat(actor.place.chat);
  if (found === undefined) return () => cannotSee('this group');
  return () => {
    const { thread } = actor.place;
    const linked = app.places.link({ ...found, isPublic: wish.isPublic }, actor);
    if (thread !== undefined && wish.topic !== undefined)
      app.places.hearTopic({ chat: found.id, thread }, { name: wish.topic, isOld: false });
    return linkedHere({
      title: found.title,
      linked,
      topic: thread === undefined ? undefined : { name: app.places.topicName(actor.place) },
      hearsAll: lookUp.hearsAll,
      isPublic: app.places.isPublic(found),
    });
  };
}

async function linkThere(request: Request, app: App): Promise<Change> {
  const [place = '', ...rest] = request.args.split(/\s+/);
  const ref = readPlace(place);
  const wish = readWish(rest.join(' '));
  if (ref === undefined) return () => unreadablePlace(request.args);
  if (wish === undefined) return () => unknownPreset(rest.join(' '));
  const found = await request.lookUp.chat(ref);
  if (found === undefined) return () => cannotSee(String(ref));
  if (found.kind === 'private') return () => isPerson();
  if (!found.mayPost) return () => cannotPost(found.title);
  return () => linked({ found, ref, wish }, request, app);
}

type Linking = {
  readonly found: FoundChat;
  readonly ref: number | string;
  readonly wish: PlaceWish;
};

function linked({ found, ref, wish }: Linking, { actor, updateId }: Request, app: App): Answer {
  const done = app.places.link({ ...found, isPublic: wish.isPublic }, actor);
  app.places.say(`link/${found.id}/${updateId}`, {
    place: { chat: found.id, thread: undefined },
    message: linkTest(found.kind),
  });
  const name = typeof ref === 'string' ? ref : found.username && `@${found.username}`;
  return linkedThere({
    title: found.title,
    linked: done,
    name: name ?? toName(found.title),
    ref: String(ref),
    isPublic: app.places.isPublic(found),
  });
}

/** What is said of a place beside which it is. Undefined words leave it as it is. */
type PlaceWish = { readonly isPublic: boolean | undefined; readonly topic: string | undefined };

/** `all`, `public`, `risk-free public`, `topic:Options`, or nothing. */
function readWish(text: string): PlaceWish | undefined {
  const topic = /^topic:\s*"?([^"]{1,128}?)"?$/i.exec(text)?.[1];
  const word = text.toLowerCase().replace(/^risk-free\s+/, '');
  if (topic !== undefined) return { isPublic: undefined, topic };
  if (word === '') return { isPublic: undefined, topic };
  return word === 'all' || word === 'public' ? { isPublic: word === 'public', topic } : undefined;
}

/** `@name`, `t.me/name` or a numeric id. */
function readPlace(text: string): number | string | undefined {
  const name = /^(?:@|(?:https?:\/\/)?t\.me\/)([A-Za-z]\w{3,31})$/.exec(text)?.[1];
  if (name !== undefined) return `@${name}`;
  const id = Number(text);
  return /^-?\d{1,15}$/.test(text) && Number.isSafeInteger(id) ? id : undefined;
}
