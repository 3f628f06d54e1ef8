import { html } from '../../core/html.ts';
import { chatId } from '../../core/people.ts';
import type { Section } from './section.ts';

/** Whether their private chat watches the ticker. */
export const watching: Section = ({ store }, { alert, user }) => {
  const own = chatId(user);
  if (store.chats.get(own)?.status !== 'active') return [];
  const isWatched = store.watches.ofChat(own).includes(alert.ticker);
  return isWatched
    ? [html`Your private chat watches ${alert.ticker}.`]
    : [html`Your private chat does not watch ${alert.ticker}.`];
};
