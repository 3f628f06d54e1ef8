import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import { mayActAs } from '../../core/people.ts';
import type { FoundChat } from '../look-up.ts';
import { defineCommand, type Answer, type Change, type Request } from '../request.ts';
import {
  cannotPost,
  cannotSee,
  isPerson,
  linkedHere,
  linkedThere,
  linkGuide,
  linkTest,
  unreadablePlace,
} from '../views/places.ts';

export const link = defineCommand({
  name: 'link',
  says: 'Make a group or channel one of mine',
  needs: 'owner',
  where: ['private', 'group'],
  changes: 'settings',
  examples: ['/link', '/link @my_channel', '/link -1001234567890'],
  topic: 'admin',
  run(request, app) {
    if (request.actor.chatKind === 'group') return linkHere(request, app);
    return request.args === '' ? guide(app) : linkThere(request, app);
  },
});

function guide(app: App): Change {
  return () => linkGuide(app.places.botName(), app.places.list());
}

/** Typed in the group itself, or by the link that added the bot to it. */
export async function linkHere({ actor, lookUp }: Request, app: App): Promise<Change> {
  if (!mayActAs(actor.role, 'owner'))
    return () => ({ text: html`Only an owner can link this group, by sending /link here.` });
  const found = await lookUp.chat(actor.place.chat);
  if (found === undefined) return () => cannotSee('this group');
  return () => {
    const isNew = app.places.link(found, actor);
    const isTopic = actor.place.thread !== undefined;
    return linkedHere({ title: found.title, isNew, isTopic, hearsAll: lookUp.hearsAll });
  };
}

async function linkThere(request: Request, app: App): Promise<Change> {
  const ref = readPlace(request.args);
  if (ref === undefined) return () => unreadablePlace(request.args);
  const found = await request.lookUp.chat(ref);
  if (found === undefined) return () => cannotSee(String(ref));
  if (found.kind === 'private') return () => isPerson();
  if (!found.mayPost) return () => cannotPost(found.title);
  return () => linked(found, request, app);
}

function linked(found: FoundChat, { actor, updateId }: Request, app: App): Answer {
  const isNew = app.places.link(found, actor);
  app.places.say(`link/${found.id}/${updateId}`, {
    place: { chat: found.id, thread: undefined },
    message: linkTest(found.kind),
  });
  return linkedThere(found.title, isNew);
}

/** `@name`, `t.me/name` or a numeric id. */
function readPlace(text: string): number | string | undefined {
  const name = /^(?:@|(?:https?:\/\/)?t\.me\/)([A-Za-z]\w{3,31})$/.exec(text)?.[1];
  if (name !== undefined) return `@${name}`;
  const id = Number(text);
  return /^-?\d{1,15}$/.test(text) && Number.isSafeInteger(id) ? id : undefined;
}
