/** What follows `/list`, as meant. `name` and `to` are as typed: whether they can be names is looked at by whoever asks. */
export type ListWish =
  | { readonly kind: 'all' }
  | { readonly kind: 'show'; readonly name: string }
  | {
      readonly kind: 'new' | 'add' | 'remove';
      readonly name: string;
      readonly tickers: string;
    }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'delete'; readonly name: string }
  | { readonly kind: 'share'; readonly name: string };

const VERBS: Readonly<Record<string, Exclude<ListWish['kind'], 'all' | 'show'>>> = {
  new: 'new',
  add: 'add',
  remove: 'remove',
  drop: 'remove',
  rm: 'remove',
  rename: 'rename',
  delete: 'delete',
  del: 'delete',
  share: 'share',
};

/** `/list add semis TSM`, and as many say it: `/list semis add TSM`. */
export function readListWish(args: string): ListWish {
  const words = args.split(/[\s,;]+/).filter((word) => word !== '');
  const [first, second] = words;
  if (first === undefined) return { kind: 'all' };
  const verbAt = [first, second].findIndex((word) => word !== undefined && kindOf(word));
  const kind = kindOf(words[verbAt] ?? '');
  if (kind === undefined) {
    // Tickers behind a name can only be meant to go in.
    return words.length === 1
      ? { kind: 'show', name: first }
      : { kind: 'add', name: first, tickers: words.slice(1).join(' ') };
  }
  const [name = '', ...rest] = words.filter((_, i) => i !== verbAt);
  switch (kind) {
    case 'rename':
      return { kind, name, to: rest.filter((word) => word.toLowerCase() !== 'to')[0] ?? '' };
    case 'delete':
    case 'share':
      return { kind, name };
    default:
      return { kind, name, tickers: rest.join(' ') };
  }
}

function kindOf(word: string) {
  return Object.hasOwn(VERBS, word.toLowerCase()) ? VERBS[word.toLowerCase()] : undefined;
}
