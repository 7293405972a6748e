// The chart of a route's past. The server tells it in words and tables; this draws the same points more finely, and
// reads them again when the page hears of changes.
import {
  clock,
  drawChanges,
  duration,
  forgetColours,
  interval,
  latencyPlot,
  percent,
  ratePlot,
} from './history-plots.js';
import { changesIn, followKeys, placeMarkers } from './history-markers.js';

const section = document.getElementById('history');
const chart = document.getElementById('history-chart');
const late = document.getElementById('history-late');
const bar = chart?.querySelector('.markers');
const atMostEveryMs = 10_000;
const leastSpan = 120;

let past;
let plots = [];
let chosen = new Set();
let changes = [];
const names = ['at', 'upper', 'lower', 'threshold', 'share', 'rate', 'legacy', 'candidate'];
let columns = Object.fromEntries(names.map((name) => [name, []]));

// One row for each point; where there is none for longer than a step, Banyan did not run, and an empty row keeps the
// lines from going through. A turn has a row of its own: the share is known to the moment, the rest is not.
function columnsOf({ points, resolution, changes: turns }) {
  const rows = [];
  let last;
  for (const { at: end, rate, threshold, share, latency } of points) {
    const at = Date.parse(end) / 1000;
    if (last !== undefined && at - last > resolution * 1.5) rows.push({ at: last + resolution / 2 });
    last = at;
    const known = rate.estimate === null ? {} : { rate: rate.estimate, lower: rate.lower, upper: rate.upper };
    rows.push({
      at,
      threshold,
      share,
      legacy: latency.legacy.p95,
      candidate: latency.candidate.p95,
      ...known,
    });
  }
  const begin = (rows[0]?.at ?? 0) - resolution;
  for (const { time, from, to } of turns) {
    const at = Date.parse(time) / 1000;
    if (from.share !== to.share && at > begin && at < last)
      rows.push({ at, share: from.share, isTurn: true });
  }
  rows.sort((a, b) => a.at - b.at);
  // Null breaks a line, undefined does not.
  const column = (name) => rows.map((row) => row[name] ?? (row.isTurn ? undefined : null));
  return Object.fromEntries(names.map((name) => [name, column(name)]));
}

// A route of three minutes is not drawn at the edge of an hour.
function rangeOfX() {
  const to = Date.parse(past.to) / 1000;
  const first = (columns.at[0] ?? to) - past.resolution;
  return [Math.min(to - leastSpan, Math.max(first, Date.parse(past.from) / 1000)), to];
}

// What a step came to, wherever in it a turn was.
function valueAt(name, index) {
  let i = index;
  while (columns[name][i] === undefined && i < columns.at.length - 1) i++;
  return columns[name][i];
}

function tell(index) {
  const i = index ?? columns.at.length - 1;
  const of = (name) => valueAt(name, i);
  const values = {
    when: index == null ? 'newest' : `${clock(columns.at[i]).slice(5, 19).replace('T', ' ')} UTC`,
    rate: percent(of('rate')),
    interval: interval(of('lower'), of('upper')),
    threshold: percent(of('threshold')),
    share: percent(of('share')),
    legacy: duration(of('legacy')),
    candidate: duration(of('candidate')),
  };
  for (const key of chart.querySelectorAll('[data-key]')) {
    const text = values[key.dataset.key];
    if (key.textContent !== text) key.textContent = text;
  }
}

const isChosen = (id) => chosen.has(id);
const hooks = {
  draw: [(plot) => drawChanges(plot, changes, isChosen)],
  setCursor: [(plot) => tell(plot.cursor.idx)],
};

function mark() {
  changes = changesIn(section);
  for (const button of section.querySelectorAll('button[data-change]')) {
    const is = String(isChosen(button.dataset.change));
    if (button.getAttribute('aria-pressed') !== is) button.setAttribute('aria-pressed', is);
  }
  const [plot] = plots;
  if (!plot) return;
  const inset = plot.bbox.left / devicePixelRatio;
  const leftOf = (at) => {
    const { min, max } = plot.scales.x;
    return at < min || at > max ? undefined : inset + plot.valToPos(at, 'x');
  };
  placeMarkers(bar, changes, leftOf, isChosen);
  for (const one of plots) one.redraw(false, false);
}

function choose(ids) {
  chosen = ids.every(isChosen) ? new Set() : new Set(ids);
  mark();
}

function draw() {
  chart.hidden = past.points.length === 0;
  if (chart.hidden) return;
  section.classList.add('drawn');
  columns = columnsOf(past);
  const { at, upper, lower, threshold, share, rate, legacy, candidate } = columns;
  if (plots.length === 0) {
    plots = [
      ratePlot(chart.querySelector('.plot.rate'), hooks, rangeOfX),
      latencyPlot(chart.querySelector('.plot.sides'), hooks, rangeOfX),
    ];
  }
  plots[0].setData([at, upper, lower, threshold, share, rate]);
  plots[1].setData([at, legacy, candidate]);
  tell(plots[0].cursor.idx);
  // uPlot ranges its scales in a microtask; markers stand where they then are.
  queueMicrotask(mark);
}

let read = -Infinity;
let waiting;

// Reads the past again and draws it; never more often than a point can have come.
export function refreshHistory() {
  if (!section || waiting !== undefined) return;
  const wait = Math.max(0, read + atMostEveryMs - performance.now());
  waiting = setTimeout(async () => {
    waiting = undefined;
    if (document.hidden) return;
    read = performance.now();
    try {
      const answer = await fetch(section.dataset.from, { headers: { accept: 'application/json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      past = await answer.json();
      late.textContent = '';
      draw();
    } catch (error) {
      late.textContent = `The chart is out of date: Banyan did not answer (${error.message}). It is read again with the next change.`;
    }
  }, wait);
}

function resize() {
  for (const plot of plots) {
    const place = plot.root.parentElement;
    if (place.clientWidth > 0) plot.setSize({ width: place.clientWidth, height: place.clientHeight });
  }
  queueMicrotask(mark);
}

function show(button) {
  choose([button.dataset.change]);
  chart.scrollIntoView({ block: 'nearest' });
  const at = Date.parse(button.dataset.at) / 1000;
  for (const plot of plots) plot.setCursor({ left: plot.valToPos(at, 'x'), top: 0 }, true);
}

if (section) {
  followKeys(bar, (ids) => {
    choose(ids);
    document.getElementById(`change-${ids[0]}`)?.scrollIntoView({ block: 'nearest' });
  });
  section.addEventListener('click', ({ target }) => {
    const button = target.closest('button[data-change]');
    if (button) show(button);
  });
  // Words and tables are the server's; when they come anew there is something to draw, whoever put them there.
  new MutationObserver((records) => {
    if (records.every(({ target }) => chart.contains(target))) return;
    mark();
    refreshHistory();
  }).observe(section, { childList: true, subtree: true, characterData: true });
  new ResizeObserver(resize).observe(chart);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    forgetColours();
    mark();
  });
  document.addEventListener('banyan:changed', refreshHistory);
  document.addEventListener('visibilitychange', refreshHistory);
  refreshHistory();
}
