import { visible } from '../visible-text.js';

/** Says on every page what of Banyan itself, or of an upstream, does not work as it should. */
export function ProblemsNotice({ problems }: { problems: readonly string[] }) {
  return (
    <div id="problems" role="alert">
      {problems.length > 0 && (
        <div class="notice refused">
          <p>
            <b>Degraded.</b>
          </p>
          <ul>
            {problems.map((problem) => (
              <li>{visible(problem)}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
