import { html, type Html } from '../../core/html.ts';
import { mayActAs } from '../../core/people.ts';
import type { App } from '../../app/app.ts';
import { LINK_PAYLOAD } from '../payload.ts';
import { defineCommand, type Change, type Press, type Request, unlessAlone } from '../request.ts';
import { checklistMessage, greetingMessage, TEST_ALERT } from '../views/start.ts';
import { openShare, shareToken } from '../share-buttons.ts';
import { linkHere } from './link.ts';

export const start = defineCommand({
  name: 'start',
  says: 'Who I am and how to begin',
  needs: 'viewer',
  where: ['private', 'group'],
  changes: unlessAlone,
  examples: ['/start'],
  async run(request, app): Promise<Change> {
    const { actor, args } = request;
    if (args === LINK_PAYLOAD && actor.chatKind === 'group') return linkHere(request, app);
    const shared = actor.chatKind === 'private' ? shareToken(args) : undefined;
    if (shared !== undefined) return openShare(request, app, shared);
    const isOwnersFirst =
      actor.role === 'owner' &&
      actor.chatKind === 'private' &&
      app.places.get(actor.place.chat)?.greetedAt === undefined;
    const check = isOwnersFirst ? await app.setup.check(actor.place.chat) : undefined;
    return () => {
      const isFirst = app.places.greet(actor.place.chat);
      const greeting = greetingMessage({
        actor,
        isFirst,
        note: noteOn(request),
        wizards: wizardsOf(request),
      });
      return check === undefined ? greeting : [greeting, checklistMessage(check, request.now)];
    };
  },
  buttons: {
    setup: { needs: 'owner', run: showChecklist },
    'test-alert': {
      needs: 'viewer',
      run: () => () => ({ toast: 'On its way.', messages: [TEST_ALERT] }),
    },
    begin: {
      needs: 'member',
      run(press) {
        const what = String(press.subject['what']);
        const wizard = press.commands.find(({ name }) => name === what)?.wizard;
        return () =>
          wizard === undefined ? { toast: `Send /${what} to begin.` } : { opens: wizard };
      },
    },
  },
});

async function showChecklist(press: Press, app: App) {
  const check = await app.setup.check(press.actor.place.chat);
  const edit = checklistMessage(check, press.now);
  return () => ({ edit });
}

/** The payload of the link that they came by, when it is not understood or no longer counts. */
function noteOn({ args, actor }: Request): Html | undefined {
  if (args === '' || args === LINK_PAYLOAD) return undefined;
  if (args.startsWith('claim_'))
    return actor.role === 'owner'
      ? html`👑 You own this bot.`
      : html`That claim link has been used, or its ten minutes are over.`;
  if (shareToken(args) !== undefined)
    return html`Links to rules and lists are opened in our private chat.`;
  return html`I don’t know the link you came by; it may be out of date. Here is how to begin without
  it.`;
}

function wizardsOf({ commands, actor }: Request): readonly string[] {
  return commands
    .filter(({ wizard, needs }) => {
      return wizard !== undefined && needs !== 'anyone' && mayActAs(actor.role, needs);
    })
    .map(({ name }) => name);
}
