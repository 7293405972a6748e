import type { ConfigurationComplaint, ConfigurationNews } from '../../configuration-news.js';
import { counted, instant } from '../figures.js';
import { visible } from '../visible-text.js';

const shown = 20;

/** Says on every page that banyan.yaml was changed and not taken, for that is what surprises later. */
export function ConfigurationNotice({ news }: { news: ConfigurationNews }) {
  const { file, refusedAt, problems, notes } = news;
  return (
    <>
      <div id="configuration" role="alert">
        {refusedAt !== null && (
          <div class="notice refused">
            <p>
              <b>{visible(file)}</b> was changed at {instant(refusedAt)} but not taken:{' '}
              {counted(problems.length, 'problem')}. What was read at {instant(news.loadedAt)} still serves.
            </p>
            <Complaints complaints={problems} file={file} />
          </div>
        )}
      </div>
      {notes.length > 0 && (
        <details class="notice" id="remarks">
          <summary>{counted(notes.length, 'remark')} on the configuration</summary>
          <Complaints complaints={notes} file={file} />
        </details>
      )}
    </>
  );
}

function Complaints({ complaints, file }: { complaints: readonly ConfigurationComplaint[]; file: string }) {
  return (
    <ul>
      {complaints.slice(0, shown).map(({ line, column, where, message }) => (
        <li>
          {line !== undefined && <code>{visible(`${file}:${line}:${column ?? 1}`)}</code>}{' '}
          {where !== '' && <code>{visible(where)}</code>} {visible(message)}
        </li>
      ))}
      {complaints.length > shown && (
        <li>and {counted(complaints.length - shown, 'more', 'more')}: the log tells all of them.</li>
      )}
    </ul>
  );
}
