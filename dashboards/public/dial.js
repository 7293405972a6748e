// Turns the dial: sends the form as JSON (the API takes no forms) and tells what became of it.

import { refresh } from './live.js';

const form = document.querySelector('form[data-dial]');
const told = form?.querySelector('output');

function tell(state, text) {
  told.dataset.state = state;
  told.textContent = text;
}

function place(text) {
  return /^[0-9]/.test(text) ? { share: text } : { stage: text };
}

function where({ stage, share }) {
  return stage === 'split' ? `split ${Number((share * 100).toPrecision(6))} %` : stage;
}

async function turn(action) {
  const fields = new FormData(form);
  const revision = Number(document.getElementById('dial-now')?.dataset.revision);
  const body = { reason: fields.get('reason').trim(), ...(Number.isInteger(revision) ? { revision } : {}) };
  if (action === 'dial') {
    Object.assign(body, place(fields.get('to').trim()));
    if (fields.get('force') === 'on') body.force = true;
  }
  const answer = await fetch(`${form.dataset.dial}/${action}`, {
    method: action === 'dial' ? 'PUT' : 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) {
    tell('refused', `Not done. ${said.title}: ${said.detail}`);
    return;
  }
  tell('done', `Done: ${where(said)}${said.held ? ', held' : ''}; audit entry ${said.entry.id}.`);
  form.elements.reason.value = '';
  if (form.elements.force) form.elements.force.checked = false;
  await refresh();
}

if (form) {
  form.querySelector('fieldset').disabled = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const buttons = [...form.querySelectorAll('button')];
    tell('busy', 'Asking…');
    for (const button of buttons) button.disabled = true;
    try {
      await turn(event.submitter?.value ?? 'dial');
    } catch (error) {
      tell(
        'refused',
        `Banyan did not answer (${error.message}). Whether the dial turned is not known: look at the audit.`,
      );
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  });
}
