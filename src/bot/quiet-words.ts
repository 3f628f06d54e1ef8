import type { App } from '../app/app.ts';
import type { QuietWhat } from '../app/quiet.ts';
import { readSpan, type Span } from '../app/wake-time.ts';
import { formatPrice } from '../core/format.ts';
import { mayActAs } from '../core/people.ts';
import type { Press, Request } from './request.ts';

/** The words of /snooze and /mute, as far as they could be told apart. */
export type QuietWords = {
  readonly what: string | undefined;
  /** A length of time or a moment, in one word. */
  readonly span: string | undefined;
  /** Whatever else stands behind the name: a condition, perhaps. */
  readonly rest: string | undefined;
  /** `all critical`: also what nothing else silences. */
  readonly isCritical: boolean;
};

/**
 * Reads `NVDA 2h`, `here until close`, `NVDA until <140`, `2h`. A first word that has a length of time behind it is never
 * one itself.
 */
export function readQuietWords(args: string): QuietWords {
  const all = args.split(/\s+/).filter((word) => word !== '');
  const isCritical = all.some((word) => word.toLowerCase() === 'critical');
  const words = all.filter((word) => !['until', 'critical'].includes(word.toLowerCase()));
  const [first, ...more] = words;
  const none = { what: undefined, span: undefined, rest: undefined, isCritical };
  if (first === undefined) return none;
  const whole = words.join('');
  if (readSpan(whole) !== undefined) return { ...none, span: whole };
  const span = more.join('');
  if (span === '') return { ...none, what: first };
  return readSpan(span) === undefined
    ? { ...none, what: first, rest: more.join(' ') }
    : { ...none, what: first, span };
}

/** Whether words look like a comparison, so that what is wrong with them is worth saying in terms of one. */
export function looksLikeCondition(text: string): boolean {
  return /[<>=±%@]|\b(?:in|inside|outside|exits|x|crosses|above|below|under|over|and|or)\b/i.test(
    text,
  );
}

/** Whether this person may quiet things here. Telegram is asked only where their role alone does not decide. */
export async function mayQuiet(asking: Request | Press, app: App): Promise<boolean> {
  const { actor } = asking;
  if (actor.chatKind === 'private' || mayActAs(actor.role, 'trader')) return true;
  return app.quiet.isAllowed(actor, await asking.isChatAdmin());
}

/** A length of time, or a condition, to choose from; with when it would end, where that is known. */
export type Choice = {
  readonly span: string;
  readonly until: number | undefined;
  /** How it is called, when it has no name of its own. */
  readonly label?: string;
};

const SNOOZES = ['1h', 'close', 'tomorrow', '1d'];
const ROUND_THE_CLOCK = ['1h', '8h', '1d'];
export const MUTES = ['2h', '8h', 'forever'];

type What = Pick<QuietWhat, 'scope' | 'subject'>;

/** How long something may be snoozed: what never closes has no opening to wait for. */
export function snoozeChoices(app: App, what: What, actor: Press['actor']): readonly Choice[] {
  const at = (span: string) => {
    const read: Span | undefined = readSpan(span);
    return read && app.quiet.wakeAt(what, read, actor);
  };
  const spans = at('close') === 'never-closes' ? ROUND_THE_CLOCK : SNOOZES;
  const lengths = spans.map((span) => {
    const until = at(span);
    return { span, until: until === 'never-closes' ? undefined : until };
  });
  return [...lengths, ...levelChoices(app, what, actor)];
}

/** A round level without decimals that say nothing: `140`, `93,000`, `1.05`. */
function plain(level: number): string {
  return level.toLocaleString('en-US', { maximumSignificantDigits: 8 });
}

/** Until the price is below or above a level that is not far; none where nobody would see it come. */
export function levelChoices(app: App, what: What, actor: Press['actor']): readonly Choice[] {
  const levels = app.quiet.levels(what, actor);
  if (levels === undefined || app.quiet.readWake(what, '> 1', actor).kind !== 'wake') return [];
  const { price, below, above } = levels;
  const now = `(now ${formatPrice(price)})`;
  return [
    { span: `< ${below}`, until: undefined, label: `Until below ${plain(below)} ${now}` },
    { span: `> ${above}`, until: undefined, label: `Until above ${plain(above)} ${now}` },
  ];
}
