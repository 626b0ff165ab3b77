import { defineConfig } from 'vitest/config';

// Tests of the built command line and of detection quality: whole runs, one after the other.
export default defineConfig({
  test: {
    include: ['test/cli/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
