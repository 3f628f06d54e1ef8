import type { BriefChange } from '../../app/brief/brief.ts';
import { AFTER_CLOSE_MS, BEFORE_OPEN_MS, type BriefPlan } from '../../core/brief-times.ts';
import { formatDuration } from '../../core/duration.ts';
import { clip, html, lines, type Html } from '../../core/html.ts';
import {
  button,
  undoButton,
  type Button,
  type ButtonSubject,
  type Message,
} from '../../core/message.ts';

const NONE: BriefPlan = { preOpen: false, postClose: false, at: [] };

/** The briefing with what makes it come by itself. */
export function briefMessage(text: Html, plan: BriefPlan | undefined): Message {
  return { text, buttons: [...toggles(plan), [button('🔄 Refresh', 'brief', {})]] };
}

function toggles(plan: BriefPlan = NONE): readonly (readonly Button[])[] {
  const mark = (isOn: boolean) => (isOn ? '✓ ' : '');
  const turned = (change: Partial<BriefPlan>) => subjectOf({ ...plan, ...change });
  const { preOpen, postClose } = plan;
  return [
    [
      button(`${mark(preOpen)}Before the open`, 'brief-set', turned({ preOpen: !preOpen })),
      button(`${mark(postClose)}After the close`, 'brief-set', turned({ postClose: !postClose })),
    ],
  ];
}

/** What has been set, in one sentence, to be taken back for a minute. */
export function briefSetMessage({ plan, before, zone }: BriefChange): Message {
  const times = plan === undefined ? [] : whens(plan, zone);
  const text =
    times.length === 0
      ? html`☕ Briefings no longer come by themselves. /brief shows one whenever you like.`
      : lines(
          html`☕ A briefing comes ${times.join(', ')}.`,
          html`<i>Only on days with trading; what I could not send within 2 hours is left out.</i>`,
        );
  return {
    text,
    buttons: [
      ...toggles(plan),
      [undoButton('brief-undo', { ...subjectOf(before ?? NONE), left: planWords(plan) })],
    ],
  };
}

function whens({ preOpen, postClose, at }: BriefPlan, zone: string): readonly string[] {
  return [
    ...(preOpen ? [`${formatDuration(BEFORE_OPEN_MS)} before the open`] : []),
    ...(postClose ? [`${formatDuration(AFTER_CLOSE_MS)} after the close`] : []),
    ...(at.length === 0 ? [] : [`at ${at.join(' and ')} (${zone})`]),
  ];
}

export function briefUndone(plan: BriefPlan | undefined, zone: string): Message {
  const times = plan === undefined ? [] : whens(plan, zone);
  const now = times.length === 0 ? 'none comes by itself' : `one comes ${times.join(', ')}`;
  return { text: html`↩ Undone: as before, ${now}.` };
}

/** What could not be read as times. */
export function briefUnread(typed: string): Message {
  return {
    text: lines(
      html`⚠️ I read <code>/brief ${clip(typed, 60)}</code>, and “${clip(typed, 40)}” is no time
        that I know.`,
      html`Up to 6 times a day as <code>/brief on 09:00 16:15</code>, <code>/brief on</code> for
        before the open and after the close, or <code>/brief off</code>.`,
    ),
    buttons: toggles(),
  };
}

export const BRIEF_NOT_YOURS: Message = {
  text: html`When briefings come to a group is for its admins. /brief shows one now.`,
};

/** A plan in one word, to see whether it is still the same. */
export function planWords(plan: BriefPlan | undefined): string {
  return JSON.stringify(subjectOf(plan ?? NONE));
}

function subjectOf({ preOpen, postClose, at }: BriefPlan): ButtonSubject {
  return { pre: preOpen, post: postClose, at: at.join(' ') };
}

/** Reads back what a button carries; undefined when nothing is to come. */
export function planIn(subject: ButtonSubject): BriefPlan | undefined {
  const at = String(subject['at'] ?? '')
    .split(' ')
    .filter((word) => word !== '');
  const plan = { preOpen: subject['pre'] === true, postClose: subject['post'] === true, at };
  return plan.preOpen || plan.postClose || at.length > 0 ? plan : undefined;
}
