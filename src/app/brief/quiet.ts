import { html } from '../../core/html.ts';
import { moment } from '../../core/moment.ts';
import { aboutOf } from '../alert-view.ts';
import type { BriefSection } from './section.ts';

const MOST_LISTED = 5;

/** What is muted or snoozed, lest it be forgotten. */
export const quiet: BriefSection = {
  name: 'quiet',
  lines({ deps: { store }, chat, zone, now }) {
    const live = store.mutes.live(chat.id, now);
    if (live.length === 0) return [];
    const named = live.slice(0, MOST_LISTED).map((mute, n) => {
      const until =
        mute.until === undefined
          ? html`until somebody says so`
          : html`until ${moment(mute.until, zone, now)}`;
      return html`${n === 0 ? '' : ', '}${aboutOf(mute)} ${until}`;
    });
    const more = live.length > MOST_LISTED ? ` and ${live.length - MOST_LISTED} more` : '';
    return [html`🔕 <b>Silent:</b> ${named}${more} · /unmute`];
  },
};
