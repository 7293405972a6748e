import { isMeasuredOnly } from '../../../evidence/measured-only.js';
import type { Scorecard } from '../../../evidence/scorecard.js';
import { count } from '../figures.js';
import { visible } from '../visible-text.js';

const sides = ['legacy', 'candidate'] as const;

/** Which versions the evidence is of, or that their deploys cannot be seen, and what would show them. */
export function Versions({ route }: { route: Scorecard }) {
  const own = isMeasuredOnly(route) ? (['legacy'] as const) : sides;
  const seen = own.filter((side) => route.versionsFrom[side] !== null);
  const unseen = own.filter((side) => route.versionsFrom[side] === null);
  return (
    <>
      {seen.length > 0 && (
        <p class="figure">
          versions{' '}
          {seen.map((side, i) => (
            <>
              {i > 0 && ' · '}
              <span class={`dot ${side}`} aria-hidden="true"></span>
              {side} <b>{visible(route.versions[side] ?? 'none told yet')}</b>{' '}
              <span class="quiet">by {visible(route.versionsFrom[side] ?? '')}</span>
            </>
          ))}
          {route.attempt > 1 && ` · attempt ${count(route.attempt)} on it: more must be proven`}
        </p>
      )}
      {unseen.length > 0 && (
        <p class="quiet">
          Deploys of {unseen.map((side) => (side === 'legacy' ? 'legacy' : 'the candidate')).join(' and ')}{' '}
          are invisible: what differs between two versions is counted as one. To see them, say in banyan.yaml
          how the upstream tells its version: <code>{'version: { header: x-app-version }'}</code>
        </p>
      )}
    </>
  );
}
