// Copies suggested rules, and tries rules on kept pairs. What the server rendered is put in place as it is; no text
// of a stranger's becomes markup here. Forms and buttons come and go, so they are found when they are used.

function say(place, text) {
  const told = document.createElement('p');
  told.className = 'notice';
  told.textContent = text;
  place.replaceChildren(told);
}

async function tried(form) {
  const fields = new FormData(form);
  const answer = await fetch(form.dataset.preview, {
    method: 'POST',
    headers: { accept: 'text/html', 'content-type': 'application/json' },
    body: JSON.stringify({ rules: fields.get('rules'), instead: fields.get('instead') === 'on' }),
  });
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

async function preview(form) {
  const place = form.querySelector('[data-result]');
  const button = form.querySelector('button');
  say(place, 'Trying…');
  const asked = tried(form);
  button.disabled = true;
  try {
    const told = await asked;
    const fresh = told.querySelector('[data-result]');
    if (fresh) place.replaceChildren(...fresh.childNodes);
    else say(place, told.querySelector('main')?.innerText ?? 'Banyan did not answer.');
  } catch (error) {
    say(place, `Banyan did not answer (${error.message}).`);
  } finally {
    button.disabled = false;
  }
}

async function copy(button) {
  const told = button.parentElement.querySelector('output');
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    told.textContent = 'Copied.';
  } catch {
    told.textContent = 'The browser does not let this page copy; mark the text instead.';
  }
}

/** Without this script buttons stay hidden and forms disabled: neither could do anything. */
function enable() {
  for (const button of document.querySelectorAll('[data-copy][hidden], [data-try][hidden]'))
    button.hidden = button.dataset.try !== undefined && document.querySelector('form[data-preview]') === null;
  for (const fieldset of document.querySelectorAll('form[data-preview] > fieldset:disabled'))
    fieldset.disabled = false;
  for (const form of document.querySelectorAll('form[data-run]')) {
    delete form.dataset.run;
    form.requestSubmit();
    form.scrollIntoView({ block: 'nearest' });
  }
}

for (const event of ['htmx:after:swap', 'banyan:opened']) document.addEventListener(event, enable);
enable();

document.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button?.dataset.copy) void copy(button);
  if (button?.dataset.try) {
    // The form that is nearest: in the drawer its own, on a page the page's.
    const form = (button.closest('dialog') ?? document).querySelector('form[data-preview]');
    form.elements.rules.value = button.dataset.try;
    form.requestSubmit();
    form.scrollIntoView({ block: 'nearest' });
  }
});

document.addEventListener('submit', (event) => {
  if (!event.target.matches('form[data-preview]')) return;
  event.preventDefault();
  void preview(event.target);
});
