import type { Parcel } from '../core/ports/channel.ts';
import { parcelText } from './parcel-text.ts';
import { spelt } from './spelt.ts';

/**
 * Two parts of one message: each carries 153 of the alphabet's letters beside what joins them. One letter beyond the
 * alphabet would make it 67.
 */
const LONGEST = 306;

/** GSM 03.38, its basic letters, and those that take the room of two. */
const BASIC =
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const DOUBLE = '^{}[]~\\|€';

/** What our own messages have that phones' alphabet has not. */
const INSTEAD: Readonly<Record<string, string>> = {
  '▲': '+',
  '▼': '-',
  '−': '-',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '•': '-',
  '·': '-',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '→': '->',
  '±': '+/-',
};

/** The title and one line more, without pictures, in letters that every phone has. */
export function smsText(parcel: Parcel): string {
  const { title, text } = parcelText(parcel, 1_000);
  const [first = '', second = ''] = text.split('\n').filter((line) => line.trim() !== '');
  // What stands outside the message, such as "repeat of #A7K2", takes no line away from it.
  const below = parcel.prefix === undefined ? [first] : [first, second];
  const whole = [title, ...below].map(plainLine).filter((line) => line !== '');
  return cutTo(whole.join('\n'), LONGEST);
}

function plainLine(line: string): string {
  return spelt(line, 1_000, inAlphabet).replaceAll(/ +/g, ' ').trim();
}

function inAlphabet(character: string): string {
  const [first = ''] = character.normalize('NFC');
  const known = INSTEAD[first];
  if (known !== undefined) return known;
  if (BASIC.includes(first) || DOUBLE.includes(first)) return first;
  if (/\s/u.test(first)) return ' ';
  const [base = ''] = character.normalize('NFKD');
  if (BASIC.includes(base)) return base;
  // A picture is left out; a letter of another script shows that something stood there.
  return /\p{L}|\p{N}/u.test(base) ? '?' : '';
}

function cutTo(text: string, most: number): string {
  let room = most;
  let kept = '';
  for (const letter of text) {
    room -= DOUBLE.includes(letter) ? 2 : 1;
    if (room < 0) return `${kept.slice(0, -3)}...`;
    kept += letter;
  }
  return kept;
}
