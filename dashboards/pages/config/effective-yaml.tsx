import { counted } from '../figures.js';
import { visible } from '../visible-text.js';
import { type YamlLine, yamlLines } from './yaml-lines.js';

/** Lines that are shown: of some hundred routes. */
const linesOfPage = 5_000;

/** All that is in force, line by line; what nobody wrote is quiet. */
export function EffectiveYaml({ yaml }: { yaml: string }) {
  const lines = yamlLines(yaml);
  const shown = lines.slice(0, linesOfPage);
  const routes = shown.flatMap(({ route }) => (route === undefined ? [] : [route]));
  const isWhole = shown.length === lines.length;
  return (
    <section class="panel" aria-label="In force">
      <h2>In force</h2>
      <p class="quiet">
        What the file says, and every default that holds where it says nothing, marked <code># default</code>.
        Comments are left out; … stands in place of what may be a secret.
      </p>
      <Routes names={routes} />
      {isWhole ? (
        <p class="turn">
          <button type="button" data-copy={yaml} hidden>
            Copy
          </button>
          <output class="told" aria-live="polite"></output>
        </p>
      ) : (
        <p>
          The first {counted(shown.length, 'line')} of {counted(lines.length, 'line')}:{' '}
          <code>banyan check --effective</code> prints all of them.
        </p>
      )}
      <pre class="numbered" role="region" aria-label="the effective configuration" tabindex={0}>
        <code>
          {shown.map((line) => (
            <Line line={line} />
          ))}
        </code>
      </pre>
    </section>
  );
}

const Line = ({ line: { text, isDefault, route } }: { line: YamlLine }) => (
  <span class={isDefault ? 'row quiet' : 'row'} id={route === undefined ? undefined : anchorOf(route)}>
    {`${visible(text)}\n`}
  </span>
);

const anchorOf = (route: string): string => `route-${route}`;

function Routes({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <ul class="jumps" aria-label="Routes">
      {names.map((name) => (
        <li>
          {names.length > 1 && (
            <>
              <a href={`#${anchorOf(name)}`}>{visible(name)}</a>{' '}
            </>
          )}
          <a class="quiet" href={`/routes/${encodeURIComponent(name)}`}>
            page of {visible(name)}
          </a>
        </li>
      ))}
    </ul>
  );
}
