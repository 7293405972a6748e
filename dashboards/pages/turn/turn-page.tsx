import type { Actor, WouldTurn } from '../../../evidence/desk.js';
import type { Scorecard } from '../../../evidence/scorecard.js';
import { stages } from '../../../routing-rules/dial.js';
import { atLeast } from '../../access/identity.js';
import { KeptEntry } from '../audit/kept-entry.js';
import { position } from '../figures.js';
import { visible } from '../visible-text.js';
import { type Asked, inWords } from './turns-in-words.js';

/** What a page needs to ask for a turn, and to show what it would come to. */
export interface TurnPageProps {
  readonly route: Scorecard;
  readonly actor: Actor;
  readonly asked: Asked;
  readonly would: WouldTurn;
  /** Whether it was judged as an admin's force against the guards. */
  readonly forced: boolean;
}

/** Asks for a reason and shows exactly what the audit will keep, before anything is turned. */
export function TurnPage({ route, actor, asked, would, forced }: TurnPageProps) {
  const words = inWords(asked, route);
  const name = visible(route.name);
  return (
    <article data-drawer-part class="panel turn-page">
      <h1>
        {words.button}: {name}
      </h1>
      <p>{words.comesOfIt}</p>
      <Judgement {...{ route, actor, asked, would, forced }} />
      {would.kind === 'would' && (
        <>
          <form
            class="stack"
            data-turn
            data-address={addressOf(route, asked)}
            data-method={'to' in asked ? 'PUT' : 'POST'}
            data-body={JSON.stringify({
              ...('to' in asked && askedOf(asked)),
              ...(forced && { force: true }),
              revision: route.revision,
            })}
            data-back={`/routes/${encodeURIComponent(route.name)}`}
          >
            <fieldset disabled>
              <label for="reason">Reason, kept in the audit for good</label>
              <textarea id="reason" name="reason" rows={2} required maxlength={1000} autofocus></textarea>
              <div class="turn">
                <button type="submit" class={isDown(route, asked) || forced ? 'down' : 'primary'}>
                  {forced && 'Force: '}
                  {words.button}
                </button>
              </div>
            </fieldset>
            <output class="told" aria-live="polite"></output>
            <noscript>
              <p class="notice">
                Turning needs the script of this page. From a terminal:{' '}
                <code>{commandFor(route, asked)}</code>
              </p>
            </noscript>
          </form>
          <section aria-labelledby="kept">
            <h2 id="kept">What the audit will keep</h2>
            <KeptEntry entry={would.entry} at="at the moment it is done" />
          </section>
        </>
      )}
    </article>
  );
}

const addressOf = ({ name }: Scorecard, asked: Asked): string =>
  `/api/v1/routes/${encodeURIComponent(name)}/${'to' in asked ? 'dial' : asked.action}`;

const askedOf = ({ at }: Extract<Asked, { to: string }>) =>
  at.stage === 'split' ? { share: at.share } : { stage: at.stage };

const isDown = (route: Scorecard, asked: Asked): boolean =>
  'to' in asked ? asked.at.share < route.share : asked.action === 'rollback';

const commandFor = ({ name }: Scorecard, asked: Asked): string =>
  'to' in asked
    ? `banyan dial ${visible(name)} ${asked.to} --reason "…"`
    : `banyan ${asked.action} ${visible(name)} --reason "…"`;

/** Whether it may be done, what stands against it, and what overcomes that. */
function Judgement({ route, actor, asked, would, forced }: TurnPageProps) {
  if (would.kind === 'refused') {
    const byForce = would.why === 'forbidden-by-guards' && atLeast(actor.role, 'admin');
    return (
      <div class="verdict fail">
        <p>
          <b>Not now.</b> {visible(would.detail)}
        </p>
        {byForce && 'to' in asked && (
          <p>
            <a data-drawer href={turnAddress(route, { to: asked.to, force: 'yes' })}>
              Force it, against the guards
            </a>
          </p>
        )}
      </div>
    );
  }
  if (!forced) return null;
  return (
    <p class="verdict fail">
      <b>Against the guards.</b> The audit marks it as forced, by {visible(actor.name)}, with what they miss.
    </p>
  );
}

/** The address of the page that asks for a turn. */
export const turnAddress = (
  { name }: Pick<Scorecard, 'name'>,
  query: Readonly<Record<string, string>>,
): string => `/routes/${encodeURIComponent(name)}/turn?${new URLSearchParams(query)}`;

/** Every place that the dial may be asked to go to, and what else may be asked of it. */
export function TurnMenu({ route, actor }: { route: Scorecard; actor: Actor }) {
  const shares = route.plan.filter((share) => share < 1);
  return (
    <article data-drawer-part class="panel turn-page">
      <h1>Turn the dial: {visible(route.name)}</h1>
      <p>
        It stands at <b>{position(route)}</b>. Down is always possible, in one jump; up goes a step of the
        plan at a time, when every guard passes.
      </p>
      <h2>To</h2>
      <ul class="choices">
        {stages
          .flatMap((stage) => (stage === 'split' ? shares.map(percentText) : [stage]))
          .map((to) => (
            <li>
              <a class="button" data-drawer href={turnAddress(route, { to })}>
                {to}
              </a>
            </li>
          ))}
      </ul>
      <form class="turn" method="get" action={`/routes/${encodeURIComponent(route.name)}/turn`}>
        <label for="to">another share</label>
        <input id="to" name="to" size={7} required pattern="\d{1,3}(\.\d+)? ?%" placeholder="12.5%" />
        <button type="submit">Go on</button>
      </form>
      <h2>Or</h2>
      <ul class="choices">
        <Choice route={route} action="restart-evidence">
          Restart the evidence
        </Choice>
        {route.rolledBack && !route.rolledBack.acknowledged && (
          <Choice route={route} action="acknowledge">
            Acknowledge the rollback
          </Choice>
        )}
        {route.rolledBack?.latched === true && atLeast(actor.role, 'admin') && (
          <Choice route={route} action="unlatch">
            Unlatch
          </Choice>
        )}
      </ul>
    </article>
  );
}

const Choice = ({ route, action, children }: { route: Scorecard; action: string; children: string }) => (
  <li>
    <a class="button" data-drawer href={turnAddress(route, { action })}>
      {children}
    </a>
  </li>
);

/** `5%`, as it is typed. */
export const percentText = (share: number): string => `${Number((share * 100).toPrecision(12))}%`;
