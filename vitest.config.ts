import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    sequence: { shuffle: true },
    testTimeout: 20_000,
    pool: 'forks',
    // Tests wait on sockets more than they compute: one worker less than there are cores leaves half of two idle.
    maxWorkers: '100%',
  },
});
