import type { GuardRow, Halted, Resumed } from '../../app/selling/results.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { moment } from '../../core/moment.ts';
import type { UserId } from '../../core/people.ts';
import { MODE_ICONS, MODE_SAYS, rowName, type Reading } from './selling-words.ts';

export type HaltLook = Reading & {
  /** Who halted it first, by name. */
  readonly by: string;
  readonly isPrivate: boolean;
};

/** Selling is stopped. In a group nothing is told of what people hold. */
export function haltedMessage({ kind, halt, called, cancelling }: Halted, look: HaltLook): Message {
  const { by, zone, now, isPrivate } = look;
  const reason = halt.reason === undefined ? '' : ` (${halt.reason})`;
  const counts = isPrivate ? countsText(called.length, cancelling.length) : undefined;
  return {
    text: lines(
      kind === 'halted'
        ? html`⛔ <b>HALTED by ${by}</b>${reason}: nothing is sold from now on, whoever's it is.
            Alerts still work.`
        : html`⛔ <b>It was halted already, by ${by} ${moment(halt.at, zone, now)}</b>${reason}.
            Nothing is sold. Alerts still work.`,
      counts,
      html`<code>/resume</code> in our private chat lets it go on, a minute from the halt at the
        earliest; it needs the Trader role.`,
    ),
    ...(isPrivate && { buttons: [[button('▶ Resume…', 'resume-type', {})]] }),
  };
}

function countsText(called: number, cancelling: number): Html | undefined {
  const parts = [
    ...(called === 0 ? [] : [`${called} ${called === 1 ? 'decision' : 'decisions'} called off`]),
    ...(cancelling === 0
      ? []
      : [
          `${cancelling} ${cancelling === 1 ? 'order' : 'orders'} being cancelled at the broker; what is filled by then stays sold`,
        ]),
  ];
  return parts.length === 0 ? undefined : html`${parts.join(' · ')}`;
}

/** For everybody who may sell, when somebody has halted or resumed. */
export function haltNews(
  what: 'halted' | 'resumed',
  { by, reason }: { readonly by: string; readonly reason: string | undefined },
): Message {
  const why = reason === undefined ? '' : ` (${reason})`;
  if (what === 'resumed')
    return { text: html`▶ <b>${by} lets selling go on.</b> /autosell shows what is live.` };
  return {
    text: html`⛔ <b>${by} has halted all selling</b>${why}. Nothing is sold until somebody with the
      Trader role sends /resume. Alerts still work.`,
  };
}

export type ResumeLook = Reading & { readonly user: UserId };

/** What became of asking to let selling go on. */
export function resumeMessage(found: Resumed, look: ResumeLook): Message {
  switch (found.kind) {
    case 'not-allowed':
      return { text: html`${found.why}` };
    case 'running':
      return { text: html`▶ Nothing is halted: /autosell shows what may be sold.` };
    case 'outside':
      return { text: OUTSIDE[found.what] };
    case 'too-soon':
      return {
        text: html`⏳ What was halted stays so for a minute. From
        ${moment(found.from, look.zone, look.now)} on I let it go on when you type RESUME.`,
        buttons: [[button('✏️ Type RESUME', 'resume-type', {})]],
      };
    case 'phrase':
      return {
        text: lines(
          html`▶ <b>Let selling go on?</b>`,
          ...liveText(found.live, look.user),
          html`Nothing that was called off comes back. Type <code>RESUME</code> if you mean it.`,
        ),
        buttons: [[button('✏️ Type RESUME', 'resume-type', {})]],
      };
    case 'resumed':
      return {
        text: lines(html`▶ <b>Selling goes on.</b>`, ...liveText(found.live, look.user)),
        buttons: [[button('⛔ Halt all selling', 'sell-halt', {})]],
      };
  }
}

const OUTSIDE = {
  file: html`⛔ A file HALT lies beside the database. Nothing is sold until whoever runs me takes it
  away; then send /resume again.`,
  environment: html`⛔ <code>AUTOSELL=off</code> stands in my environment. Nothing is sold until
    whoever runs me changes it and starts me again.`,
} as const;

const MOST_NAMED = 10;

/** A person's own by name; of others' only how many there are. */
function liveText(live: readonly GuardRow[], user: UserId): readonly Html[] {
  const own = live.filter(({ account }) => account.user === user);
  const others = live.length - own.length;
  if (live.length === 0) return [html`No position is set to ask or to sell.`];
  const more = own.length - MOST_NAMED;
  return [
    ...own
      .slice(0, MOST_NAMED)
      .map((row) => html`${MODE_ICONS[row.mode]} ${rowName(row)} · ${MODE_SAYS[row.mode]}`),
    ...(more > 0 ? [html`and ${more} more of yours`] : []),
    ...(others > 0
      ? [html`${others} ${others === 1 ? 'position' : 'positions'} of other people`]
      : []),
  ];
}
