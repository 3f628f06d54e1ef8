import type { Creation } from '../../app/rules.ts';
import type { RuleFacts, RuleMark } from '../../app/rule-facts.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import { sourceName } from '../../core/source-words.ts';
import { goesToLine } from './goes-to.ts';
import { ageText, asOf, sessionText } from './session.ts';
import { chartButton } from '../chart-wish.ts';
import { moment } from '../../core/moment.ts';
import { usefulLine } from './outcomes.ts';
import { dayOf } from './when.ts';

/** What has just been done, to stand above the card. */
export type CardHead = { readonly text: Html; readonly undo: Button | undefined };

const ICONS: Readonly<Record<RuleMark, string>> = {
  armed: '●',
  cooling: '◐',
  resting: '◐',
  snoozed: '☾',
  muted: '🔕',
  done: '✓',
  expired: '○',
  paused: '⏸',
  blocked: '⚠',
};

export function markIcon(mark: RuleMark): string {
  return ICONS[mark];
}

/** One rule, whole: what it waits for, where that stands, when it may ring, and what can be done with it. */
export function ruleCard(facts: RuleFacts, head?: CardHead): Message {
  const { rule } = facts;
  const subject = { rule: rule.id };
  const turn =
    rule.status === 'on'
      ? button('⏸ Pause', 'rule-pause', subject)
      : button('▶️ Resume', 'rule-resume', subject);
  return {
    text: lines(head?.text, ...cardLines(facts)),
    buttons: [
      ...(head?.undo ? [[head.undo]] : []),
      [button('✏️ Edit', 'rule-edit', subject), turn],
      [
        ...chartOf(facts),
        button('❓ Why', 'rule-why', subject),
        button('🧪 Test', 'rule-test', subject),
      ],
      [
        button('📜 History', 'rule-log', subject),
        button('🔗 Share', 'rule-share', subject),
        { ...button('🗑 Delete', 'rule-delete', subject), style: 'danger' },
      ],
    ],
  };
}

/** Of a rule about several tickers, the one that says most. */
function chartOf({ rule, each }: RuleFacts): readonly Button[] {
  const first = each.find(({ mark }) => mark !== 'blocked') ?? each[0];
  return first ? [chartButton({ kind: 'rule', id: rule.id }, first.ticker)] : [];
}

/** The answer to a rule that was just made. */
export function createdCard(facts: RuleFacts): Message {
  const { rule } = facts;
  const subject = { rule: rule.id };
  if (facts.isTrue && !facts.isLevel) return alreadyCard(facts);
  return {
    text: lines(
      facts.mark === 'blocked'
        ? html`🕳 <b>Saved, waiting for a price</b> · <code>${rule.code}</code>`
        : html`🔔 <b>Armed</b> · <code>${rule.code}</code>`,
      facts.isTrue ? html`That is so now: the first alert comes with the next price.` : undefined,
      ...cardLines(facts),
    ),
    buttons: [
      [
        undoButton('rule-unmake', subject),
        button('⏸ Pause', 'rule-pause', subject),
        button('🗑 Delete', 'rule-delete', subject),
      ],
    ],
  };
}

function alreadyCard(facts: RuleFacts): Message {
  const { rule } = facts;
  const subject = { rule: rule.id };
  const once = { kind: 'verb', subject, once: true } as const;
  return {
    text: lines(
      html`🔔 <b>Armed, and already so</b> · <code>${rule.code}</code>`,
      html`It is past its trigger now, so nothing has happened yet that I could ring for. Unless you
      choose otherwise I wait for a fresh cross.`,
      ...cardLines(facts),
    ),
    buttons: [
      [{ label: 'Wait for a fresh cross', action: { ...once, verb: 'rule-wait' } }],
      [{ label: 'Tell me now, then on re-cross', action: { ...once, verb: 'rule-tell' } }],
      [{ label: 'Cancel', action: { ...once, verb: 'rule-unmake' } }],
    ],
  };
}

export function duplicateCard(facts: RuleFacts): Message {
  const text = html`☝️ You have this rule already. No second one was made.`;
  return ruleCard(facts, { text, undo: undefined });
}

