import type { Actor } from '../../../evidence/desk.js';
import type { Scorecard } from '../../../evidence/scorecard.js';
import { stages } from '../../../routing-rules/dial.js';
import { atLeast } from '../../access/identity.js';
import { waitsForSomebody } from './rising.js';
import { visible } from '../visible-text.js';

/** The next place of the dial as one would type it: `5%`, or a stage. */
function nextText({ next }: Scorecard): string {
  if (next === null) return '';
  return next.stage === 'split' || next.stage === 'live'
    ? `${Number((next.share * 100).toPrecision(12))}%`
    : next.stage;
}

/**
 * Turns the dial. The form has no address of its own: writes are JSON, so `dial.js` sends it; without
 * that script it stays disabled and the command line is named instead.
 */
export function DialControl({ route, actor }: { route: Scorecard; actor: Actor }) {
  if (!atLeast(actor.role, 'operator')) {
    return <p class="quiet">You may look. Turning the dial needs the role operator.</p>;
  }
  const name = visible(route.name);
  return (
    <form class="dial-control stack" data-dial={`/api/v1/routes/${encodeURIComponent(route.name)}`}>
      <fieldset disabled>
        <legend class="hidden">Turn the dial of {name}</legend>
        <label for="reason">Reason, kept in the audit</label>
        <input
          id="reason"
          name="reason"
          required
          maxlength={1000}
          autocomplete="off"
          aria-describedby="written"
        />
        <div class="turn">
          <label for="to">Turn to</label>
          <input
            id="to"
            name="to"
            list="places"
            value={nextText(route)}
            size={9}
            autocomplete="off"
            placeholder="5%"
          />
          <datalist id="places">
            {['1%', '5%', '25%', '50%', '100%', ...stages].map((place) => (
              <option value={place}></option>
            ))}
          </datalist>
          <button type="submit" name="action" value="dial" class="primary">
            Turn
          </button>
          {actor.role === 'admin' && (
            <label class="check">
              <input type="checkbox" name="force" /> force, against the guards
            </label>
          )}
        </div>
        <div class="turn">
          <button type="submit" name="action" value="hold">
            Hold
          </button>
          <button type="submit" name="action" value="resume">
            Resume
          </button>
          <button type="submit" name="action" value="rollback" class="down">
            Roll back to shadow
          </button>
        </div>
        <details id="after-rollback" open={waitsForSomebody(route)}>
          <summary>After a rollback, or with a mended candidate</summary>
          <div class="turn">
            <button type="submit" name="action" value="acknowledge">
              Acknowledge the rollback
            </button>
            {actor.role === 'admin' && (
              <button type="submit" name="action" value="unlatch">
                Unlatch
              </button>
            )}
            <button type="submit" name="action" value="restart-evidence">
              Restart the evidence
            </button>
          </div>
        </details>
      </fieldset>
      <p id="written" class="quiet">
        The audit keeps: from, to, {visible(actor.name)} ({actor.role}), the reason, and the evidence of this
        moment.
      </p>
      <output class="told" aria-live="polite"></output>
      <noscript>
        <p class="notice">
          Turning needs the script of this page. From a terminal:{' '}
          <code>{`banyan dial ${name} 5% --reason "…"`}</code>
        </p>
      </noscript>
    </form>
  );
}
