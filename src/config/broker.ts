import type { Ceiling } from '../core/intent.ts';
import type { Credentials } from '../core/ports/broker.ts';
import type { Variables } from './variables.ts';

/** Trading 212 as it is set up from outside. */
type BrokerConfig = {
  /** Whether the account below is played with or real. */
  readonly mode: 'demo' | 'live';
  /** Where accounts of each kind are asked. */
  readonly bases: { readonly demo: string; readonly live: string };
  /** Of the first owner's account; undefined: none is set up from here. */
  readonly credentials: Credentials | undefined;
  /** The one live account that may be sold from. */
  readonly accountId: string | undefined;
};

export type Selling = {
  readonly broker: BrokerConfig;
  /** The most that anybody may choose. */
  readonly autosell: Ceiling;
  /** Percent of an account's value, where a person has set nothing else. */
  readonly risk: { readonly perPct: number; readonly totalPct: number };
};

export type BrokerReading =
  | { readonly kind: 'ok'; readonly selling: Selling }
  | { readonly kind: 'problem'; readonly text: string };

const OFFICIAL_BASES = {
  demo: 'https://demo.trading212.com/api/v0/equity',
  live: 'https://live.trading212.com/api/v0/equity',
} as const;

/** Joins the variables of the broker. A host of one mode with the other mode is a problem: nobody sells for real by a slip. */
export function brokerConfig(v: Variables): BrokerReading {
  const problem = hostProblem(v) ?? keyProblem(v) ?? riskProblem(v);
  if (problem !== undefined) return { kind: 'problem', text: problem };
  const { T212_API_KEY: key, T212_SECRET_KEY: secret, T212_MODE: mode } = v;
  return {
    kind: 'ok',
    selling: {
      broker: {
        mode,
        bases: basesOf(v),
        credentials: key === undefined ? undefined : { key, secret },
        accountId: v.T212_ACCOUNT_ID,
      },
      autosell: v.AUTOSELL,
      risk: { perPct: v.RISK_PERCENTAGE, totalPct: v.TOTAL_RISK_PERCENTAGE },
    },
  };
}

/** A stand-in stands in for both: nothing goes to the real one beside it. */
function basesOf({ T212_API_BASE: base }: Variables): BrokerConfig['bases'] {
  return modeOfHost(base) === undefined ? { demo: base, live: base } : OFFICIAL_BASES;
}

function hostProblem({ T212_API_BASE: base, T212_MODE: mode }: Variables): string | undefined {
  const hostMode = modeOfHost(base);
  if (hostMode === undefined || hostMode === mode) return undefined;
  const host = URL.parse(base)?.host;
  return (
    `T212_API_BASE leads to ${host}, and T212_MODE is ${mode}. ` +
    `Allowed: ${OFFICIAL_BASES[mode]} with ${mode}, or T212_MODE=${hostMode} with ${host}.`
  );
}

function modeOfHost(base: string): 'demo' | 'live' | undefined {
  const host = URL.parse(base)?.hostname.toLowerCase().replace(/\.$/, '') ?? '';
  if (host !== 'trading212.com' && !host.endsWith('.trading212.com')) return undefined;
  // Whatever is not plainly the demonstration is taken for real money.
  return host === 'demo.trading212.com' ? 'demo' : 'live';
}

function keyProblem(v: Variables): string | undefined {
  if (v.T212_SECRET_KEY === undefined || v.T212_API_KEY !== undefined) return undefined;
  return 'T212_SECRET_KEY is set, and T212_API_KEY is not. Allowed: both, or an older key alone in T212_API_KEY.';
}

function riskProblem(v: Variables): string | undefined {
  const { RISK_PERCENTAGE: per, TOTAL_RISK_PERCENTAGE: total } = v;
  if (per <= total) return undefined;
  return `RISK_PERCENTAGE is ${per}, and TOTAL_RISK_PERCENTAGE is ${total}. Allowed: at most as much for one position as for all.`;
}
