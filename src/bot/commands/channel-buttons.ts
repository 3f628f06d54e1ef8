import type { App } from '../../app/app.ts';
import type { ContactRow } from '../../app/contact-rows.ts';
import { html } from '../../core/html.ts';
import { mayQuiet } from '../quiet-words.ts';
import type { ButtonHandler, Press, PressAnswer } from '../request.ts';
import {
  channelMessage,
  channelsMessage,
  nameOf,
  OFF_TOAST,
  removedMessage,
  turnedOnMessage,
} from '../views/channels.ts';
import { CHANGED_SINCE } from '../views/undone.ts';

/** Buttons of /channels and of what is said about a channel by itself. */
export const channelButtons: Readonly<Record<string, ButtonHandler>> = {
  channels: {
    needs: 'member',
    run: (press, app) => () => ({ edit: list(press, app) }),
  },

  'channel-open': {
    needs: 'member',
    run: (press, app) => () => shown(press, app, rowOf(press, app)),
  },

  'channel-add': forAllowed(({ subject }) => ({
    opens: 'channels',
    ...(typeof subject['channel'] === 'string' && { about: subject['channel'] }),
  })),

  'channel-test': forAllowed((press, app) => {
    const tested = app.contacts.test(addressOf(press), press.actor);
    const isAlert = tested === 'off' || tested === 'gone';
    return { toast: TESTED[tested], isAlert };
  }),

  'channel-remove': forAllowed((press, app) => {
    const removed = app.contacts.remove(addressOf(press), press.actor);
    return removed === undefined ? GONE : { edit: removedMessage(removed) };
  }),

  'channel-undo': forAllowed((press, app) => {
    const removed = app.contacts.remove(addressOf(press), press.actor);
    if (removed === undefined) return GONE;
    return { edit: { text: html`↩ Undone: ${nameOf(removed)} is not added.` } };
  }),

  'channel-back': forAllowed((press, app) => {
    const row = app.contacts.restore(addressOf(press), press.actor);
    return row === undefined ? GONE : { edit: channelMessage(row, readingOf(press, app)) };
  }),

  'channel-on': forAllowed((press, app) => {
    const was = rowOf(press, app);
    const row = app.contacts.turnOn(addressOf(press), press.actor);
    return row && was ? { edit: turnedOnMessage(row, was) } : GONE;
  }),

  'channel-off': forAllowed((press, app) => {
    const why = String(press.subject['why']);
    const row = app.contacts.turnOff(addressOf(press), why, press.actor);
    return row === undefined ? CHANGED_SINCE : { edit: channelMessage(row, readingOf(press, app)) };
  }),
};

const GONE: PressAnswer = { toast: 'That is not here any more. /channels shows what is.' };

const TESTED = {
  'on-its-way': 'A test message is on its way. If it is refused, I say so here.',
  'just-sent': 'A test message went there a moment ago. Wait for it.',
  off: OFF_TOAST,
  gone: 'That is not here any more. /channels shows what is.',
} as const;

function forAllowed(run: (press: Press, app: App) => PressAnswer): ButtonHandler {
  return {
    needs: 'member',
    async run(press, app) {
      if (await mayQuiet(press, app)) return () => run(press, app);
      return () => ({ toast: 'In a group this is for its admins.', isAlert: true });
    },
  };
}

function addressOf({ subject }: Press): string {
  return String(subject['address']);
}

function rowOf(press: Press, app: App): ContactRow | undefined {
  return app.contacts.find(addressOf(press), press.actor);
}

function readingOf({ actor, now }: Press, app: App) {
  return { zone: app.contacts.zoneOf(actor), now };
}

function shown(press: Press, app: App, row: ContactRow | undefined): PressAnswer {
  if (row === undefined) return { ...GONE, edit: list(press, app) };
  return { edit: channelMessage(row, readingOf(press, app)) };
}

function list(press: Press, app: App) {
  const rows = app.contacts.list(press.actor);
  const page = Number(press.subject['page'] ?? 0);
  return channelsMessage({ rows, kinds: app.contacts.kinds() }, { ...readingOf(press, app), page });
}
