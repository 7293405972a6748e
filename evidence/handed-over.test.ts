import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandedOver } from './handed-over.js';

describe('what was handed over', () => {
  it('is answered for or lost, exactly once, in whatever order the two lines are heard', () => {
    const events = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }).chain((answered) => {
      const all = [
        ...Array.from({ length: 10 }, (_, batch) => ({ say: 'handed' as const, batch })),
        ...[...new Set(answered)].map((batch) => ({ say: 'answered' as const, batch })),
      ];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
    fc.assert(
      fc.property(events, fc.nat(), (heard, goneAfter) => {
        const lost: number[] = [];
        const handed = new HandedOver((pairs) => lost.push(pairs['r'] ?? 0));
        // The analyst's own line ends after everything it answered.
        const lastAnswer = heard.findLastIndex(({ say }) => say === 'answered');
        const gone = Math.max(lastAnswer + 1, goneAfter % (heard.length + 1));
        heard.forEach(({ say, batch }, i) => {
          if (i === gone) handed.gone();
          if (say === 'handed') handed.handed(batch, { r: batch });
          else handed.answered(batch);
        });
        if (gone >= heard.length) handed.gone();
        const answered = heard.filter(({ say }) => say === 'answered').map(({ batch }) => batch);
        const unanswered = Array.from({ length: 10 }, (_, batch) => batch).filter(
          (batch) => !answered.includes(batch),
        );
        expect(lost.toSorted((a, b) => a - b)).toEqual(unanswered);
      }),
      { numRuns: 500 },
    );
  });
});
