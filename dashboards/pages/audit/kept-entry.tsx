import type { AuditEntry } from '../../../evidence/scorecard.js';
import { count, counted, percent, position } from '../figures.js';
import { visible } from '../visible-text.js';
import { type FrozenEvidence, frozenEvidence } from './frozen-evidence.js';

/** What the audit keeps, or would keep, of one entry: in words, and to the letter. */
export function KeptEntry({
  entry,
  at,
}: {
  entry: Omit<AuditEntry, 'id' | 'previous' | 'hash'>;
  at: string;
}) {
  const evidence = frozenEvidence.parse(entry.evidence);
  return (
    <>
      <dl class="kept">
        <dt>from</dt>
        <dd>{position(entry.from)}</dd>
        <dt>to</dt>
        <dd>
          {position(entry.to)}
          {entry.forced && <span class="tag">forced</span>}
        </dd>
        <dt>who</dt>
        <dd>
          {visible(entry.actor)} ({entry.role}), {at}
        </dd>
        <Counted evidence={evidence} />
        {evidence.guards !== undefined && (
          <>
            <dt>guards</dt>
            <dd>
              <ul class="plain-list">
                {evidence.guards.map(({ name, verdict, detail }) => (
                  <li>
                    <b class={`word ${verdict}`}>{verdict}</b> {visible(name)}: {visible(detail)}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
      <details id="to-the-letter">
        <summary>To the letter</summary>
        <pre role="region" aria-label="the audit entry" tabindex={0}>
          <code>{visible(JSON.stringify(entry, null, 2))}</code>
        </pre>
      </details>
    </>
  );
}

function Counted({ evidence: { versions, attempt, entities } }: { evidence: FrozenEvidence }) {
  return (
    <>
      {versions && (
        <>
          <dt>versions</dt>
          <dd>
            candidate {visible(versions.candidate ?? 'not told')}, legacy{' '}
            {visible(versions.legacy ?? 'not told')}
            {attempt !== undefined && `, attempt ${count(attempt)}`}
          </dd>
        </>
      )}
      {entities && (
        <>
          <dt>evidence</dt>
          <dd>
            {counted(entities.compared, 'entity', 'entities')} compared, <b>{count(entities.bad)}</b> bad
            {entities.compared > 0 && ` (${percent(entities.bad / entities.compared)})`}
          </dd>
        </>
      )}
    </>
  );
}
