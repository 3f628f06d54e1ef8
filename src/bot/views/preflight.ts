import type { Aftermath, Outlook } from '../../app/outlook.ts';
import type { Preflight, SeriesReadiness, TickerPreflight } from '../../app/preflight.ts';
import { formatChange } from '../../core/format.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Button, type Message } from '../../core/message.ts';
import { sourceName } from '../../core/source-words.ts';
import { chartButton } from '../chart-wish.ts';
import { earningsLine } from './earnings.ts';
import { goesToLine } from './goes-to.ts';
import { moment } from '../../core/moment.ts';
import { ageText, asOf, sessionText } from './session.ts';
import { dayOf } from './when.ts';

const FEW = 10;

/** A rule as understood, before anything is armed: where it stands, whether its data is there, what it would have done. */
export function preflightCard(flight: Preflight): Message {
  const { said, rule, isTrue, isLevel, isSeveral, each, expiresAt, zone } = flight;
  const isPast = isTrue && !isLevel;
  return {
    text: lines(
      isPast
        ? html`🔎 <b>Not armed yet, and already so</b>`
        : html`🔎 <b>Not armed yet</b>: is this what you mean?`,
      html`<b>${said.sentence}</b>`,
      isPast ? html`It is past its trigger now. A rule rings when something begins.` : undefined,
      ...(isSeveral ? severalLines(flight) : each.flatMap((one) => tickerLines(flight, one))),
      html`Rings ${said.frequency}${said.rearm === 'never' ? '' : `, again only ${said.rearm}`}.`,
      goesToLine(flight.goesTo),
      html`<code>${flight.isShared ? withoutNote(rule.text) : rule.text}</code> ·
        ${expiresAt === undefined ? html`no expiry` : html`until ${dayOf(expiresAt, zone)}`}`,
    ),
    buttons: [
      ...(isPast ? pastButtons(flight) : [armButton(flight, '✅ Arm', 'wait')]),
      ...calmer(flight),
      [
        button('✏️ Edit', 'rule-reword', { text: rule.text }),
        ...chartOf(flight),
        { ...button('✖ Cancel', 'rule-drop', {}), style: 'danger' },
      ],
    ],
  };
}

/** Of several tickers, the one on which it would have rung most. */
function chartOf({ rule, each }: Preflight): readonly Button[] {
  const rings = ({ outlook }: TickerPreflight) =>
    outlook.kind === 'tried' ? outlook.rings.length : 0;
  const [first] = each.toSorted((a, b) => rings(b) - rings(a));
  return first ? [chartButton({ kind: 'draft', text: rule.text }, first.ticker)] : [];
}

function armButton({ rule }: Preflight, label: string, next: 'wait' | 'tell'): readonly Button[] {
  const action = { verb: 'rule-arm', subject: { text: rule.text, next }, once: true } as const;
  return [{ label, action: { kind: 'verb', ...action }, style: 'success' }];
}

function pastButtons(flight: Preflight): readonly (readonly Button[])[] {
  return [
    armButton(flight, 'Wait for a fresh cross', 'wait'),
    armButton(flight, 'Tell me now, then on re-cross', 'tell'),
  ];
}

/** What makes a rule that would ring every day ring less. */
function calmer({ each, rule }: Preflight): readonly (readonly Button[])[] {
  const isNoisy = each.some(({ outlook }) => outlook.kind === 'tried' && outlook.isNoisy);
  if (!isNoisy) return [];
  const isQuoted = each.some(({ outlook }) => outlook.kind === 'tried' && outlook.isCoarse);
  const wishes = [...(isQuoted ? ['every:close'] : []), 'rearm:2%', 'cooldown:1d'].filter(
    (wish) => !rule.text.includes(`${wish.split(':')[0] ?? ''}:`),
  );
  return wishes.length === 0
    ? []
    : [wishes.map((wish) => button(wish, 'rule-calm', { text: rule.text, wish }))];
}

