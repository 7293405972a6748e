import type { ConfigurationComplaint, ConfigurationNews } from '../../configuration-news.js';
import { counted, instant } from '../figures.js';
import { visible } from '../visible-text.js';

const shown = 20;

/** Says on every page that banyan.yaml was changed and not taken, for that is what surprises later. */
export function ConfigurationNotice({ news }: { news: ConfigurationNews }) {
  const { file, notes } = news;
  return (
    <>
      <RefusedNotice news={news} most={shown} />
      {notes.length > 0 && (
        <details class="notice" id="remarks">
          <summary>{counted(notes.length, 'remark')} on the configuration</summary>
          <Complaints complaints={notes} file={file} most={shown} />
        </details>
      )}
    </>
  );
}

/** Why a newer banyan.yaml does not serve; empty where none was refused. */
export function RefusedNotice({ news, most }: { news: ConfigurationNews; most: number }) {
  const { file, loadedAt, refusedAt, problems } = news;
  return (
    <div id="configuration" role="alert">
      {refusedAt !== null && (
        <div class="notice refused">
          <p>
            <b>{visible(file)}</b> was changed at {instant(refusedAt)} but not taken:{' '}
            {counted(problems.length, 'problem')}. What was read at {instant(loadedAt)} still serves.
          </p>
          <Complaints complaints={problems} file={file} most={most} />
        </div>
      )}
    </div>
  );
}

interface ComplaintsProps {
  readonly complaints: readonly ConfigurationComplaint[];
  readonly file: string;
  /** How many are told here. */
  readonly most: number;
}

/** Each with its place in the file, why, and the way out. */
export function Complaints({ complaints, file, most }: ComplaintsProps) {
  return (
    <ul>
      {complaints.slice(0, most).map(({ line, column, where, message }) => (
        <li>
          {line !== undefined && <code>{visible(`${file}:${line}:${column ?? 1}`)}</code>}{' '}
          {where !== '' && <code>{visible(where)}</code>} {visible(message)}
        </li>
      ))}
      {complaints.length > most && (
        <li>and {counted(complaints.length - most, 'more', 'more')}: the log tells all of them.</li>
      )}
    </ul>
  );
}
