import type { App } from '../../app/app.ts';
import { html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import { defineCommand, type Request } from '../request.ts';
import { haltNews, resumeMessage } from '../views/halt.ts';

export const resume = defineCommand({
  name: 'resume',
  says: 'Let selling go on after a halt',
  topic: 'holdings',
  needs: 'trader',
  where: ['private'],
  changes: (args) => (args === '' ? 'nothing' : 'money'),
  isRare: true,
  examples: ['/resume'],
  guide: html`Shows what would be live again and asks for the word RESUME, a minute after the halt
  at the earliest. What was called off does not come back.`,
  wizard: 'resume',
  hasCard: true,
  run: (request, app) => () => resumeNow(app, request),
  buttons: {
    'resume-type': { needs: 'trader', run: () => () => ({ opens: 'resume' }) },
  },
});

/** Within the commit. */
function resumeNow(app: App, { actor, args, now }: Request): Message {
  const done = app.selling.resume(actor, args === '' ? undefined : args);
  if (done.kind === 'resumed') {
    const message = haltNews('resumed', { by: actor.name, reason: undefined });
    app.selling.tellTraders(actor, { key: `resume/${now}`, message });
  }
  const zone = app.settings.zoneOf(actor.place.chat);
  return resumeMessage(done, { zone, now, user: actor.user });
}
