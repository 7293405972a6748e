// Turns the dial: sends the form as JSON (the API takes no forms) and tells what became of it.

import { refresh } from './live.js';

const form = document.querySelector('form[data-dial]');
const told = form?.querySelector('output');

function tell(state, text) {
  told.dataset.state = state;
  told.textContent = text;
}

const stages = ['observe', 'shadow', 'split', 'live', 'retired'];

function place(text) {
  if (stages.includes(text)) return { stage: text };
  return /^\d+(\.\d+)? ?%$/.test(text) ? { share: text } : undefined;
}

function nextText({ stage, share }) {
  return share > 0 && share < 1 ? `${Number((share * 100).toPrecision(6))}%` : stage;
}

function where({ stage, share }) {
  return stage === 'split' ? `split ${Number((share * 100).toPrecision(6))} %` : stage;
}

async function turn(action) {
  const fields = new FormData(form);
  const revision = Number(document.getElementById('dial-now')?.dataset.revision);
  const body = { reason: fields.get('reason').trim(), ...(Number.isInteger(revision) ? { revision } : {}) };
  if (action === 'dial') {
    const to = place(fields.get('to').trim());
    if (!to) {
      tell(
        'refused',
        `Not done. "${fields.get('to')}" is neither a share like 5% nor a stage (${stages.join(', ')}).`,
      );
      return;
    }
    Object.assign(body, to);
    if (fields.get('force') === 'on') body.force = true;
  }
  const answer = await fetch(`${form.dataset.dial}/${action}`, {
    method: action === 'dial' ? 'PUT' : 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) {
    tell('refused', `Not done. ${said.detail}`);
    return;
  }
  tell('done', `Done: ${where(said)}${said.held ? ', held' : ''}; audit entry ${said.entry.id}.`);
  form.elements.reason.value = '';
  if (said.next) form.elements.to.value = nextText(said.next);
  if (form.elements.force) form.elements.force.checked = false;
  await refresh();
}

if (form) {
  form.querySelector('fieldset').disabled = false;
  // What the dial begins to wait for is there to be pressed; who folds it away again means it.
  const now = document.getElementById('dial-now');
  let waits = now?.dataset.waits;
  now?.addEventListener('replaced', () => {
    if (waits !== 'true' && now.dataset.waits === 'true') form.querySelector('details').open = true;
    waits = now.dataset.waits;
  });
  // What was told of the last action must not stand under a new one that the browser holds back.
  form.addEventListener('click', ({ target }) => target.closest('button') && tell('', ''));
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
