import type { Scorecard, ToldGuard } from '../../../evidence/scorecard.js';
import { roughly } from '../../../routing-rules/units.js';
import { percent } from '../figures.js';
import { visible } from '../visible-text.js';

const signs = { pass: '✓', hold: '…', fail: '✕' } as const;

/** Each guard with its verdict, how far its proof has come, and a sentence. */
export function Guards({ route: { stage, guards, dwelt } }: { route: Scorecard }) {
  if (stage === 'retired') return <p class="quiet">Nothing is compared any more, so nothing is guarded.</p>;
  if (guards.length === 0) return <p class="quiet">No guard watches this route yet.</p>;
  return (
    <ul class="guards">
      {guards.map((guard) => (
        <li class={guard.verdict}>
          <span class="sign" aria-hidden="true">
            {signs[guard.verdict]}
          </span>
          <b>{visible(guard.name)}</b>
          <span class="word">{guard.verdict}</span>
          <span class="sentence">
            {visible(guard.detail)}
            <Wait left={guard.left} />
          </span>
          <Progress guard={guard} dwelt={dwelt} />
        </li>
      ))}
    </ul>
  );
}

/** How long the rest takes if nothing bad comes any more. */
function Wait({ left }: Pick<ToldGuard, 'left'>) {
  if (left === null || left.seconds === null) return null;
  const rate = left.of === 'seconds' ? 'more' : 'at this rate';
  return (
    <span class="quiet">
      ; {roughly(left.seconds)} {rate}
    </span>
  );
}

function Progress({ guard, dwelt }: { guard: ToldGuard; dwelt: number }) {
  const part = provenPart(guard, dwelt);
  if (part === null) return null;
  return (
    <progress
      value={part}
      max={1}
      aria-label={`${visible(guard.name)}: ${percent(part)} of the way to proven`}
    />
  );
}

/**
 * How far a guard's proof has come, from 0 to 1: the logarithm of its e-value against the one it needs (design:
 * evidence §4), or of its time; null where nothing is proven by degrees.
 */
export function provenPart({ verdict, proofs, name, left }: ToldGuard, dwelt: number): number | null {
  if (name === 'dwell') return left === null ? 1 : dwelt / (dwelt + left.count);
  // The first is the one that lets it pass; others show that it is worse.
  const [proof] = proofs;
  if (proof === undefined) return null;
  if (verdict === 'pass') return 1;
  return Math.min(1, Math.max(0, proof.logE / proof.needs));
}
