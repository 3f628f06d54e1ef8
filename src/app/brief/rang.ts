import { html, type Html } from '../../core/html.ts';
import { moment } from '../../core/moment.ts';
import type { AlertRecord } from '../../core/records.ts';
import type { BriefFacts, BriefSection } from './section.ts';

const LOOKED_AT = 200;
const MOST_LISTED = 6;

/** What rang since the last briefing and nobody has acknowledged. */
export const rang: BriefSection = {
  name: 'rang',
  lines(facts) {
    const { store } = facts.deps;
    const open = store.alerts
      .ofChat(facts.chat.id, LOOKED_AT)
      .filter((one) => one.createdAt >= facts.since && isOpen(one));
    if (open.length === 0) return [];
    const more = open.length - MOST_LISTED;
    return [
      html`<b>Rang and not acknowledged</b>`,
      ...open.slice(0, MOST_LISTED).map((one) => line(one, facts)),
      ...(more > 0 ? [html`… and ${more} more: /history`] : []),
    ];
  },
};

function isOpen({ ackedAt, fate }: AlertRecord): boolean {
  return ackedAt === undefined && fate !== 'suppressed';
}

function line({ evidence, firedAt }: AlertRecord, { zone, now }: BriefFacts): Html {
  return html`• ${evidence.headline} · ${moment(firedAt, zone, now)} ·
    <code>${evidence.code}</code>`;
}
