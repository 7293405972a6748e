// Opens a page beside the one somebody looks at: what is fetched is the page itself, of which its part for the drawer
// is shown. A link stays a link: with a key held down, in another tab or without this script it goes there.

const drawer = document.getElementById('drawer');
// Where nothing has come by then the page itself is gone to, and the browser says what it waits for.
const patience = 10_000;
let asked;

/** The part of a page that is for the drawer; null where there is none, whatever the reason: the page itself tells it. */
async function partOf(address, signal) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return answer.ok ? page.querySelector('[data-drawer-part]') : null;
  } catch {
    return null;
  }
}

/** Of two of one name, as where a sample opens beside another's page, that of the drawer gets another. */
function setApart(part) {
  for (const { id } of part.querySelectorAll('[id]')) {
    if (document.getElementById(id) === null) continue;
    const own = `drawer-${id}`;
    part.querySelector(`#${CSS.escape(id)}`).id = own;
    for (const name of ['for', 'aria-labelledby', 'aria-describedby'])
      for (const one of part.querySelectorAll(`[${name}="${CSS.escape(id)}"]`)) one.setAttribute(name, own);
  }
}

/** Only what was asked for last is shown: somebody presses twice, or thinks better of it. */
async function open(link) {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  const content = document.getElementById('drawer-content');
  // What was asked for before must not stand for what cannot be had.
  content.replaceChildren();
  const part = await partOf(link.href, signal);
  if (signal.aborted) return;
  if (part === null) {
    location.assign(link.href);
    return;
  }
  setApart(part);
  content.replaceChildren(part);
  htmx.process(content);
  document.dispatchEvent(new Event('banyan:opened'));
  document.getElementById('drawer-page').href = link.href;
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-drawer]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  void open(link);
});

// A press beside it closes it, as everywhere.
drawer?.addEventListener('click', ({ target }) => target === drawer && drawer.close());
drawer?.addEventListener('close', () => document.getElementById('drawer-content').replaceChildren());
