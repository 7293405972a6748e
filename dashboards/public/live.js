// Says whether what is shown is of now. htmx hears the server's events and morphs what changed into the page, so
// that nothing moves unless a number changed; here it is only told when it cannot.

const sign = document.getElementById('live');
// The server says at least every 15 s that it is there.
const silentAfter = 40_000;
// The page is read again at most some seconds after a change; a reading that never ends is none.
const unreadAfter = 20_000;
const troubles = new Map();
let unread;
let heard = performance.now();

const clock = () => new Date().toISOString().slice(11, 19);

function show() {
  const [trouble] = troubles.values();
  const text = trouble ?? 'live';
  if (sign.textContent === text) return;
  sign.dataset.state = trouble === undefined ? 'on' : 'late';
  sign.textContent = text;
}

function trouble(where, status) {
  const since = `out of date since ${clock()} UTC`;
  if (status === 401) troubles.set(where, 'logged out; reload to log in');
  else if (!troubles.has(where)) troubles.set(where, since);
  show();
}

function well(where) {
  heard = performance.now();
  if (where === 'content') unread = undefined;
  troubles.delete(where);
  show();
}

/** Whether the page follows changes. */
export const follows = sign !== null;

/** Reads the page again, now. */
export function refresh() {
  htmx.trigger(sign, 'change');
}

if (sign) {
  for (const event of ['htmx:sse:after:connection', 'htmx:sse:before:message'])
    sign.addEventListener(event, () => well('events'));
  for (const event of ['htmx:sse:error', 'htmx:sse:close'])
    sign.addEventListener(event, ({ detail }) => trouble('events', detail.status));
  // Of the page's own readings, and of a stream that was refused at once.
  for (const event of ['htmx:error', 'htmx:response:error'])
    document.addEventListener(event, ({ target, detail }) => {
      if (target.id === 'content' || target === sign) trouble(target.id, detail.ctx?.response?.status);
    });
  document.addEventListener('htmx:after:swap', ({ target }) => target.id === 'content' && well('content'));
  sign.addEventListener('change', () => {
    unread ??= performance.now();
    document.dispatchEvent(new Event('banyan:changed'));
  });
  setInterval(() => {
    const now = performance.now();
    // Hidden pages hear and read nothing.
    if (document.hidden) unread = undefined;
    else if (now - heard > silentAfter) trouble('events');
    else if (now - unread > unreadAfter) trouble('content');
  }, 5_000);
}
