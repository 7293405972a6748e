import type { ShownSuggestion, shownSuggestions } from '../../api/suggestions.js';
import { counted } from '../figures.js';
import { visible } from '../visible-text.js';

type Shown = ReturnType<typeof shownSuggestions>;

/** Rules that the evidence supports; a sentence where there are none, or nobody could tell. */
export function Suggestions({ told }: { told: Shown | { readonly unavailable: string } }) {
  if ('unavailable' in told) return <p class="notice">{visible(told.unavailable)}</p>;
  return (
    <>
      <p class="quiet">
        {told.pairs === 0
          ? 'No pair is kept now: they are kept while something differs, for half an hour.'
          : `From ${counted(told.pairs, 'kept pair')} of ${told.entities === 1 ? 'one entity' : `${told.entities} entities`}. A suggestion never applies itself: paste it under compare: of the route.`}
        {!told.complete && ' Time was over before all was tried.'}
        {told.custom === 'not-asked' && ' The custom comparator was not asked.'}
      </p>
      {told.suggestions.length === 0 && told.pairs > 0 && (
        <p>No rule is supported: nothing that differs would be silenced by one rule in nearly all pairs.</p>
      )}
      {told.suggestions.map((one) => (
        <Suggestion suggestion={one} />
      ))}
      {told.withheld.length > 0 && (
        <p class="quiet">
          A rule for {told.withheld.map((pattern) => visible(pattern)).join(', ')} would have to tell values
          that <code>redact</code> hides.
        </p>
      )}
    </>
  );
}

function Suggestion({ suggestion: { section, yaml, says, forgives } }: { suggestion: ShownSuggestion }) {
  return (
    <article class="suggestion">
      <h3>
        {section} {forgives && <span class="tag">clients would see it</span>}
      </h3>
      <ul>
        {says.map((sentence) => (
          <li>{visible(sentence)}</li>
        ))}
      </ul>
      <pre role="region" aria-label={`the rule for ${section}`} tabindex={0}>
        <code>
          {yaml
            .split('\n')
            .map((line) => `${visible(line)}\n`)
            .join('')
            .trimEnd()}
        </code>
      </pre>
      <p class="turn">
        <button type="button" data-copy={yaml} hidden>
          Copy
        </button>
        <button type="button" data-try={yaml} hidden>
          Try
        </button>
        <output class="told" aria-live="polite"></output>
      </p>
    </article>
  );
}

/**
 * Where rules are tried. Like the dial's form it has no address of its own: `rules.js` sends it as JSON and puts in
 * place what the server rendered; without that script it stays disabled and the command line is named.
 * @param rules what is tried at once
 */
export function PreviewForm({ route, rules = '' }: { route: string; rules?: string | undefined }) {
  const name = visible(route);
  return (
    <form
      class="stack"
      data-preview={`/routes/${encodeURIComponent(route)}/preview`}
      data-run={rules === '' ? undefined : 'once'}
    >
      <fieldset disabled>
        <legend class="hidden">Try rules for {name} on kept pairs</legend>
        {/* Not named by an id: the page may stand below the drawer that has another such form. */}
        <label>
          Rules to try, as YAML: what stands under compare:
          <textarea name="rules" rows={6} spellcheck={false} required>
            {rules}
          </textarea>
        </label>
        <div class="turn">
          <button type="submit">Try on kept pairs</button>
          <label class="check">
            <input type="checkbox" name="instead" /> in place of the route’s rules
          </label>
        </div>
      </fieldset>
      <div data-result role="status"></div>
      <noscript>
        <p class="notice">
          Trying rules needs the script of this page. From a terminal:{' '}
          <code>{`banyan suggest ${name} --try rules.yaml`}</code>
        </p>
      </noscript>
    </form>
  );
}
