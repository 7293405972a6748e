import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FreezeWindow, freezeWindow } from './freeze-window.js';
import { frozenUntil } from './frozen-until.js';

const window = (from: string, to: string, zone = 'Europe/Berlin'): FreezeWindow =>
  freezeWindow.parse({ from, to, zone });
const until = (windows: readonly FreezeWindow[], now: string) => told(frozenUntil(windows, new Date(now)));
const told = (answer: Date | 'always' | null) =>
  answer instanceof Date ? answer.toISOString().replace(':00.000Z', 'Z') : answer;

describe('a dial', () => {
  const weekend = ['Fri 16:00', 'Mon 08:00'] as const;
  const night = ['22:00', '06:00'] as const;
  const holidays = ['2026-12-20 18:00', '2027-01-04 08:00'] as const;

  /** Each window begins and ends at these instants; 1 ms before and at each of them is looked at. */
  const edges: [string, readonly [string, string], string, string, string][] = [
    ['over the weekend', weekend, 'Europe/Berlin', '2026-11-20T15:00Z', '2026-11-23T07:00Z'],
    ['over the end of the week', ['Sun 23:00', 'Mon 01:00'], 'UTC', '2026-11-22T23:00Z', '2026-11-23T01:00Z'],
    [
      'within one day of the week',
      ['Wed 09:00', 'Wed 17:00'],
      'UTC',
      '2026-11-18T09:00Z',
      '2026-11-18T17:00Z',
    ],
    ['all week but an hour', ['Wed 10:00', 'Wed 09:00'], 'UTC', '2026-11-18T10:00Z', '2026-11-25T09:00Z'],
    ['over midnight', night, 'Europe/Berlin', '2026-11-18T21:00Z', '2026-11-19T05:00Z'],
    ['until midnight', ['22:00', '00:00'], 'Europe/Berlin', '2026-11-18T21:00Z', '2026-11-18T23:00Z'],
    ['over new year', holidays, 'Europe/Berlin', '2026-12-20T17:00Z', '2027-01-04T07:00Z'],
    ['where the week begins first', weekend, 'Pacific/Kiritimati', '2026-11-20T02:00Z', '2026-11-22T18:00Z'],
    ['where the week begins last', weekend, 'Pacific/Pago_Pago', '2026-11-21T03:00Z', '2026-11-23T19:00Z'],
    ['a quarter of an hour aside', night, 'Asia/Kathmandu', '2026-11-18T16:15Z', '2026-11-19T00:15Z'],
    // Spring: the clock leaps from 02:00 to 03:00.
    ['over a weekend in spring, Berlin', weekend, 'Europe/Berlin', '2026-03-27T15:00Z', '2026-03-30T06:00Z'],
    [
      'over a weekend in spring, New York',
      weekend,
      'America/New_York',
      '2026-03-06T21:00Z',
      '2026-03-09T12:00Z',
    ],
    [
      'from a time that is leapt over',
      ['02:30', '05:00'],
      'Europe/Berlin',
      '2026-03-29T00:30Z',
      '2026-03-29T03:00Z',
    ],
    [
      'until a time that is leapt over',
      ['00:00', '02:30'],
      'Europe/Berlin',
      '2026-03-28T23:00Z',
      '2026-03-29T01:30Z',
    ],
    [
      'within what is leapt over',
      ['02:15', '02:45'],
      'America/New_York',
      '2026-03-08T06:15Z',
      '2026-03-08T07:45Z',
    ],
    [
      'from a leapt half hour',
      ['02:15', '05:00'],
      'Australia/Lord_Howe',
      '2026-10-03T15:15Z',
      '2026-10-03T18:00Z',
    ],
    [
      'until a leapt half hour',
      ['01:00', '02:15'],
      'Australia/Lord_Howe',
      '2026-10-03T14:30Z',
      '2026-10-03T15:45Z',
    ],
    ['over a leapt midnight', ['00:30', '05:00'], 'Africa/Cairo', '2026-04-23T21:30Z', '2026-04-24T02:00Z'],
    // Autumn: the hour from 02:00 (in New York 01:00) to the next comes twice.
    ['over a weekend in autumn, Berlin', weekend, 'Europe/Berlin', '2026-10-23T14:00Z', '2026-10-26T07:00Z'],
    [
      'over a weekend in autumn, New York',
      weekend,
      'America/New_York',
      '2026-10-30T20:00Z',
      '2026-11-02T13:00Z',
    ],
    [
      'from a time that comes twice',
      ['02:30', '05:00'],
      'Europe/Berlin',
      '2026-10-25T00:30Z',
      '2026-10-25T04:00Z',
    ],
    [
      'until a time that comes twice',
      ['00:00', '02:30'],
      'Europe/Berlin',
      '2026-10-24T22:00Z',
      '2026-10-25T01:30Z',
    ],
    [
      'within what comes twice',
      ['01:15', '01:45'],
      'America/New_York',
      '2026-11-01T05:15Z',
      '2026-11-01T06:45Z',
    ],
    [
      'of a half hour that comes twice',
      ['01:35', '01:55'],
      'Australia/Lord_Howe',
      '2026-04-04T14:35Z',
      '2026-04-04T15:25Z',
    ],
    [
      'between dates that come twice or never',
      ['2026-03-29 02:30', '2026-10-25 02:30'],
      'Europe/Berlin',
      '2026-03-29T00:30Z',
      '2026-10-25T01:30Z',
    ],
    // 30 December 2011 was leapt over: Samoa changed to the other side of the date line.
    ['before a leapt day', night, 'Pacific/Apia', '2011-12-30T08:00Z', '2011-12-30T16:00Z'],
    [
      'from a leapt day',
      ['2011-12-30 12:00', '2012-01-01 00:00'],
      'Pacific/Apia',
      '2011-12-29T22:00Z',
      '2011-12-31T10:00Z',
    ],
    [
      'until a leapt day',
      ['2011-12-29 12:00', '2011-12-30 12:00'],
      'Pacific/Apia',
      '2011-12-29T22:00Z',
      '2011-12-30T22:00Z',
    ],
  ];
  it.each(edges)('is frozen %s %j in %s, to the millisecond', (_, [from, to], zone, begins, ends) => {
    const windows = [window(from, to, zone)];
    const [first, end] = [Date.parse(begins), Date.parse(ends)];
    const at = (instant: number) => told(frozenUntil(windows, new Date(instant)));
    expect([at(first - 1), at(first), at(end - 1), at(end)]).toEqual([null, ends, ends, null]);
    expect(at(first + (end - first) / 2)).toBe(ends);
  });

  it('is free at all times without windows', () => {
    expect(until([], '2026-11-20T15:00Z')).toBeNull();
  });

  it('is frozen until the last window that overlaps or adjoins ends', () => {
    const windows = [
      window(...holidays),
      window('Sun 12:00', 'Sun 18:00'),
      window('Mon 08:00', 'Mon 10:00'),
      window('Mon 09:00', 'Tue 00:00', 'America/New_York'),
      window('Tue 06:01', 'Tue 07:00'),
    ];
    expect(until(windows, '2026-12-20T10:59Z')).toBeNull();
    expect(until(windows, '2026-12-20T11:00Z')).toBe('2027-01-04T09:00Z');
    expect(until(windows, '2027-01-04T13:59Z')).toBeNull();
    expect(until(windows, '2027-01-04T14:00Z')).toBe('2027-01-05T05:00Z');
    expect(until(windows, '2027-01-05T05:00Z')).toBeNull();
    expect(until(windows, '2027-01-05T05:01Z')).toBe('2027-01-05T06:00Z');
  });

  it('is frozen from the day before until the day after by a time of a leapt day', () => {
    const windows = [window('00:30', '01:00', 'Pacific/Apia')];
    expect(until(windows, '2011-12-29T10:29Z')).toBeNull();
    expect(until(windows, '2011-12-29T10:30Z')).toBe('2011-12-30T11:00Z');
    expect(until(windows, '2011-12-31T10:29Z')).toBeNull();
    expect(until(windows, '2011-12-31T10:30Z')).toBe('2011-12-31T11:00Z');
  });

  it('is not frozen anew by a window that begins within another', () => {
    const windows = [window('Mon 08:00', 'Tue 08:00', 'UTC'), window('Mon 12:00', 'Mon 13:00', 'UTC')];
    expect(until(windows, '2026-11-23T12:30Z')).toBe('2026-11-24T08:00Z');
    expect(until(windows, '2026-11-24T08:00Z')).toBeNull();
    expect(until(windows, '2026-11-30T07:59Z')).toBeNull();
  });

  it('is free for good once the last date is over', () => {
    const windows = [window(...holidays)];
    expect(until(windows, '2027-01-04T06:59Z')).toBe('2027-01-04T07:00Z');
    expect([until(windows, '2027-01-04T07:00Z'), until(windows, '2027-12-25T12:00Z')]).toEqual([null, null]);
  });

  it.each([
    ['weeks', [window('Mon 00:00', 'Thu 12:00'), window('Thu 12:00', 'Mon 00:00')]],
    ['days', [window('07:00', '19:00'), window('18:00', '07:00')]],
    [
      'days that part at an hour which is leapt over, or comes twice',
      [window('00:00', '02:00'), window('02:00', '00:00')],
    ],
  ])('is always frozen by windows that leave nothing free: %s', (_, windows) => {
    expect(until(windows, '2026-11-18T12:00Z')).toBe('always');
  });

  it('is not always frozen by a date, however far away, nor by what a date adjoins', () => {
    const windows = [
      window('2026-01-01 00:00', '2099-01-03 00:00', 'UTC'),
      window('Fri 16:00', 'Mon 08:00', 'UTC'),
    ];
    expect(until(windows, '2026-11-18T12:00Z')).toBe('2099-01-05T08:00Z');
  });

  it('is free where clocks of two zones leave a gap in a few weeks of the year only', () => {
    // New York is five hours behind Berlin for two weeks in spring and one in autumn, else six.
    const windows = [window('00:00', '12:00'), window('06:00', '18:00', 'America/New_York')];
    expect(until(windows, '2026-11-18T12:00Z')).toBe('2027-03-14T22:00Z');
  });

  it('is told the same whatever was asked before', () => {
    const windows = [window(...weekend), window(...night)];
    const hours = Array.from({ length: 400 }, (_, i) => new Date(Date.UTC(2026, 9, 20, (i * 37) % 400)));
    const asked = hours.map((now) => frozenUntil(windows, now));
    const fresh = hours.map((now) => frozenUntil([...windows], now));
    expect(asked).toEqual(fresh);
  });
});

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Chatham',
  'Pacific/Apia',
];
const anyMinute = (below: number) => fc.integer({ min: 0, max: below - 1 });
const anyRecurring: fc.Arbitrary<FreezeWindow> = fc
  .constantFrom<['daily' | 'weekly', number][]>(['daily', 1440], ['weekly', 7 * 1440])
  .chain(([kind, period]) =>
    fc
      .record({
        kind: fc.constant(kind),
        from: anyMinute(period),
        to: anyMinute(period),
        zone: fc.constantFrom(...zones),
      })
      .filter(({ from, to }) => from !== to),
  );
