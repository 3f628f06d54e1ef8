import { html, lines } from '../../core/html.ts';
import { defineCommand } from '../request.ts';

export const id = defineCommand({
  name: 'id',
  isRare: true,
  says: 'Your user id, this chat’s id and the topic’s',
  needs: 'anyone',
  where: ['private', 'group'],
  changes: 'nothing',
  examples: ['/id'],
  run({ actor }) {
    const { user, place } = actor;
    const text = lines(
      html`You: <code>${user}</code>`,
      html`Chat: <code>${place.chat}</code>`,
      place.thread === undefined ? undefined : html`Topic: <code>${place.thread}</code>`,
    );
    return () => ({ text });
  },
});
