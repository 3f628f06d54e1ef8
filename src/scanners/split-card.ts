import { formatPrice } from '../core/format.ts';
import { withoutNote } from '../core/rule-note.ts';
import { html, lines, type Html } from '../core/html.ts';
import type { Button, Message } from '../core/message.ts';
import { moment } from '../core/moment.ts';
import type { StoredRule } from '../core/records.ts';
import { splitName, type Split } from '../core/split.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';

/** What a split did to one rule of a chat. */
export type SplitNews =
  | { readonly kind: 'rescaled'; readonly was: StoredRule; readonly rule: StoredRule }
  | { readonly kind: 'remeasured'; readonly was: StoredRule; readonly rule: StoredRule }
  /** It is about several tickers, so that its numbers cannot follow one of them; or they cannot be said anew. */
  | { readonly kind: 'left'; readonly rule: StoredRule };

export type SplitFacts = {
  readonly ticker: Ticker;
  readonly split: Split;
  readonly news: readonly SplitNews[];
  readonly zone: string;
  readonly now: Instant;
};

const MOST_LISTED = 12;

/** What a split changed in one chat: every rule before and after, and a way back for each. */
export function splitCard({ ticker, split, news, zone, now }: SplitFacts): Message {
  const rest = news.length - MOST_LISTED;
  const shown = news.slice(0, MOST_LISTED);
  const undo = shown.flatMap((one) => (one.kind === 'rescaled' ? [undoOf(one)] : []));
  return {
    text: lines(
      html`✂️ <b>${ticker} was split ${splitName(split)}</b> · ${sharesOf(split)}`,
      html`Since ${moment(split.at, zone, now)} its prices count on the new shares. What follows
      them is on the same footing now, and the step itself rings nothing.`,
      ...shown.map(newsLine),
      rest > 0 ? html`… and ${rest} more: /rules ${ticker} shows them` : undefined,
      shown.some(({ kind }) => kind === 'left')
        ? html`⚠️ I cannot restate what is marked so. Look whether its numbers still suit ${ticker}.`
        : undefined,
    ),
    buttons: pairs(undo),
  };
}

function sharesOf({ numerator, denominator }: Split): string {
  const shares = `${numerator} new ${numerator === 1 ? 'share' : 'shares'} for ${denominator} old`;
  return numerator < denominator ? `${shares}, a reverse split` : shares;
}

function newsLine(one: SplitNews): Html {
  const { rule } = one;
  const text = withoutNote(rule.text);
  switch (one.kind) {
    case 'rescaled':
      return html`• <code>${rule.code}</code> <s>${withoutNote(one.was.text)}</s> → <b>${text}</b>`;
    case 'remeasured': {
      const [from, to] = [one.was, rule].map(({ reference = NaN }) => formatPrice(reference));
      return html`• <code>${rule.code}</code> ${text}: measured from <s>${from ?? ''}</s> →
        <b>${to ?? ''}</b>`;
    }
    case 'left':
      return html`• ⚠️ <code>${rule.code}</code> ${text}: stays as it is`;
  }
}

/** Puts one rule's words back. The card is left standing for the others. */
function undoOf({ was, rule }: Extract<SplitNews, { kind: 'rescaled' }>): Button {
  const subject = {
    rule: rule.id,
    rev: rule.rev,
    left: rule.status,
    status: was.status,
    text: was.text,
    reference: was.reference ?? null,
    expiresAt: was.expiresAt ?? null,
  };
  const action = { kind: 'verb', verb: 'split-undo', subject, once: true } as const;
  return { label: `↩ Undo ${rule.code}`, action };
}

function pairs(buttons: readonly Button[]): readonly (readonly Button[])[] {
  return buttons.flatMap((_, n) => (n % 2 === 0 ? [buttons.slice(n, n + 2)] : []));
}
