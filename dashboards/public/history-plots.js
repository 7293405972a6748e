// Draws the past of a route: two plots over one time and one cursor. Knows uPlot and colours, asks for nothing.

const { uPlot } = globalThis;

// Colours come from the style sheet, so that light, dark and print agree with the page.
const canvas = document.createElement('canvas').getContext('2d');
let colours = new Map();
export const forgetColours = () => (colours = new Map());

function colour(name, alpha) {
  const key = `${name} ${alpha ?? ''}`;
  if (!colours.has(key)) {
    canvas.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const [, r, g, b] = /^#(..)(..)(..)$/.exec(canvas.fillStyle) ?? [];
    const clear = [r, g, b].map((hex) => Number.parseInt(hex, 16)).join(' ');
    colours.set(key, alpha !== undefined && r ? `rgb(${clear} / ${alpha})` : canvas.fillStyle);
  }
  return colours.get(key);
}

const nbsp = '\u00a0';
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function digits(ratio) {
  const value = ratio * 100;
  if (value === 0 || value === 100) return String(value);
  if (value < 0.0005) return '<\u20090.0005';
  if (value > 99.99) return '>\u200999.99';
  return String(Number(value < 1 ? value.toPrecision(2) : value.toFixed(value > 99 ? 2 : 1)));
}

export const percent = (ratio) => (ratio == null ? '–' : `${digits(ratio)}${nbsp}%`);

export const interval = (lower, upper) =>
  lower == null ? '–' : `${digits(lower)}${nbsp}…${nbsp}${digits(upper)}${nbsp}%`;

export function duration(seconds) {
  if (seconds == null) return '–';
  const ms = seconds * 1000;
  if (ms < 10) return `${Number(ms.toFixed(1))}${nbsp}ms`;
  return ms < 10_000 ? `${grouped.format(ms)}${nbsp}ms` : `${Number(seconds.toFixed(1))}${nbsp}s`;
}

export const clock = (seconds) => new Date(seconds * 1000).toISOString();

