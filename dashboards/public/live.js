// Follows changes: when the server says that something changed, the page is read again and those
// live sections that differ are replaced. Nothing moves unless a number changed.

const sign = document.getElementById('live');
const pauseMs = 1000;
let waiting = false;
let reading = false;
let again = false;

function say(state, text) {
  if (!sign || sign.textContent === text) return;
  sign.dataset.state = state;
  sign.textContent = text;
}

const clock = () => new Date().toISOString().slice(11, 19);

// Where the keyboard stands inside a section, told so that it can be found again in the new one.
function stand(section) {
  const { activeElement } = document;
  if (!activeElement || !section.contains(activeElement)) return undefined;
  return [...section.querySelectorAll('a, button, [tabindex], summary')].indexOf(activeElement);
}

// What somebody opened stays open.
function keepOpen(section, fresh) {
  for (const open of section.querySelectorAll('details[open]')) {
    fresh.querySelector(`#${open.id}`)?.setAttribute('open', '');
  }
}

function replace(section, fresh) {
  keepOpen(section, fresh);
  if (section.innerHTML === fresh.innerHTML) return;
  const selection = getSelection();
  if (selection && !selection.isCollapsed && section.contains(selection.anchorNode)) return;
  const place = stand(section);
  const scrolled = [...section.querySelectorAll('.scroll')].map((one) => one.scrollLeft);
  section.replaceChildren(...fresh.childNodes);
  Object.assign(section.dataset, fresh.dataset);
  section.dispatchEvent(new Event('replaced'));
  [...section.querySelectorAll('.scroll')].forEach((one, index) => (one.scrollLeft = scrolled[index] ?? 0));
  if (place !== undefined) {
    section.querySelectorAll('a, button, [tabindex], summary')[place]?.focus({ preventScroll: true });
  }
}

export async function refresh() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (answer.status === 401) {
      say('late', 'logged out; reload to log in');
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const section of document.querySelectorAll('[data-live]')) {
      const next = fresh.getElementById(section.id);
      if (next) replace(section, next);
    }
    say('on', 'live');
  } catch {
    say('late', `out of date since ${clock()} UTC`);
  } finally {
    reading = false;
    if (again) {
      again = false;
      later();
    }
  }
}

function later() {
  if (waiting || document.hidden) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    void refresh();
  }, pauseMs);
}

const events = new EventSource('/api/v1/events');
events.addEventListener('open', () => say('on', 'live'));
events.addEventListener('change', later);
events.addEventListener('error', () => {
  say('late', `out of date since ${clock()} UTC`);
  // A closed stream (a refusal, not a broken connection) is not tried again by the browser.
  if (events.readyState === EventSource.CLOSED) say('late', 'not live; reload for newer');
});
document.addEventListener('visibilitychange', later);
addEventListener('pagehide', () => events.close());