export function fullMessage({ limit, ended, never }: Extract<Creation, { kind: 'full' }>): Message {
  return {
    text: html`⚠️ That would be rule ${limit + 1}; a chat keeps ${limit} at most. Nothing was made.`,
    buttons: [
      ...(ended > 0
        ? [
            [
              button(`Show the ${ended} that have ended`, 'rules-page', {
                filter: 'ended',
                page: 0,
              }),
            ],
          ]
        : []),
      ...(never > 0
        ? [
            [
              button(`Show the ${never} that never rang`, 'rules-page', {
                filter: 'never',
                page: 0,
              }),
            ],
          ]
        : []),
    ],
  };
}

function cardLines(facts: RuleFacts): readonly (Html | undefined)[] {
  const { said, rule, note, severity } = facts;
  return [
    html`<b>${said.sentence}</b>`,
    stateLine(facts),
    ...(facts.isSeveral ? eachLines(facts) : [standingLine(facts)]),
    marketLine(facts),
    frequencyLine(facts),
    usefulLine(facts.useful),
    severity === 'medium' ? undefined : html`Severity ${severity}.`,
    goesToLine(facts.goesTo),
    note === undefined ? undefined : html`<i>“${note}”</i>`,
    html`<code>${rule.text}</code>`,
    footer(facts),
  ];
}

function stateLine({ mark, coolsUntil, doubt, zone, now, rule }: RuleFacts): Html | undefined {
  switch (mark) {
    case 'armed':
      return undefined;
    case 'cooling':
      return coolsUntil && html`◐ Cooling until ${moment(coolsUntil, zone, now)}.`;
    case 'resting':
      return html`◐ Past its trigger; it waits to come back.`;
    case 'snoozed':
      return html`☾ Snoozed: it is judged and written down, not sent.`;
    case 'muted':
      return html`🔕 Muted: it is judged and written down, not sent.`;
    case 'done':
      return html`✓ Done: it has rung once, as asked.`;
    case 'expired':
      return html`○ Expired${rule.expiresAt ? html` on ${dayOf(rule.expiresAt, zone)}` : ''}.`;
    case 'paused':
      return html`⏸ Paused: it is not judged.`;
    case 'blocked':
      return html`⚠ ${capital(doubt ?? 'no price has come yet')}. The rule is kept; I’ll say when it
      works.`;
  }
}

const MOST_SHOWN = 8;

/** Where a rule about several tickers stands on each. */
function eachLines({ each }: RuleFacts): readonly Html[] {
  if (each.length === 0) return [html`There is nothing in its list yet.`];
  const more = each.length - MOST_SHOWN;
  return [
    ...each.slice(0, MOST_SHOWN).map(({ ticker, mark, standing, doubt }) => {
      const now = standing?.now ?? doubt ?? 'no value yet';
      return html`${markIcon(mark)} <b>${ticker}</b> ${now}`;
    }),
    ...(more > 0 ? [html`… and ${more} more`] : []),
  ];
}

function standingLine({ standing, quote, doubt, bar, zone, now }: RuleFacts): Html | undefined {
  if (quote === undefined || (standing === undefined && doubt !== undefined)) return undefined;
  if (standing === undefined)
    return html`There is nothing to measure from yet: it begins once prices reach back far enough.`;
  const gap = standing.gap === undefined ? '' : `: ${standing.gap}`;
  const isPence = quote.currency === 'GBp' ? ' (prices in pence)' : '';
  return html`${asOf(bar, { zone, now })} <b>${standing.now}</b>${gap}${isPence}`;
}

function marketLine({ session, quote, zone, now }: RuleFacts): Html | undefined {
  if (session === undefined || quote === undefined) return undefined;
  return html`Market ${sessionText(session, { zone, now })}.`;
}

function frequencyLine({ said }: RuleFacts): Html {
  const again = said.rearm === 'never' ? '' : `, again only ${said.rearm}`;
  return html`Rings ${said.frequency}${again}.`;
}

function footer({ rule, quote, zone, now }: RuleFacts): Html {
  const end =
    rule.expiresAt === undefined ? html`no expiry` : html`until ${dayOf(rule.expiresAt, zone)}`;
  if (quote === undefined) return html`<code>${rule.code}</code> · ${end}`;
  return html`<code>${rule.code}</code> · ${end} · ${quote.instrument.name} · ${ageText(quote, now)}
    · ${sourceName(quote.source)}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
