// The changes of a route above its plots: buttons that the keyboard reaches as one stop, with arrows between them.
// What is told of a change is read from its row in the table, so that chart and table cannot disagree.

const apart = 26;

// The changes that the table lists, oldest first.
export function changesIn(section) {
  return [...section.querySelectorAll('button[data-change]')]
    .map((button) => ({
      id: button.dataset.change,
      at: Date.parse(button.dataset.at) / 1000,
      sign: button.textContent,
      direction: ['up', 'down', 'version', 'still'].find((name) => button.classList.contains(name)),
      told: button.getAttribute('aria-label').replace(/^[^:]*: /, ''),
    }))
    .toReversed();
}

// Those that would lie on each other share a marker.
function clusters(changes, leftOf) {
  const all = [];
  for (const change of changes) {
    const left = leftOf(change.at);
    if (left === undefined) continue;
    const last = all.at(-1);
    if (last && left - last.left < apart) last.changes.push(change);
    else all.push({ left, changes: [change] });
  }
  return all;
}

function marker({ left, changes }, isChosen) {
  const button = document.createElement('button');
  const [first] = changes;
  const isOne = changes.length === 1;
  button.type = 'button';
  button.className = `marker ${isOne ? first.direction : 'many'}`;
  button.textContent = isOne ? first.sign : String(changes.length);
  button.dataset.ids = changes.map(({ id }) => id).join(' ');
  const told = changes.map((change) => change.told).join('; ');
  button.setAttribute('aria-label', isOne ? told : `${changes.length} changes: ${told}`);
  button.title = told;
  button.setAttribute('aria-pressed', String(changes.some(({ id }) => isChosen(id))));
  button.style.left = `${left}px`;
  button.tabIndex = -1;
  return button;
}

// Puts a marker where each change is; `leftOf` tells where in CSS pixels, undefined outside of what is drawn.
export function placeMarkers(bar, changes, leftOf, isChosen) {
  const focused = bar.contains(document.activeElement) ? document.activeElement.dataset.ids : undefined;
  const stop = bar.querySelector('[tabindex="0"]')?.dataset.ids;
  const markers = clusters(changes, leftOf).map((one) => marker(one, isChosen));
  bar.replaceChildren(...markers);
  bar.hidden = markers.length === 0;
  const current = markers.find(({ dataset }) => dataset.ids === (focused ?? stop)) ?? markers.at(-1);
  if (current) current.tabIndex = 0;
  if (focused !== undefined) current?.focus({ preventScroll: true });
}

const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

// Arrows go from marker to marker; `choose` is told the ids of the one that is pressed.
export function followKeys(bar, choose) {
  bar.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (button) choose(button.dataset.ids.split(' '));
  });
  bar.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    const markers = [...bar.children];
    const at = markers.indexOf(document.activeElement);
    if (step === undefined || at === -1) return;
    event.preventDefault();
    const next = markers[Math.max(0, Math.min(markers.length - 1, at + step))];
    markers[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}
