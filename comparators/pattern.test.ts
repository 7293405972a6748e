import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PathStep, Whereabouts, writePath, writePattern } from './pattern.js';

it('a walk writes where it stands as its steps are written, wherever it stood before', () => {
  const step = fc.oneof(fc.constantFrom('a', 'a.b', "it's", '__proto__'), fc.nat(3));
  const taken = fc.array(fc.tuple(fc.nat(4), step, fc.boolean()), { maxLength: 30 });
  fc.assert(
    fc.property(taken, (steps) => {
      const whereabouts = new Whereabouts();
      const way: PathStep[] = [];
      for (const [reach, step, isTold] of steps) {
        const depth = Math.min(reach, way.length);
        way.splice(depth, way.length, step);
        whereabouts.step(depth, step);
        expect(whereabouts.first(depth + 1)).toEqual(way);
        if (!isTold) continue;
        expect(whereabouts.write(depth + 1)).toEqual({ path: writePath(way), pattern: writePattern(way) });
        expect(whereabouts.write(depth).path).toBe(writePath(way.slice(0, depth)));
      }
    }),
  );
});
