import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    sequence: { shuffle: true },
    testTimeout: 20_000,
    pool: 'forks',
    // Tests wait on sockets as much as they compute, so one worker a core would leave them idle.
    maxWorkers: availableParallelism() + 1,
  },
});