function severalLines(flight: Preflight): readonly (Html | undefined)[] {
  const { each } = flight;
  const shown = each.slice(0, FEW);
  const rings = each.map(({ outlook }) => (outlook.kind === 'tried' ? outlook.rings.length : 0));
  const total = rings.reduce((sum, count) => sum + count, 0);
  const tried = each.filter(({ outlook }) => outlook.kind === 'tried').length;
  return [
    html`${each.length === 1 ? '1 ticker' : `${each.length} tickers`} at this moment; it follows
    what is added and taken away.`,
    ...shown.map((one) => {
      const now = one.standing?.now ?? one.doubt ?? 'no value yet';
      const state = one.isTrue ? ' · already so' : '';
      return html`• <b>${one.ticker}</b> ${now}${state}${ringText(one.outlook)}`;
    }),
    each.length > FEW ? html`… and ${each.length - FEW} more` : undefined,
    tried === 0
      ? undefined
      : html`Together they would have fired <b>${total}×</b>, on ${tried} of ${each.length}.`,
  ];
}

function ringText(outlook: Outlook): string {
  return outlook.kind === 'tried' ? ` · ${outlook.rings.length}× before` : '';
}

function tickerLines(flight: Preflight, one: TickerPreflight): readonly (Html | undefined)[] {
  const { zone, now } = flight;
  const { quote, standing, doubt, session } = one;
  return [
    standing &&
      html`${asOf(one.bar, { zone, now })}
        <b>${standing.now}</b>${standing.gap === undefined ? '' : `: ${standing.gap}`}`,
    doubt === undefined ? undefined : html`⚠️ ${doubt}. It would wait, and I’d say when it works.`,
    ...one.series.flatMap((series) => readinessLine(series) ?? []),
    session && html`Market ${sessionText(session, { zone, now })}.`,
    outlookLine(flight, one.outlook),
    quote && earningsLine(quote, flight),
    quote && html`${quote.instrument.name} · ${ageText(quote, now)} · ${sourceName(quote.source)}`,
  ];
}

function readinessLine({ timeframe, needed, kept, fault }: SeriesReadiness): Html | undefined {
  const count = kept?.closesAt.length ?? 0;
  if (count >= needed) return undefined;
  const why = fault === undefined ? '' : ` (${fault})`;
  return count === 0
    ? html`⚠️ No ${timeframe} bars have come yet${why}; it waits for them.`
    : html`⚠️ It takes ${needed} ${timeframe} bars and there are ${count}${why}: until there are
      enough it can’t be judged.`;
}

function outlookLine({ zone, now }: Preflight, outlook: Outlook): Html {
  if (outlook.kind === 'untried')
    return html`I can’t tell what it would have done: ${outlook.why}.`;
  const { rings, bars, timeframe, from, isCoarse, isNoisy } = outlook;
  const last = rings.at(-1);
  const grain = isCoarse ? `, judged at ${timeframe} closes only` : '';
  const when =
    last === undefined
      ? html``
      : html`, last
        ${now - last.at > 86_400_000 ? dayOf(last.at, zone) : moment(last.at, zone, now)}`;
  return lines(
    html`Would have fired <b>${rings.length}×</b> in ${bars} bars of ${timeframe} (since
      ${dayOf(from, zone)}${grain})${when}.`,
    rings.length === 0 ? undefined : html`${outlook.after.map(aftermathText).join(' · ')}`,
    isNoisy
      ? html`🔊 <b>Noisy</b>: more than once a day. A wider re-arm or closes only?`
      : undefined,
  );
}

const MANY_ENOUGH = 10;

function aftermathText({ bars, medianPct, n }: Aftermath): string {
  const after = bars === 1 ? 'One bar later' : `${bars} bars later`;
  if (n === 0) return `${after}: not known yet`;
  const trust = n < MANY_ENOUGH ? `n=${n}, too few to rely on` : `n=${n}`;
  return `${after} ${formatChange(medianPct)} in the middle (${trust})`;
}
