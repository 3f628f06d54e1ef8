import { SourceError } from '../core/error.ts';
import type { EntryFeed, FeedEntry } from '../core/ports/entry-feed.ts';
import { createHttpClient, type HttpLimits } from '../http/client.ts';
import { feedReply, readFeedRow } from './entry-feed-rows.ts';
import type { ProviderDeps } from './provider.ts';

export type EntryFeedOptions = {
  /** `ENTRIES_FEED_URL`. Its path and query are never told of: they may hold a key. */
  readonly url: string;
  /** For tests and slow lines. */
  readonly limits?: Partial<HttpLimits>;
};

const MOST_BYTES = 1024 * 1024;
/** A megabyte of rows is some ten thousand; nobody reads as many. */
const MOST_ROWS = 2_000;

/**
 * Entry signals out of a JSON document: an array of rows, or `{"entries": […]}`. A row names `ticker` (or `symbol`),
 * `system` (1 or 2) or `period` or `days` (20 or 55), `level` (or `price`) and `date`, and may name `stop` and `n` (or
 * `atr`). What cannot be read of it is counted.
 */
export function createEntryFeed(
  { url, limits = {} }: EntryFeedOptions,
  deps: ProviderDeps,
): EntryFeed & { close(): Promise<void> } {
  const { host, username, password } = new URL(url);
  const http = createHttpClient({
    source: host,
    ...deps,
    limits: { maxBodyBytes: MOST_BYTES, connections: 1, ...limits },
  });
  const headers = { accept: 'application/json', ...loginOf(username, password) };
  return {
    host,
    async read() {
      try {
        const rows = await http.getJson({ url, name: 'entries', headers }, feedReply);
        const read = rows.slice(0, MOST_ROWS).map(readFeedRow);
        const entries = read.filter((entry): entry is FeedEntry => entry !== undefined);
        return { kind: 'entries', entries, unread: rows.length - entries.length };
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        return { kind: 'failed', reason: error.reason, detail: error.message };
      }
    },
    close: () => http.close(),
  };
}

/** A name and password in the address are sent as such; undici leaves them out. */
function loginOf(username: string, password: string): Readonly<Record<string, string>> {
  if (username === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${btoa(login)}` };
}
