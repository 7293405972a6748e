import type { CoverageRow, Coverage as Covered } from '../../../evidence/scorecard.js';
import { standings, type Standing } from '../../../evidence/coverage-book.js';
import { count, counted, percent } from '../figures.js';
import { clip, visible } from '../visible-text.js';
import { HoursStrip } from './hours-strip.js';

/** Rows of the table; the API tells all. */
const mostRows = 200;

/** How much of legacy's contract is proven: requests, fields, hours of the day. */
export function Coverage({ coverage }: { coverage: Covered }) {
  if (coverage.compared === 0)
    return (
      <p class="quiet">
        Nothing was compared yet: no field of legacy’s is known, so none is proven, and the guard holds.
      </p>
    );
  const open = coverage.fields.filter(({ standing }) => standing !== 'equal');
  return (
    <>
      <Requests coverage={coverage} />
      <Fields coverage={coverage} />
      {open.length > 0 && <OpenFields fields={open} />}
      <HoursStrip hours={coverage.hours} />
    </>
  );
}

function Requests({ coverage: { eligible, compared, skipped } }: { coverage: Covered }) {
  const reasons = Object.entries(skipped).toSorted(([, a], [, b]) => b - a);
  return (
    <p>
      <b>{percent(eligible === 0 ? null : compared / eligible)}</b> of {counted(eligible, 'request')} that
      should be compared were
      {reasons.length > 0 &&
        `; not compared: ${reasons.map(([name, n]) => `${name} ${count(n)}`).join(' · ')}`}
      .
    </p>
  );
}

/** What each standing means, as a sentence goes on after "n fields". */
const meanings: Readonly<
  Record<Standing, { readonly says: string; readonly sign: string; readonly is: string }>
> = {
  'never-present': {
    says: 'never there on the candidate: the guard holds until it is projected, or a rule ignores it',
    sign: '✕',
    is: 'fail',
  },
  'never-equal': {
    says: 'there, but never once equal: the guard holds until the projection is mended, or a rule agrees on it',
    sign: '✕',
    is: 'fail',
  },
  ignored: { says: 'ignored by rules: somebody decided so, nothing is proven', sign: '…', is: 'hold' },
  equal: { says: 'compared, and equal at least once', sign: '✓', is: 'pass' },
};

function Fields({ coverage: { censuses, fields } }: { coverage: Covered }) {
  if (censuses === 0)
    return (
      <p>
        Which fields legacy has is <b>not known yet</b>: no two bodies could be laid beside each other. See
        what differs, and why requests are skipped.
      </p>
    );
  if (fields.length === 0) return <p>Legacy’s answers have no body, so there are no fields to compare.</p>;
  return (
    <>
      <p>
        Legacy’s answers have {counted(fields.length, 'field')}, as seen in {counted(censuses, 'comparison')}{' '}
        that were looked at field by field:
      </p>
      <ul class="guards standings">
        {standings.toReversed().map((standing) => {
          const all = fields.filter((field) => field.standing === standing).length;
          const { says, sign, is } = meanings[standing];
          return (
            all > 0 && (
              <li class={is}>
                <span class="sign" aria-hidden="true">
                  {sign}
                </span>
                <b>{count(all)}</b>
                <span class="sentence">{says}</span>
              </li>
            )
          );
        })}
      </ul>
    </>
  );
}

function OpenFields({ fields }: { fields: readonly CoverageRow[] }) {
  return (
    <>
      <h3 id="not-proven">Not proven</h3>
      <div class="scroll long" role="region" aria-labelledby="not-proven" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">field</th>
              <th scope="col">how it stands</th>
              <th scope="col" class="num">
                seen
              </th>
              <th scope="col" class="num">
                differed
              </th>
              <th scope="col" class="num">
                absent
              </th>
            </tr>
          </thead>
          <tbody>
            {fields.slice(0, mostRows).map((field) => (
              <tr>
                <th scope="row">
                  <code>{visible(clip(field.pattern, 160))}</code>
                </th>
                <td>{wordOf[field.standing]}</td>
                <td class="num">{count(field.seen)}</td>
                <td class="num">{count(field.differs)}</td>
                <td class="num">{count(field.absent)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {fields.length > mostRows && (
        <p class="quiet">
          {count(fields.length - mostRows)} more are told by the API: GET /api/v1/routes/…/coverage
        </p>
      )}
    </>
  );
}

const wordOf: Readonly<Record<Standing, string>> = {
  'never-present': 'never on the candidate',
  'never-equal': 'never equal',
  ignored: 'ignored by a rule',
  equal: 'equal',
};
