import type { App } from '../app/app.ts';
import type { GuardRow } from '../app/selling/results.ts';
import type { Message } from '../core/message.ts';
import type { Actor } from '../core/people.ts';
import type { Meant } from './sale-words.ts';
import { NOTHING_THERE, unknownName, whichQuestion } from './views/sell.ts';

type Verb = 'sell' | 'autosell';

/** The one position that is meant, or the question that has to be answered first. */
export function findMeant(
  app: App,
  by: Actor,
  asked: { readonly meant: Meant; readonly verb: Verb; readonly rest: string },
): GuardRow | Message {
  const { meant, verb, rest } = asked;
  const { rows } = app.selling.dashboard(by);
  if (meant.kind === 'id')
    return rows.find(({ position }) => position.id === meant.id) ?? NOTHING_THERE;
  const named = rows.filter(({ position, account }) => {
    const isName = position.ticker === meant.name || position.symbol.toUpperCase() === meant.name;
    const { account: wanted } = meant;
    return isName && (wanted === undefined || account.name.toLowerCase() === wanted.toLowerCase());
  });
  const [row] = named;
  if (row === undefined) return unknownName(meant.name, rows, verb);
  if (named.length > 1) return whichQuestion(named, { verb: `${verb}-words`, rest });
  return row;
}

/** What was typed behind the name. */
export function behindName(args: string): string {
  return args
    .replace(/^\s*\S+\s*/, '')
    .replaceAll(/\bin:\S+\s*/gi, '')
    .trim();
}
