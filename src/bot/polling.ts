import type { Update } from 'grammy/types';
import type { Instant } from '../core/time.ts';
import { chatKeyOf } from './chat-key.ts';
import type { InboxDeps } from './inbox-deps.ts';
import { createPollReach } from './poll-reach.ts';

const WAIT_S = 50;
const LEAST_WAIT_MS = 200;
const NOT_WRITTEN_MS = 1_000;
const BACKOFF_MS = [1_000, 5_000, 15_000, 30_000, 60_000] as const;

/** Fetches batches of updates and writes each down before asking for the next. Never throws, never gives up. */
export function createPolling(deps: InboxDeps, onStored: () => void) {
  const { log, clock } = deps;
  const controller = new AbortController();
  let offset = 0;
  let failures = 0;
  let lastAt: Instant | undefined;
  const reach = createPollReach(WAIT_S + 10);
  let endPause = (): void => undefined;

  async function pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function recover(error: unknown): Promise<void> {
    if (controller.signal.aborted) return;
    const waitMs = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 60_000;
    failures++;
    reach.failed();
    log.warn(`no updates from Telegram: ${adviceFor(error)}`, { error, waitMs, failures });
    if (isWebhookConflict(error)) await deps.deleteWebhook().catch(() => undefined);
    await pause(waitMs);
  }

  return {
    lastAt: (): Instant | undefined => lastAt,
    async next(): Promise<(readonly Update[])[]> {
      try {
        const askedAt = performance.now();
        const updates = await deps.getUpdates({ offset, waitS: WAIT_S }, controller.signal);
        lastAt = clock();
        reach.answered(updates, lastAt);
        failures = 0;
        if (updates.length > 0) return [updates];
        // A server that does not hold the question open must not be asked without a breath.
        if (performance.now() - askedAt < LEAST_WAIT_MS) await pause(LEAST_WAIT_MS);
        return [];
      } catch (error) {
        await recover(error);
        return [];
      }
    },
    async store(updates: readonly Update[]): Promise<void> {
      const sentAfter = reach.sentAfter(updates);
      const rows = updates.map((update) => rowOf(update, sentAfter));
      if (!receive(deps, rows)) return pause(NOT_WRITTEN_MS);
      // Only now may the next request tell Telegram that these have arrived.
      const last = updates.at(-1);
      if (last !== undefined) offset = last.update_id + 1;
      onStored();
    },
    stop(): void {
      controller.abort();
      endPause();
    },
  };
}

function rowOf(update: Update, sentAfter: Instant | undefined) {
  const { update_id: updateId } = update;
  return { updateId, chatKey: chatKeyOf(update), json: JSON.stringify(update), sentAfter };
}

/** @returns false when they could not be written down: then they are asked for again */
function receive({ inbox, clock, log }: InboxDeps, rows: readonly NewUpdate[]): boolean {
  try {
    inbox.receive(rows, clock());
    return true;
  } catch (error) {
    log.error('updates could not be written down; I ask for them again', { error });
    return false;
  }
}

type NewUpdate = ReturnType<typeof rowOf>;

type ApiFault = { readonly error_code?: unknown; readonly description?: unknown };

function faultOf(error: unknown): { code: number | undefined; text: string } {
  const fault: ApiFault = typeof error === 'object' && error !== null ? error : {};
  const code = typeof fault.error_code === 'number' ? fault.error_code : undefined;
  return { code, text: typeof fault.description === 'string' ? fault.description : '' };
}

function isWebhookConflict(error: unknown): boolean {
  const { code, text } = faultOf(error);
  return code === 409 && text.includes('webhook');
}

function adviceFor(error: unknown): string {
  const { code } = faultOf(error);
  if (code === 401 || code === 404) return 'the token is not accepted; check TELEGRAM_BOT_TOKEN';
  if (code === 409) return 'another program is asking for this bot’s updates; stop the other one';
  if (code === 429) return 'Telegram asks us to slow down';
  return 'Telegram cannot be reached at the moment; trying again';
}
