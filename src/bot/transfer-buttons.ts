import type { App } from '../app/app.ts';
import { html } from '../core/html.ts';
import { ADMINS_ONLY_TOAST, mayChange } from './may-change.ts';
import type { Answer, ButtonHandler, Press, PressAnswer, Request } from './request.ts';
import { batchMessage } from './views/packs.ts';
import { EMPTY_IMPORT, importPreview, noImport } from './views/transfer.ts';
import { zoneQuestion } from './views/zone-question.ts';

/** Rules brought in from a text, by tap. */
export const transferButtons: Readonly<Record<string, ButtonHandler>> = {
  'import-apply': { needs: 'member', run: apply },
  'import-no': {
    needs: 'member',
    run: () => () => ({ edit: { text: html`✖ Nothing was imported.` } }),
  },
};

/** Reads the text behind the command, in its document, or in what it answers, and shows what it would do. */
export async function previewImport(
  { actor, lookUp }: Request,
  app: App,
  typed: string,
): Promise<() => Answer> {
  const attached =
    typed === '' ? await lookUp.attached() : ({ kind: 'text', text: typed } as const);
  if (attached.kind !== 'text') return () => noImport(attached);
  const preview = await app.transfer.preview(attached.text, actor.place.chat, actor.user);
  const isEmpty = preview.fresh.length + preview.known + preview.bad.length === 0;
  return () => (isEmpty ? EMPTY_IMPORT : importPreview(preview));
}

async function apply(press: Press, app: App): Promise<() => PressAnswer> {
  const { actor, updateId, subject } = press;
  if (!(await mayChange(press))) return () => ({ toast: ADMINS_ONLY_TOAST });
  const texts = String(subject['rules']).split('\n');
  const drafts = await app.transfer.draft(texts, actor.place.chat, actor.user);
  return () => {
    const batch = app.transfer.apply(drafts, { by: actor, updateId });
    const count = batch.made.length === 1 ? '1 rule' : `${batch.made.length} rules`;
    const edit = batchMessage(html`📥 <b>Imported</b> · ${count}`, batch);
    return { edit, messages: batch.asksZone ? [zoneQuestion()] : [] };
  };
}
