import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    sequence: { shuffle: true },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Nothing in the program is kept in a module, so files may share what they load.
    isolate: false,
    // Tests wait on sockets as much as they compute, so one worker a core would leave the cores idle.
    maxWorkers: availableParallelism() + 1,
  },
});
