// Sends a turn of the dial as JSON (the API takes no forms) and tells what became of it. Forms come and go with the
// drawer, so they are found when they are used.

import { follows, refresh } from './live.js';

function say(form, state, text) {
  const told = form.querySelector('output');
  told.dataset.state = state;
  told.textContent = text;
}

/** What is done is told on the page where it is seen, and the form that asked for it is gone; a page that follows nothing would go on telling what was before. */
function done(form, text) {
  const drawer = form.closest('dialog');
  if (drawer === null || !follows) {
    location.assign(form.dataset.back);
    return;
  }
  drawer.close();
  const told = document.getElementById('done');
  told.textContent = text;
  told.dataset.state = 'done';
  refresh();
}

function where({ stage, share }) {
  return stage === 'split' ? `split ${Number((share * 100).toPrecision(6))} %` : stage;
}

async function turn(form, reason) {
  const { address, method, body } = form.dataset;
  const answer = await fetch(address, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...JSON.parse(body), reason }),
  });
  const said = await answer.json();
  if (answer.ok)
    done(form, `Done: ${where(said)}${said.held ? ', held' : ''}; audit entry ${said.entry.id}.`);
  else say(form, 'refused', `Not done. ${said.detail}`);
}

/** Without this script a form stays disabled, and names the command line instead. */
function enable() {
  for (const fieldset of document.querySelectorAll('form[data-turn] > fieldset:disabled')) {
    fieldset.disabled = false;
    fieldset.querySelector('[autofocus]')?.focus();
  }
}

for (const event of ['htmx:after:swap', 'banyan:opened']) document.addEventListener(event, enable);
enable();

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form[data-turn]');
  if (!form) return;
  event.preventDefault();
  // Read before the form is disabled: then it tells none of its fields.
  const reason = new FormData(form).get('reason').trim();
  const fieldset = form.querySelector('fieldset');
  say(form, 'busy', 'Asking…');
  fieldset.disabled = true;
  try {
    await turn(form, reason);
  } catch (error) {
    say(
      form,
      'refused',
      `Banyan did not answer (${error.message}). Whether the dial turned is not known: look at the audit.`,
    );
  } finally {
    fieldset.disabled = false;
  }
});
