import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Stories that wait for minutes: begun first, so that none is left to run alone at the end. */
const longest = ['demo-auto', 'thread-faults', 'store-faults', 'serve', 'demo-faults', 'versions', 'reload'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['node_modules/**', 'dist/**'],
    // For what hangs; a machine with more to do than cores takes its time with each process that a test starts.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests wait more than they work: left to itself vitest runs one file at a time where there are two cores.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
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
