import type { AuditEntry, Scorecard } from '../../../evidence/scorecard.js';
import { instant, position } from '../figures.js';
import { visible } from '../visible-text.js';

/** In one glance: may this route rise, and if not, what is missing? */
export function MayRise({ route, all = false }: { route: Scorecard; all?: boolean }) {
  const { next } = route;
  if (next === null) {
    return route.stage === 'observe' ? (
      <p class="verdict">Measured only: this route has no candidate yet.</p>
    ) : (
      <p class="verdict">Nowhere further to go.</p>
    );
  }
  if (next.allowed && !route.held) {
    return (
      <p class="verdict pass">
        <b>may rise</b> to {position(next)}
      </p>
    );
  }
  const missing = route.held ? ['held: resume it first', ...next.missing] : next.missing;
  return (
    <div class="verdict hold">
      <p>
        <b>may not rise</b> to {position(next)}
        {!all && missing[0] !== undefined && <>: {visible(missing[0])}</>}
        {!all && missing.length > 1 && <span class="quiet"> and {missing.length - 1} more</span>}
      </p>
      {all && missing.length > 0 && (
        <ul>
          {missing.map((sentence) => (
            <li>{visible(sentence)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Who changed the dial last, and why. */
export function LastChange({ entry }: { entry: AuditEntry | null }) {
  if (entry === null) return <p class="quiet">The dial was never turned.</p>;
  return (
    <p class="quiet">
      {position(entry.from)} → {position(entry.to)} by {visible(entry.actor)}
      {entry.forced && ', forced'}, <time datetime={entry.time}>{instant(entry.time)}</time>: “
      {visible(entry.reason)}”
    </p>
  );
}
