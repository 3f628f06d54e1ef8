import type YahooFinance from 'yahoo-finance2';
import { SourceError } from '../core/error.ts';

/** The vendor library's client, one per cookie jar. */
type Yahoo = InstanceType<typeof YahooFinance>;

export type YahooSession = {
  /**
   * Runs one call. When Yahoo no longer accepts the crumb, cookies and crumb are thrown away and the call is made once
   * more.
   *
   * @throws SourceError; anything else that the library throws is an answer it could not read
   */
  run<T>(call: (yahoo: Yahoo) => Promise<T>): Promise<T>;
};

/** Loads the library at the first call, since it costs tens of milliseconds and megabytes. */
export function createYahooSession(source: string, fetcher: typeof fetch): YahooSession {
  let current: Promise<Yahoo> | undefined;

  async function attempt<T>(yahoo: Promise<Yahoo>, call: (yahoo: Yahoo) => Promise<T>): Promise<T> {
    const client = await yahoo;
    try {
      return await call(client);
    } catch (error) {
      if (error instanceof SourceError) throw error;
      // The library's own errors quote whole replies; none of that may reach a log.
      throw new SourceError(source, 'unreadable', {
        text: 'the library could not read the answer',
      });
    }
  }

  return {
    async run(call) {
      const used = (current ??= open(fetcher));
      try {
        return await attempt(used, call);
      } catch (error) {
        if (!(error instanceof SourceError) || error.reason !== 'unauthorised') throw error;
        // Several calls may fail together; only the first of them replaces the session.
        if (current === used) current = open(fetcher);
        return attempt(current, call);
      }
    },
  };
}

const silent = (): void => undefined;

async function open(fetcher: typeof fetch): Promise<Yahoo> {
  const [{ default: YahooFinance }, { ExtendedCookieJar }] = await Promise.all([
    import('yahoo-finance2'),
    import('yahoo-finance2/lib/cookieJar'),
  ]);
  return new YahooFinance({
    fetch: fetcher,
    // The default jar is shared by every instance of the process, and the crumb with it.
    cookieJar: new ExtendedCookieJar(),
    versionCheck: false,
    suppressNotices: ['yahooSurvey', 'ripHistorical'],
    validation: { logErrors: false, logOptionsErrors: false },
    // It would print crumbs and whole replies.
    logger: { info: silent, warn: silent, error: silent, debug: silent, dir: silent },
    queue: { concurrency: 4 },
  });
}
