import type { App } from '../app/app.ts';
import { html, lines } from '../core/html.ts';
import type { Message } from '../core/message.ts';
import type { ButtonHandler, Press, PressAnswer } from './request.ts';
import { ERASED } from './views/alert-toast.ts';

/** What an alert means to whoever presses: shown to them alone where it stands, else in their private chat. */
export const myViewButtons: Readonly<Record<string, ButtonHandler>> = {
  'my-view': { needs: 'viewer', run: show },
};

async function show(press: Press, app: App): Promise<() => PressAnswer> {
  const view = app.myView.of(Number(press.subject['alert']), press.actor);
  if (view === undefined) return () => ERASED;
  const isShown = await press.showAlone(lines(view.text, html`<i>Only you see this.</i>`));
  return isShown ? () => ({}) : () => inPrivate(press, app, view);
}

/** Sends something to the private chat of whoever pressed, since it is not for the eyes of this chat. */
export function inPrivate({ actor }: Press, app: App, message: Message): PressAnswer {
  if (app.myView.hasPrivateChat(actor))
    return { toast: 'I have sent it to you privately.', inPrivate: [message] };
  return { toast: 'Send me /start in our private chat first, then press again.', isAlert: true };
}
