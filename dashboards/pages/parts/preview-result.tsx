import type { Preview } from '../../../evidence/inquiry.js';
import type { Complaint } from '../../problem.js';
import { complaintText } from '../../rules-reader.js';
import { count, counted } from '../figures.js';
import { clip, visible } from '../visible-text.js';

/** What rules would make of kept pairs. */
export function PreviewResult({ preview }: { preview: Preview }) {
  const { pairs, entities, before, after, unread, complete, custom } = preview;
  const changed = preview.fields.filter((field) => field.before !== field.after);
  if (pairs === 0) return <p>No pair is kept now: there is nothing to try rules on.</p>;
  return (
    <>
      <p>
        Of {counted(pairs, 'kept pair')} ({entities === 1 ? 'one entity' : `${count(entities)} entities`}){' '}
        <b>{count(after.match)}</b> would match, <b>{count(before.match)}</b> do now.
        {unread > 0 && ` ${counted(unread, 'pair')} could not be compared.`}
        {!complete && ' Time was over before all were compared.'}
        {custom === 'not-asked' && ' The custom comparator was not asked.'}
      </p>
      {changed.length === 0 ? <p>Nothing changes.</p> : <Fields fields={changed} />}
      {preview.silenced.length > 0 && <Silenced differences={preview.silenced} />}
    </>
  );
}

function Fields({ fields }: { fields: Preview['fields'] }) {
  return (
    <div class="scroll" role="region" aria-label="pairs that differ, before and after" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">pattern</th>
            <th scope="col">kind</th>
            <th scope="col" class="num">
              pairs now
            </th>
            <th scope="col" class="num">
              with these rules
            </th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr>
              <th scope="row">
                <Code text={field.pattern} />
              </th>
              <td>{field.kind}</td>
              <td class="num">{count(field.before)}</td>
              <td class="num">{count(field.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Silenced({ differences }: { differences: Preview['silenced'] }) {
  return (
    <div class="scroll" role="region" aria-label="differences that would be silenced" tabindex={0}>
      <table>
        <caption>the first that would no longer stand</caption>
        <thead>
          <tr>
            <th scope="col">path</th>
            <th scope="col">kind</th>
            <th scope="col">legacy</th>
            <th scope="col">candidate</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ path, kind, legacy, candidate }) => (
            <tr>
              <th scope="row">
                <Code text={path} />
              </th>
              <td>{kind}</td>
              <td>{legacy !== undefined && <Code text={JSON.stringify(legacy)} />}</td>
              <td>{candidate !== undefined && <Code text={JSON.stringify(candidate)} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Code = ({ text }: { text: string }) => <code>{visible(clip(text, 160))}</code>;

/** Why rules could not be tried. */
export function PreviewRefused({
  detail,
  problems = [],
}: {
  detail: string;
  problems?: readonly Complaint[];
}) {
  if (problems.length === 0) return <p class="notice">{visible(detail)}</p>;
  return (
    <ul class="notice">
      {problems.map((problem) => (
        <li>{visible(complaintText(problem))}</li>
      ))}
    </ul>
  );
}