const anyDated: fc.Arbitrary<FreezeWindow> = fc
  .record({ from: fc.integer({ min: 0, max: 500_000 }), length: fc.integer({ min: 1, max: 50_000 }) })
  .chain(({ from, length }) =>
    fc.record({
      kind: fc.constant('dated' as const),
      from: fc.constant(clockText(from)),
      to: fc.constant(clockText(from + length)),
      zone: fc.constantFrom(...zones),
    }),
  );
const clockText = (minute: number): string =>
  new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString().slice(0, 16);
const anyWindows = fc.array(fc.oneof(anyRecurring, anyDated), { maxLength: 3 });
const anyNow = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
  .map((instant) => new Date(instant));
/** Within a day and a half of an instant at which one of the clocks is put forward or back. */
const nearTransition = fc
  .tuple(
    fc.constantFrom(
      '2026-03-29T01:00Z', // Berlin
      '2026-10-25T01:00Z',
      '2026-03-08T07:00Z', // New York
      '2026-11-01T06:00Z',
      '2026-10-03T15:30Z', // Lord Howe
      '2026-04-04T15:00Z',
      '2026-04-23T22:00Z', // Cairo
      '2026-04-04T14:00Z', // Chatham
      '2018-11-04T03:00Z', // São Paulo, at midnight
      '2018-02-18T02:00Z',
      '2011-12-30T10:00Z', // Apia, a whole day
    ),
    fc.integer({ min: -2_160, max: 2_160 }),
  )
  .map(([transition, minutes]) => new Date(Date.parse(transition) + minutes * 60_000));

