import { changeTold } from '../../../evidence/audit/tell-entry.js';
import { isBadForGood } from '../../../evidence/bad-for-good.js';
import { isMeasuredOnly } from '../../../evidence/measured-only.js';
import type { AuditEntry, NextStep, Scorecard } from '../../../evidence/scorecard.js';
import { count, counted, instant, position, span } from '../figures.js';
import { visible } from '../visible-text.js';

/** In one glance: may this route rise, and if not, what is missing? */
export function MayRise({ route, all = false }: { route: Scorecard; all?: boolean }) {
  const { next } = route;
  if (next === null) {
    return isMeasuredOnly(route) ? (
      <p class="verdict">Measured only: this route has no candidate yet.</p>
    ) : (
      <FromLiveOn route={route} />
    );
  }
  if (next.allowed && !route.held) {
    return (
      <p class="verdict pass">
        <b>may rise</b> to {position(next)}
        {route.raise === 'auto' && ', and does so by itself'}
      </p>
    );
  }
  const { missing } = next;
  // Each guard says beside what it misses.
  const waiting = route.guards.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name);
  const others = missing.filter((sentence) => !waiting.some((name) => sentence.startsWith(`${name}: `)));
  return (
    <div class="verdict hold">
      <p>
        <b>may not rise</b> to {position(next)}
        {!all && missing[0] !== undefined && <>: {visible(missing[0])}</>}
        {!all && missing.length > 1 && <span class="quiet"> and {missing.length - 1} more</span>}
        {all && next.yieldsToForce && waiting.length > 0 && (
          <>: {visible(waiting.join(', '))} must pass first</>
        )}
        <Earliest next={next} />
      </p>
      {all && others.length > 0 && (
        <ul>
          {others.map((sentence) => (
            <li>{visible(sentence)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a live route saw since it is live: what whoever retires legacy should have read (design: evidence §5). */
function FromLiveOn({ route }: { route: Scorecard }) {
  if (route.stage !== 'live')
    return <p class="verdict">Legacy is not read any more. Turn the dial to shadow to take it back.</p>;
  const { entities, draws, bad } = route.step;
  return (
    <>
      <p class="verdict">
        Live for {span(route.dwelt)}: {counted(entities.compared, 'entity', 'entities')} compared with legacy
        since, {count(entities.bad)} bad; of {counted(draws, 'request')} drawn {count(bad)} bad. Once retired,
        legacy is not read any more: nothing is compared, and nothing falls back.
      </p>
      {route.retiring && <MayRetire step={route.retiring} />}
    </>
  );
}

/** Whether legacy may be retired, which never happens by itself. */
function MayRetire({ step }: { step: NextStep }) {
  if (step.allowed)
    return (
      <p class="verdict pass">
        <b>may be retired</b>: turn the dial to retired. Only somebody does, never Banyan.
      </p>
    );
  return (
    <p class="verdict hold">
      <b>may not be retired</b> yet: {visible(step.missing[0] ?? '')}
      {step.missing.length > 1 && <span class="quiet"> and {step.missing.length - 1} more</span>}
      <Earliest next={step} />
    </p>
  );
}

/** A rollback, who answers for it, and where nobody does yet what to do about it. */
export function RolledBackNotice({ route: { rolledBack, raise } }: { route: Scorecard }) {
  if (rolledBack === null) return null;
  const { automatic, at, why, acknowledged, latched } = rolledBack;
  return (
    <div class={acknowledged ? 'verdict' : 'verdict fail'}>
      <p>
        <b>rolled back</b> {automatic && 'by itself '}
        <time datetime={at}>{instant(at)}</time>
        {acknowledged && ', acknowledged'}: {visible(why)}
      </p>
      {latched && <p>It happened too often: an admin lets it rise again (Unlatch).</p>}
      {!automatic && raise === 'after-acknowledge' && (
        <p>It does not rise by itself before somebody acknowledges that.</p>
      )}
      {automatic && !acknowledged && !latched && (
        <p>
          Acknowledge it once somebody knows why, or deploy another version of the candidate, later than 15
          minutes after.
        </p>
      )}
    </div>
  );
}

/** What keeps the dial from coming down by itself now. */
export function BlindSpots({ route: { blindSpots } }: { route: Scorecard }) {
  return (
    <>
      {blindSpots.map((spot) => (
        <p class="verdict hold">
          <b>watched less</b>: {visible(spot)}.
        </p>
      ))}
    </>
  );
}

/** The way out where no time and no clean traffic is one. */
export function BadForGoodNotice({ route }: { route: Scorecard }) {
  if (!isBadForGood(route)) return null;
  return (
    <p>
      What is bad stays bad in this evidence. Once it is mended,{' '}
      {route.versionsFrom.candidate === null ? '' : 'another version of the candidate begins anew, or '}
      restart the evidence.
    </p>
  );
}

/** When the dial may rise at the earliest, and because of what. */
function Earliest({ next }: { next: NextStep }) {
  if (next.earliest === null) return null;
  return (
    <span class="quiet">
      {' '}
      · earliest <time datetime={next.earliest.at}>{instant(next.earliest.at)}</time> because of{' '}
      {visible(next.earliest.because)}
    </span>
  );
}

/** Who changed the dial last, and why. */
export function LastChange({ entry }: { entry: AuditEntry | null }) {
  if (entry === null) return <p class="quiet">The dial was never turned.</p>;
  return (
    <p class="quiet">
      {changeTold(entry)}
      {entry.forced && ' (forced)'} by {visible(entry.actor)},{' '}
      <time datetime={entry.time}>{instant(entry.time)}</time>: “{visible(entry.reason)}”
    </p>
  );
}
