import { EOF, type IToken } from 'chevrotain';
import { EVENT_TABLE } from './events.ts';
import * as t from './tokens.ts';

/** The token that comes `i` from now on; 1 is the next. */
export type Ahead = (i: number) => IToken;

const RELATIONS = new Set([t.And, t.Or, t.Not, t.Of, t.CompareOpToken, t.RangeOp, t.ForeignOp]);

// The end stands here too: "+5%" alone is a move that does not yet say since when.
const MOVE_STARTS = new Set([t.NumberToken, t.Since, t.From, EOF]);

/** A bracket may hold a condition or a sum; only a relation inside it tells, however far in. */
export function opensCondition(ahead: Ahead): boolean {
  if (ahead(1).tokenType !== t.Open) return false;
  let depth = 0;
  for (let i = 1; ; i++) {
    const { tokenType } = ahead(i);
    if (tokenType === EOF) return false;
    if (tokenType === t.Open) depth++;
    else if (tokenType === t.Close && --depth === 0) return false;
    else if (RELATIONS.has(tokenType) || isMoveAt(ahead, i) || isEventAt(ahead, i)) return true;
  }
}

/** `+5% 1d` begins a move, `-5% < change` a comparison. */
export function startsMove(ahead: Ahead): boolean {
  return ahead(1).tokenType === t.PlusMinus || isMoveAt(ahead, 1);
}

/** `td9 buy`: a name of its own and a word; `td9 > 3` would be a measure. */
export function startsEvent(ahead: Ahead): boolean {
  return isEventAt(ahead, 1);
}

function isEventAt(ahead: Ahead, i: number): boolean {
  const isNamed = EVENT_TABLE.has(ahead(i).image.toLowerCase());
  return isNamed && ahead(i + 1).tokenType === t.MeasureToken;
}

function isMoveAt(ahead: Ahead, i: number): boolean {
  const sign = ahead(i).tokenType;
  if (sign === t.PlusMinus) return true;
  if (sign !== t.Plus && sign !== t.Minus) return false;
  const pct = ahead(i + 1);
  return (
    pct.tokenType === t.NumberToken &&
    pct.image.endsWith('%') &&
    MOVE_STARTS.has(ahead(i + 2).tokenType)
  );
}
