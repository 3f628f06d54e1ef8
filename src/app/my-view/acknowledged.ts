import { html } from '../../core/html.ts';
import { moment } from '../../core/moment.ts';
import type { Section } from './section.ts';

/** When they acknowledged it, or who did. A name that several people bear is given as it is. */
export const acknowledged: Section = ({ store }, { alert, user, zone, now }) => {
  const { ackedAt, ackedBy } = alert;
  if (ackedAt === undefined || ackedBy === undefined) return [];
  const at = moment(ackedAt, zone, now);
  const bearers = store.people.list().filter(({ name }) => name === ackedBy);
  const isOwn = bearers.length === 1 && bearers[0]?.id === user;
  return isOwn
    ? [html`✅ You acknowledged it at ${at}.`]
    : [html`✅ ${ackedBy} acknowledged it at ${at}.`];
};
