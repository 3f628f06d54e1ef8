import type { ScoreSet, Settings } from '../../app/settings.ts';
import { html, lines } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { undoRow } from './settings.ts';

/** Mixes to begin from; each is what `/settings score` takes. */
const MIXES: readonly (readonly [string, string])[] = [
  ['The usual mix', 'usual'],
  ['Momentum', 'rsi14 roc20:2 adx14 volratio20'],
  ['Turning point', '-rsi14:2 -stoch volratio20'],
  ['Quiet trend', 'roc20:2 adx14 -natr14'],
];

export function scoreQuestion({ score }: Pick<Settings, 'score'>): Message {
  return {
    text: lines(
      html`🧮 <b>What is this chat’s score made of?</b> Now:
        ${score ?? 'rsi14 roc20 adx14 volratio20'}.`,
      html`It runs from 0 to 100: measures that have bounds count as they are, others by their rank
      among the 250 values before. A minus turns one round.`,
      html`Your own: <code>/settings score rsi14:2 roc20 -volz20:0.5</code>, then
        <code>/rule NVDA score &gt; 80</code>`,
    ),
    buttons: [
      ...MIXES.map(([label, mix]) => [button(label, 'score-set', { score: mix })]),
      [button('‹ Back', 'settings', { page: 2 })],
    ],
  };
}

export function scoreMessage(set: ScoreSet): Message {
  if (set.kind === 'problem')
    return {
      text: lines(html`⚠️ ${set.why}`, html`Nothing was changed.`),
      buttons: [[button('‹ Back', 'settings-score', {})]],
    };
  const { change } = set;
  return {
    text: html`🧮 The score here is now <b>${change.after ?? 'the usual mix'}</b>. Rules that read
      it go by that from the next bar on.`,
    buttons: [...undoRow(change), [button('‹ Back', 'settings', { page: 2 })]],
  };
}
