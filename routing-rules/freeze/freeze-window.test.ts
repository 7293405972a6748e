import { describe, expect, it } from 'vitest';
import { freezeWindow } from './freeze-window.js';

const zone = 'Europe/Berlin';
const read = (from: unknown, to: unknown, more: object = {}) =>
  freezeWindow.safeParse({ from, to, zone, ...more });
const problems = (...authored: Parameters<typeof read>): readonly string[] =>
  read(...authored).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('a freeze window', () => {
  it.each([
    ['Fri 16:00', 'Mon 08:00', 'weekly', 4 * 1440 + 960, 480],
    ['friday 16:00', 'MONDAY  8:00', 'weekly', 4 * 1440 + 960, 480],
    ['Mon 00:00', 'Sunday 23:59', 'weekly', 0, 7 * 1440 - 1],
    ['22:00', '06:00', 'daily', 1320, 360],
    [' 0:00 ', '23:59', 'daily', 0, 1439],
    ['2026-12-20 18:00', '2027-01-04 08:00', 'dated', '2026-12-20T18:00', '2027-01-04T08:00'],
    ['2028-02-29T8:00', '2028-02-29 08:01', 'dated', '2028-02-29T08:00', '2028-02-29T08:01'],
  ])('is read from %j to %j', (authoredFrom, authoredTo, kind, from, to) => {
    expect(read(authoredFrom, authoredTo).data).toEqual({ kind, from, to, zone });
  });

  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['UTC', 'UTC'],
    ['US/Pacific', 'US/Pacific'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Etc/GMT+12', 'Etc/GMT+12'],
  ])('is there in the zone %s', (authored, name) => {
    expect(read('1:00', '2:00', { zone: authored }).data?.zone).toBe(name);
  });

  it('is there in every zone that Node knows', () => {
    const unknown = Intl.supportedValuesOf('timeZone').filter(
      (name) => read('1:00', '2:00', { zone: name }).data?.zone !== name,
    );
    expect(unknown).toEqual([]);
  });

  const mustBe = 'must be a time like "Fri 16:00", "22:00" or "2026-12-20 18:00"';
  const noTime =
    'is no time of the day: write one from 00:00 to 23:59; the end of a day is 00:00 of the next';
  const noDay = 'is no day of the week: write Mon, Tue, Wed, Thu, Fri, Sat or Sun';
  const noDate = 'is not in the calendar: write year-month-day, such as 2026-12-20';
  it.each([
    [16, mustBe],
    ['Fri', mustBe],
    ['2026-12-20', mustBe],
    ['Fri 16', mustBe],
    ['4:00 pm', mustBe],
    ['Fri 16:00:00', mustBe],
    ['20.12.2026 18:00', mustBe],
    [`${'x'.repeat(21)} 16:00`, mustBe],
    ['Fri 24:00', `24:00 ${noTime}`],
    ['22:60', `22:60 ${noTime}`],
    ['Fry 16:00', `Fry ${noDay}`],
    ['Märchentag 16:00', `Märchentag ${noDay}`],
    ['Fr 16:00', `Fr ${noDay}`],
    ['2026-02-29 16:00', `2026-02-29 ${noDate}`],
    ['2026-13-01 16:00', `2026-13-01 ${noDate}`],
  ])('tells what is wrong with the time %j', (time, message) => {
    expect(problems(time, '08:00')).toEqual([`from: ${message}`]);
    expect(problems('08:00', time)).toEqual([`to: ${message}`]);
  });

  it.each([
    ['Fri 16:00', 'fri 16:00', 'must be another time than from: write when the window ends.'],
    ['22:00', '22:00', 'must be another time than from: write when the window ends.'],
    ['2026-12-20 18:00', '2026-12-20 18:00', 'must be later than from: such a window has no minute.'],
    ['2027-01-04 08:00', '2026-12-20 18:00', 'must be later than from: such a window has no minute.'],
    ['Fri 16:00', '08:00', 'is a time of the day, but from is a time of the week: write both alike'],
    ['22:00', '2026-12-20 18:00', 'is a date, but from is a time of the day: write both alike'],
    ['2026-12-20 18:00', 'Mon 08:00', 'is a time of the week, but from is a date: write both alike'],
  ])('tells what is wrong from %j to %j', (from, to, message) => {
    expect(problems(from, to)).toEqual([expect.stringContaining(`to: ${message}`)]);
  });

  const noZone = 'zone: must be a time zone by its IANA name, such as Europe/Berlin or UTC';
  it.each([
    ['Berlin', `${noZone}. Did you mean Europe/Berlin?`],
    ['new york', `${noZone}. Did you mean America/New_York?`],
    ['Europe/Berln', `${noZone}. Did you mean Europe/Berlin?`],
    ['CEST', noZone],
    ['PST', noZone],
    ['+02:00', noZone],
    ['Z', noZone],
    ['2026-01-01T00:00[Europe/Berlin]', noZone],
    ['', noZone],
    ['x'.repeat(100_000), noZone],
    [2, noZone],
  ])('tells that %j is no zone', (authored, message) => {
    expect(problems('1:00', '2:00', { zone: authored })).toEqual([message]);
  });

  it('tells all that is wrong at once', () => {
    expect(problems('Fry 16:00', '25:00', { zone: 'Mars' })).toHaveLength(3);
  });
});
