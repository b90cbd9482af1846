import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'models/**/*.test.ts'],
    exclude: ['node_modules', 'models/checkpoints'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // Two cores: more workers than that only fight over them.
    maxWorkers: 2,
  },
});
