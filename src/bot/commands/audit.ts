import type { App } from '../../app/app.ts';
import type { AuditWish } from '../../app/audit.ts';
import { parseDuration } from '../../core/duration.ts';
import type { ButtonSubject } from '../../core/message.ts';
import { defineCommand, type Press } from '../request.ts';
import { decisionIn, lookOf } from './autosell.ts';
import { auditFileMessage, auditMessage } from '../views/audit.ts';
import { replayMessage } from '../views/sale-replay.ts';

export const audit = defineCommand({
  name: 'audit',
  isRare: true,
  says: 'Who changed what, and whether that log is whole',
  needs: 'owner',
  where: ['private'],
  changes: 'nothing',
  topic: 'admin',
  examples: ['/audit', '/audit 7d', '/audit Bo 30d', '/audit role', '/audit S12'],
  async run({ args, actor, now }, app) {
    const decision = decisionIn(args);
    if (decision !== undefined)
      return () => replayMessage(app.selling, { id: decision }, lookOf(app, { actor, now }));
    const wish = readWish(args);
    const check = await app.audit.check();
    return () => auditMessage(app.audit.page(wish, actor), { wish, check, now });
  },
  buttons: {
    audit: { needs: 'owner', run: turn },
    'audit-csv': {
      needs: 'owner',
      run: ({ subject }, app) => {
        const wish = wishOf(subject);
        return () => ({ messages: [auditFileMessage(app.audit.file(wish))] });
      },
    },
  },
});

async function turn({ subject, actor, now }: Press, app: App) {
  const wish = wishOf(subject);
  const check = await app.audit.check();
  return () => ({ edit: auditMessage(app.audit.page(wish, actor), { wish, check, now }) });
}

function readWish(args: string): AuditWish {
  let wish: AuditWish = { about: '', backMs: 0, page: 0, upTo: 0 };
  for (const word of args.split(/\s+/).filter((one) => one !== '')) {
    const backMs = parseDuration(word);
    if (backMs !== undefined) wish = { ...wish, backMs };
    else wish = { ...wish, about: wish.about === '' ? word : `${wish.about} ${word}` };
  }
  return wish;
}

function wishOf(subject: ButtonSubject): AuditWish {
  return {
    about: String(subject['about'] ?? ''),
    backMs: Number(subject['backMs'] ?? 0),
    page: Number(subject['page'] ?? 0),
    upTo: Number(subject['upTo'] ?? 0),
  };
}
