// Fetches the suggestions of a route once its page stands, copies them, and tries rules on kept pairs.
// What the server rendered is put in place as it is; no text of a stranger's becomes markup here.

const section = document.getElementById('suggestions-now');
const form = document.querySelector('form[data-preview]');

async function read(address, request) {
  const answer = await fetch(address, { ...request, headers: { accept: 'text/html', ...request?.headers } });
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

function say(place, text) {
  const told = document.createElement('p');
  told.className = 'notice';
  told.textContent = text;
  place.replaceChildren(told);
}

function offer(place) {
  const offered = form ? '[data-copy], [data-try]' : '[data-copy]';
  for (const button of place.querySelectorAll(offered)) button.hidden = false;
}

async function suggest(address) {
  try {
    const fresh = (await read(address)).getElementById('suggestions-now');
    if (!fresh) throw new Error('no suggestions came');
    section.replaceChildren(...fresh.childNodes);
    offer(section);
  } catch (error) {
    say(section, `Banyan did not answer (${error.message}). Reload to ask again.`);
  }
}

async function preview() {
  const place = document.getElementById('preview-now');
  const fields = new FormData(form);
  const button = form.querySelector('button');
  button.disabled = true;
  say(place, 'Trying…');
  try {
    const told = await read(form.dataset.preview, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rules: fields.get('rules'), instead: fields.get('instead') === 'on' }),
    });
    const fresh = told.getElementById('preview-now');
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

section?.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button?.dataset.copy) void copy(button);
  if (button?.dataset.try && form) {
    form.elements.rules.value = button.dataset.try;
    form.requestSubmit();
    form.scrollIntoView({ block: 'nearest' });
  }
});

if (section?.dataset.from) void suggest(section.dataset.from);
else if (section) offer(section);
if (form) {
  form.querySelector('fieldset').disabled = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void preview();
  });
}