/** What the clock on the wall shows, by Intl: not by what is tested. */
const clocks = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }),
  ]),
);
/** Whether that clock shows a time within the window. */
function isWithin(window: FreezeWindow, now: Date): boolean {
  const shown = Object.fromEntries(
    clocks
      .get(window.zone)!
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  ) as Record<'weekday' | 'year' | 'month' | 'day' | 'hour' | 'minute', string>;
  if (window.kind === 'dated') {
    const clock = `${shown.year}-${shown.month}-${shown.day}T${shown.hour}:${shown.minute}`;
    return window.from <= clock && clock < window.to;
  }
  const { kind, from, to } = window;
  const day = kind === 'daily' ? 0 : ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(shown.weekday);
  const minute = day * 1440 + Number(shown.hour) * 60 + Number(shown.minute);
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

const offsets = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset', year: 'numeric' }),
  ]),
);
/** Whether no clock of these zones is put forward or back within nine days. */
const isOrdinary = (windows: readonly FreezeWindow[], now: Date): boolean =>
  windows.every(({ zone }) => {
    const told = [-9, -6, -3, 0, 3, 6, 9].map(
      (days) =>
        offsets
          .get(zone)!
          .formatToParts(now.getTime() + days * 86_400_000)
          .find(({ type }) => type === 'timeZoneName')!.value,
    );
    return new Set(told).size === 1;
  });