// Everybody reads one clock, as in the audit.
const utc = (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC');

// The day stands below its first time, where more than one is drawn.
function times(plot, splits, axis, space, step) {
  const days = splits.map((at) => clock(at).slice(0, 10));
  return splits.map((at, i) => {
    if (step >= 86_400) return days[i].slice(5);
    const time = clock(at).slice(11, step < 60 ? 19 : 16);
    const isNew = days[i] !== days[i - 1] && days[0] !== days.at(-1);
    return isNew ? `${time}\n${days[i].slice(5)}` : time;
  });
}

const font = '12px system-ui, sans-serif';
const axis = (more) => ({
  stroke: () => colour('quiet'),
  grid: { stroke: () => colour('line'), width: 1 },
  ticks: { stroke: () => colour('line'), width: 1, size: 4 },
  font,
  gap: 4,
  ...more,
});
const heightOf = (values) => (values?.some((told) => told.includes('\n')) ? 44 : 28);
const timeAxis = (isTold) =>
  axis({
    values: isTold ? times : (_, splits) => splits.map(() => ''),
    size: isTold ? (_, values) => heightOf(values) : 8,
    space: 60,
  });

const line = (name, more) => ({
  stroke: () => colour(name),
  width: 1.5,
  points: { size: 5 },
  ...more,
});

const inView = (splits) => (plot, axisIndex, min, max) =>
  splits.filter((value) => value >= min && value <= max * 1.001);

const decades = [0, 0.0001, 0.001, 0.01, 0.1, 1];
const times125 = [-5, -4, -3, -2, -1, 0, 1, 2, 3].flatMap((power) => [1, 2, 5].map((n) => n * 10 ** power));

// A label that would lie on the one before it is left out.
function legible(scale) {
  return (plot, splits) => {
    let last;
    return splits.map((value) => {
      const place = plot.valToPos(value, scale);
      if (last !== undefined && Math.abs(last - place) < 18) return null;
      last = place;
      return value;
    });
  };
}
const orNothing = (tell) => (_, splits) => splits.map((value) => (value === null ? '' : tell(value)));

// Whole decades alone where there are many.
const fewer = (plot, splits) => (splits.length > 7 ? splits.map((v) => (isDecade(v) ? v : null)) : splits);
const isDecade = (value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

const left = 58;
const right = 46;

function options(place, { series, scales, axes, bands, hooks }) {
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    series: [{}, ...series],
    scales: { x: { time: true }, ...scales },
    axes,
    bands,
    hooks,
    tzDate: utc,
    legend: { show: false },
    padding: [6, 0, 0, 0],
    cursor: {
      sync: { key: 'history' },
      y: false,
      drag: { x: false, y: false },
      points: { size: 7 },
    },
  };
}

// The mismatch rate with its interval and threshold, and the share as steps. Between 0 and the threshold the scale is
// even, beyond it each decade takes as much room.
export function ratePlot(place, hooks, rangeOfX) {
  const series = [
    line('quiet', { scale: 'rate', width: 0, points: { show: false } }),
    line('quiet', { scale: 'rate', width: 0, points: { show: false } }),
    line('fail', { scale: 'rate', width: 1.25, dash: [6, 4], points: { show: false } }),
    line('candidate', {
      scale: 'share',
      paths: uPlot.paths.stepped({ align: -1 }),
      fill: () => colour('candidate', 0.08),
      points: { show: false },
    }),
    line('ink', { scale: 'rate', width: 2 }),
  ];
  const scales = {
    x: { time: true, range: rangeOfX },
    rate: { distr: 4, asinh: 0.0005, range: (_, __, max) => [0, Math.min(1, Math.max(max * 1.15, 0.002))] },
    // The first steps of a plan are small, and must be seen: a share stands at its root.
    share: { distr: 100, fwd: Math.sqrt, bwd: (value) => value ** 2, range: [0, 1] },
  };
  const axes = [
    timeAxis(false),
    axis({
      scale: 'rate',
      size: left,
      splits: inView(decades),
      filter: legible('rate'),
      values: orNothing(percent),
    }),
    axis({
      scale: 'share',
      side: 1,
      size: right,
      stroke: () => colour('candidate'),
      grid: { show: false },
      splits: () => [0, 0.01, 0.05, 0.25, 0.5, 1],
      filter: legible('share'),
      values: orNothing(percent),
    }),
  ];
  const bands = [{ series: [1, 2], fill: () => colour('quiet', 0.22) }];
  return new uPlot(options(place, { series, scales, axes, bands, hooks }), undefined, place);
}

// Both sides' p95: a side that is a hundred times as fast must be seen beside the other.
export function latencyPlot(place, hooks, rangeOfX) {
  const series = [
    line('legacy', { scale: 'seconds', width: 2, dash: [2, 2] }),
    line('candidate', { scale: 'seconds', width: 2 }),
  ];
  const scales = {
    x: { time: true, range: rangeOfX },
    seconds: {
      distr: 3,
      range: (_, min, max) =>
        min == null || min <= 0 ? [0.001, 1] : [min / 1.6, Math.max(max * 1.6, min * 6)],
    },
  };
  const axes = [
    timeAxis(true),
    axis({
      scale: 'seconds',
      size: left,
      splits: inView(times125),
      filter: fewer,
      // Short, for the edge: the legend tells them in full.
      values: orNothing((value) => (value < 1 ? duration(value) : `${value}${nbsp}s`)),
    }),
    axis({ side: 1, scale: 'seconds', size: right, splits: () => [], grid: { show: false } }),
  ];
  return new uPlot(options(place, { series, scales, axes, hooks }), undefined, place);
}

// Lines where the dial was turned, through either plot; those that are chosen are whole.
export function drawChanges(plot, changes, isChosen) {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { id, at, direction } of changes) {
    if (at < plot.scales.x.min || at > plot.scales.x.max) continue;
    const x = Math.round(plot.valToPos(at, 'x', true)) + 0.5;
    ctx.strokeStyle = colour({ up: 'pass', down: 'fail' }[direction] ?? 'quiet');
    ctx.lineWidth = (isChosen(id) ? 2.5 : 1) * devicePixelRatio;
    ctx.setLineDash(isChosen(id) ? [] : [3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
