import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['node_modules/**', 'dist/**'],
    // For what hangs; a machine with more to do than cores takes its time with each process that a test starts.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests wait more than they work: left to itself vitest runs one file at a time where there are two cores.
    maxWorkers: 3,
    // What is waited for comes at once on a quiet machine, and late on a busy one.
    expect: { poll: { timeout: 10_000 } },
    coverage: {
      provider: 'v8',
      reporter: ['text-summary', 'json-summary', 'html'],
      include: [
        'routing-rules/**/*.{ts,tsx}',
        'comparators/**/*.{ts,tsx}',
        'evidence/**/*.{ts,tsx}',
        'proxy/**/*.{ts,tsx}',
        'dashboards/**/*.{ts,tsx}',
        'cli/**/*.{ts,tsx}',
        'demo/**/*.{ts,tsx}',
      ],
    },
  },
});
