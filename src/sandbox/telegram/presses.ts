import {
  chatOf,
  findMessage,
  tell,
  userOf,
  type CallbackAnswer,
  type WorldButton,
  type WorldState,
} from './state.ts';
import { pushUpdate } from './updates.ts';
import { inaccessible, wireChat, wireMessage, wireUser } from './wire-shapes.ts';

/** `answered: false` is what a person sees as a spinner that never ends. `opened` is the address of a link button. */
export type PressResult = CallbackAnswer & { readonly answered: boolean; readonly opened?: string };

export type Pressed = { readonly by: number; readonly chat: number; readonly message: number };

/** Presses a button that is there, by its label or its callback data. */
export async function press(
  state: WorldState,
  pressed: Pressed,
  which: string,
): Promise<PressResult> {
  const message = findMessage(state, pressed.chat, pressed.message);
  const buttons = message?.buttons.flat() ?? [];
  const button = buttons.find((each) => each.text === which || dataOf(each) === which);
  if (!button) {
    const there = buttons.map(({ text }) => `[${text}]`).join(' ') || 'none';
    throw new Error(`message ${pressed.message} has no button "${which}"; its buttons: ${there}`);
  }
  if (button.action.kind === 'callback') return sendData(state, pressed, button.action.data);
  return button.action.kind === 'url'
    ? { answered: true, opened: button.action.url }
    : { answered: true };
}

/** Sends any callback data, as a changed client or an old screen would; the message may even be gone. */
export async function sendData(
  state: WorldState,
  { by, chat, message: messageId }: Pressed,
  data: string,
): Promise<PressResult> {
  const user = userOf(state, by);
  const place = wireChat(state, chatOf(state, chat));
  const message = findMessage(state, chat, messageId);
  const id = `${state.bot.id}${String(state.nextSerial).padStart(9, '0')}`;
  state.nextSerial += 1;
  state.presses.set(id, { by, at: performance.now() });
  const answer = answerTo(state, id, by);
  pushUpdate(state.queue, 'callback_query', {
    id,
    from: wireUser(user),
    message: message ? wireMessage(state, message) : inaccessible(place, messageId),
    chat_instance: `${chat}`,
    data,
  });
  return answer;
}

async function answerTo(state: WorldState, id: string, by: number): Promise<PressResult> {
  const { promise, resolve } = Promise.withResolvers<PressResult>();
  const timer = setTimeout(() => {
    state.callbacks.delete(id);
    resolve({ answered: false });
  }, state.answerWithinMs);
  timer.unref();
  state.callbacks.set(id, (answer) => {
    clearTimeout(timer);
    state.callbacks.delete(id);
    tell(state, { kind: 'toast', user: by, answer });
    resolve({ answered: true, ...answer });
  });
  return promise;
}

function dataOf(button: WorldButton): string | undefined {
  return button.action.kind === 'callback' ? button.action.data : undefined;
}