describe('what is told of windows', () => {
  it('frees the dial at an instant that is free, and later than now', () => {
    fc.assert(
      fc.property(anyWindows, fc.oneof(anyNow, nearTransition), (windows, now) => {
        const free = frozenUntil(windows, now);
        if (!(free instanceof Date)) return;
        expect(free.getTime()).toBeGreaterThan(now.getTime());
        expect(frozenUntil([...windows], free)).toBeNull();
        expect(frozenUntil([...windows], new Date(free.getTime() - 1))).toEqual(free);
      }),
    );
  });

  it('is what the clock on the wall says, at every minute of an ordinary week', () => {
    fc.assert(
      fc.property(anyWindows, anyNow, (windows, now) => {
        fc.pre(isOrdinary(windows, now));
        const first = Math.floor(now.getTime() / 60_000);
        const minutes = Array.from({ length: 7 * 1440 }, (_, i) => new Date((first + i) * 60_000));
        const told = minutes.map((minute) => frozenUntil(windows, minute));
        const wrong: string[] = [];
        let free: Date | undefined;
        for (const [i, minute] of [...minutes.entries()].reverse()) {
          if (!windows.some((window) => isWithin(window, minute))) free = minute;
          // What is frozen at the end of the week lasts beyond what is looked at.
          const isRight =
            free === undefined || told[i]?.valueOf() === (free === minute ? undefined : free.valueOf());
          if (!isRight) wrong.push(minute.toISOString());
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('is what the clock on the wall says at any instant, but for days on which it is put forward or back', () => {
    fc.assert(
      fc.property(anyWindows, anyNow, (windows, now) => {
        fc.pre(isOrdinary(windows, now));
        expect(frozenUntil(windows, now) !== null).toBe(windows.some((window) => isWithin(window, now)));
      }),
    );
  });

  it('never frees the dial while the clock on the wall shows a time within a window', () => {
    fc.assert(
      fc.property(anyWindows, fc.oneof(anyNow, nearTransition), (windows, now) => {
        if (windows.some((window) => isWithin(window, now))) expect(frozenUntil(windows, now)).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});
