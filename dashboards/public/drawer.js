// Opens a page beside the one somebody looks at: what is fetched is the page itself, of which its part for the drawer
// is shown. A link stays a link: with a key held down, in another tab or without this script it goes there.

const drawer = document.getElementById('drawer');

async function open(link) {
  // What was asked for before must not stand for what cannot be had.
  document.getElementById('drawer-content').replaceChildren();
  await htmx.ajax('GET', link.href, { target: '#drawer-content', select: '[data-drawer-part]' });
  if (drawer.querySelector('[data-drawer-part]') === null) {
    location.assign(link.href);
    return;
  }
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
