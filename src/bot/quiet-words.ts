import type { App } from '../app/app.ts';
import type { QuietWhat } from '../app/quiet.ts';
import { readSpan, type Span } from '../app/wake-time.ts';
import { mayActAs } from '../core/people.ts';
import type { Press, Request } from './request.ts';

/** The words of /snooze and /mute, as far as they could be told apart. */
export type QuietWords = {
  readonly what: string | undefined;
  readonly span: string | undefined;
  /** `all critical`: also what nothing else silences. */
  readonly isCritical: boolean;
  /** The first word that fits nowhere. */
  readonly stray: string | undefined;
};

/** Reads `NVDA 2h`, `here until close`, `2h`. A first word that has a length of time behind it is never one itself. */
export function readQuietWords(args: string): QuietWords {
  const words = args.split(/\s+/).filter((word) => word !== '' && word.toLowerCase() !== 'until');
  const isCritical = words.some((word) => word.toLowerCase() === 'critical');
  const rest = words.filter((word) => word.toLowerCase() !== 'critical');
  const [first, ...more] = rest;
  if (first === undefined)
    return { what: undefined, span: undefined, isCritical, stray: undefined };
  if (readSpan(rest.join('')) !== undefined)
    return { what: undefined, span: rest.join(''), isCritical, stray: undefined };
  const span = more.join('');
  if (span !== '' && readSpan(span) === undefined)
    return { what: first, span: undefined, isCritical, stray: more.join(' ') };
  return { what: first, span: span === '' ? undefined : span, isCritical, stray: undefined };
}

/** Whether this person may quiet things here. Telegram is asked only where their role alone does not decide. */
export async function mayQuiet(asking: Request | Press, app: App): Promise<boolean> {
  const { actor } = asking;
  if (actor.chatKind === 'private' || mayActAs(actor.role, 'trader')) return true;
  return app.quiet.isAllowed(actor, await asking.isChatAdmin());
}

/** A length of time to choose from, with when it would end. */
export type Choice = { readonly span: string; readonly until: number | undefined };

const SNOOZES = ['1h', 'close', 'tomorrow', '1d'];
const ROUND_THE_CLOCK = ['1h', '8h', '1d'];
export const MUTES = ['2h', '8h', 'forever'];

/** How long something may be snoozed: what never closes has no opening to wait for. */
export function snoozeChoices(
  app: App,
  what: Pick<QuietWhat, 'scope' | 'subject'>,
  actor: Press['actor'],
): readonly Choice[] {
  const at = (span: string) => {
    const read: Span | undefined = readSpan(span);
    return read && app.quiet.wakeAt(what, read, actor);
  };
  const spans = at('close') === 'never-closes' ? ROUND_THE_CLOCK : SNOOZES;
  return spans.map((span) => {
    const until = at(span);
    return { span, until: until === 'never-closes' ? undefined : until };
  });
}
