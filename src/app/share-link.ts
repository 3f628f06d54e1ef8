import type { ChatId } from '../core/people.ts';
import type { AlertRecord } from '../core/records.ts';
import { DAY_MS, plus, type Instant } from '../core/time.ts';
import type { Share, SharedContent } from '../db/shares.ts';
import { parseRule } from '../rules/parse.ts';
import { spellRule } from '../rules/spell.ts';
import type { Target } from '../core/target.ts';
import type { AppDeps } from './deps.ts';

export type LinkDeps = Pick<AppDeps, 'store' | 'token' | 'botName'>;

/** How long a link can be followed. */
const LIVES_MS = 30 * DAY_MS;
/** A link that is there already is given again while it lasts at least so long. */
const FRESH_MS = 7 * DAY_MS;

/** What a deep link begins with, by what it hands on. */
const LETTERS = { rule: 'r', list: 'w' } as const;

type Wish = { readonly chat: ChatId; readonly content: SharedContent; readonly by: number };

/** A link to the very same that lasts a while yet, or a new one. Called within the transaction that needs it. */
export function linkFor(
  { store, token }: LinkDeps,
  { chat, content, by }: Wish,
  now: Instant,
): Share & { readonly isNew: boolean } {
  const known = store.shares.alike(chat, content, plus(now, FRESH_MS));
  if (known !== undefined) return { ...known, isNew: false };
  const made = { token: token(), content, expiresAt: plus(now, LIVES_MS) };
  store.shares.add({ ...made, chat, by }, now);
  return { ...made, isNew: true };
}

/** The address that opens it; undefined until Telegram has told the bot's name. */
export function urlOf({ botName }: LinkDeps, { token, content }: Share): string | undefined {
  const name = botName();
  return name === '' ? undefined : `https://t.me/${name}?start=${LETTERS[content.kind]}_${token}`;
}

/**
 * A rule as others may see it: without its note, and without where it sends to.
 *
 * @param target what it is about instead of its own
 * @returns undefined for a text that can no longer be read
 */
export function publicText(text: string, target?: Target): string | undefined {
  const parsed = parseRule(text);
  if (parsed.kind !== 'rule') return undefined;
  const { rule } = parsed;
  const modifiers = { ...rule.modifiers, to: [], note: undefined };
  return spellRule({ ...rule, target: target ?? rule.target, modifiers });
}

/** What the copy button of an alert opens: its rule, on the ticker that rang. */
export function copyUrl(deps: LinkDeps, alert: AlertRecord, now: Instant): string | undefined {
  if (deps.botName() === '') return undefined;
  const text = publicText(alert.evidence.rule, { kind: 'ticker', ticker: alert.ticker });
  if (text === undefined) return undefined;
  const content = { kind: 'rule', text, tickers: [] } as const;
  return urlOf(deps, linkFor(deps, { chat: alert.chat, content, by: 0 }, now));
}
