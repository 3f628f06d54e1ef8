import { SourceError } from '../core/error.ts';

/** What Yahoo means when it answers a request for a chart with a word instead of one. */
type Kind = 'unknown' | 'too-old' | 'nothing' | 'refused';

/** Yahoo answered well, and has no such chart. */
export class ChartRefusal extends SourceError {
  readonly kind: Kind;

  constructor(source: string, { code, description }: { code: string; description: string }) {
    const kind = kindOf(code, description);
    super(source, kind === 'unknown' ? 'not-found' : 'unreadable', { text: `chart: ${kind}` });
    this.name = 'ChartRefusal';
    this.kind = kind;
  }
}

function kindOf(code: string, description: string): Kind {
  if (code === 'Not Found') return 'unknown';
  if (code === 'Unprocessable Entity') return 'too-old';
  // The code alone does not tell a stretch without trading from a request that Yahoo did not understand.
  if (code === 'Bad Request' && NO_DATA.test(description)) return 'nothing';
  return 'refused';
}

const NO_DATA = /^Data doesn't exist for startDate/;
