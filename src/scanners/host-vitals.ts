import { stat, statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';

export type LoopLag = {
  /**
   * The delay that one step in a hundred exceeded since the last reading, in ms; undefined when nothing was measured yet.
   * Reading starts the next measurement, so that one bad minute does not colour the whole day.
   */
  readP99Ms(): number | undefined;
  stop(): void;
};

const RESOLUTION_MS = 20;

/** Watches how late the event loop runs. Costs a timer every 20 ms, which does not keep the process alive. */
export function watchLoopLag(): LoopLag {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    readP99Ms() {
      if (histogram.count === 0) return undefined;
      // The histogram holds whole intervals: what exceeds the resolution is the delay.
      const p99Ms = histogram.percentile(99) / 1e6 - RESOLUTION_MS;
      histogram.reset();
      return Math.max(0, p99Ms);
    },
    stop: () => void histogram.disable(),
  };
}

/**
 * Share of the disk under `path` that an ordinary user may still fill, 0–1; undefined when the file system does not say.
 */
export async function diskFree(path: string): Promise<number | undefined> {
  try {
    const { bavail, blocks } = await statfs(path);
    return blocks > 0 ? bavail / blocks : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes of a file; 0 when there is none, undefined when it cannot be asked. */
export async function fileBytes(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 0 : undefined;
  }
}
