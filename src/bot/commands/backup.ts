import type { App } from '../../app/app.ts';
import { clip, html } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import type { MadeBackup } from '../../core/ports/backups.ts';
import { defineCommand, type Request } from '../request.ts';
import {
  backupMessage,
  CODE_CONFIRMED,
  CODE_HIDDEN,
  CODE_MESSAGE,
  wrongGroup,
} from '../views/backup.ts';

export const backup = defineCommand({
  name: 'backup',
  says: 'An encrypted copy of everything, to keep elsewhere',
  topic: 'admin',
  needs: 'owner',
  where: ['private'],
  examples: ['/backup'],
  isRare: true,
  changes: 'secrets',
  wizard: 'backup',
  hasCard: true,
  async run(request, app) {
    const { args, actor } = request;
    const [, group] = /^saved\s+(\S+)$/i.exec(args) ?? [];
    if (group === undefined && args !== '')
      return () => ({
        text: html`I read “${clip(args, 64)}”. <code>/backup</code> stands alone: it sends you an
          encrypted copy of my database.`,
      });
    if (group !== undefined && !app.backup.isLastGroup(group)) return () => wrongGroup(group);
    if (group === undefined && !app.backup.isCodeSaved()) return () => CODE_MESSAGE;
    const made = await app.backup.make();
    return () => {
      const file = taken(request, app, made);
      if (group === undefined) return file;
      app.backup.confirmCode(actor);
      return [{ text: CODE_CONFIRMED }, file];
    };
  },
  buttons: {
    'backup-saved': {
      needs: 'owner',
      run: () => () => ({ edit: CODE_HIDDEN, opens: 'backup' }),
    },
    'backup-later': { needs: 'owner', run: () => () => ({ edit: CODE_HIDDEN }) },
  },
});

function taken({ actor, now }: Request, app: App, made: MadeBackup): Message {
  app.backup.noteTaken(made, actor);
  return backupMessage(made, { now, zone: app.backup.zoneOf(actor) });
}
