import { formatDuration } from '../core/duration.ts';
import { html, lines, type Html } from '../core/html.ts';
import { button, type Message } from '../core/message.ts';
import { formatMoment } from '../core/moment.ts';
import type { Account } from '../core/position.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import type { ReadingFault } from './account-reading.ts';

type Trouble = NonNullable<Account['trouble']>;

export type TroubleChange = {
  readonly trouble: Trouble | undefined;
  /** What its person is told now. */
  readonly news: 'trouble' | 'recovered' | undefined;
};

/** A broker that hiccups is not worth a message; one that does not answer for so long is. */
const PATIENCE_MS = 3 * MINUTE_MS;
/** Waiting does not help with these. */
const AT_ONCE: ReadonlySet<ReadingFault['fault']> = new Set([
  'unauthorized',
  'scope',
  'shut',
  'stranger',
]);

/** What a look changes about an account's trouble. Each is told once, and its end when it was told. */
export function troubleAfter(
  before: Trouble | undefined,
  fault: ReadingFault | undefined,
  now: Instant,
): TroubleChange {
  if (fault === undefined)
    return { trouble: undefined, news: before?.isTold === true ? 'recovered' : undefined };
  const since = before?.since ?? now;
  const isUrgent = AT_ONCE.has(fault.fault);
  // What was told as a hiccup and needs a hand after all is told anew.
  const isNews = before?.isTold !== true || (isUrgent && before.why !== fault.why);
  const isDue = isUrgent || now - since >= PATIENCE_MS;
  const isTold = isDue || before?.isTold === true;
  return {
    trouble: { why: fault.why, since, isTold },
    news: isNews && isDue ? 'trouble' : undefined,
  };
}

type Telling = {
  readonly account: Account;
  readonly fault: ReadingFault;
  readonly isOurs: boolean;
  readonly zone: string;
  readonly now: Instant;
};

/** What happened, what is shown meanwhile, and what to do about it. */
export function troubleMessage({ account, fault, isOurs, zone, now }: Telling): Message {
  const { positionsAt, name, id } = account;
  const shown =
    positionsAt === undefined
      ? html`Nothing of it has been read yet.`
      : html`What I show of it is as of ${formatMoment(positionsAt, zone, now)}. Nothing is sold
        from it meanwhile, and no stop is judged by prices that are that old.`;
  const isKey = fault.fault === 'unauthorized' || fault.fault === 'shut';
  const canMend = !isOurs && (isKey || fault.fault === 'scope' || fault.fault === 'stranger');
  return {
    text: lines(
      html`⚠️ <b>I can’t read your account ${name}</b>: ${sentence(fault.why)}`,
      shown,
      whatToDo(fault, isOurs),
    ),
    ...(canMend && { buttons: [[button('🔑 Give another key', 'account-key', { account: id })]] }),
  };
}

/** Ends in one full stop, however the broker's words end. */
function sentence(why: string): string {
  return `${why.replace(/[.\s]+$/, '')}.`;
}

function whatToDo({ fault }: ReadingFault, isOurs: boolean): Html {
  const byHost = html`Whoever runs me sets <code>T212_API_KEY</code> and
    <code>T212_SECRET_KEY</code> anew.`;
  switch (fault) {
    case 'unauthorized':
    case 'shut':
      return isOurs ? byHost : html`Make a new key in the broker’s app and give it to me.`;
    case 'scope':
      return isOurs
        ? byHost
        : html`Make a key that may read the account and the portfolio, and give it to me.`;
    case 'stranger':
      return html`I keep what I know of the one before and read nothing from the other. Give me a
      key of the account before, or remove this one and add the other: /accounts`;
    default:
      return html`I keep trying, and say when it works again.`;
  }
}

/** That it works again, and how long it did not. */
export function recoveredMessage(account: Account, before: Trouble, now: Instant): Message {
  return {
    text: html`✅ Your account <b>${account.name}</b> can be read again, after
      ${formatDuration(now - before.since)}. /positions shows it as it is now.`,
    silent: true,
  };
}
