import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../metrics/metrics.js';
import { boards } from './boards.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly noValue?: string; readonly unit?: string } };
  readonly targets?: readonly {
    refId: string;
    expr: string;
    datasource: { uid: string };
    exemplar?: boolean;
  }[];
}
interface Board {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const delivered = [...boards()].map(([file, json]) => [file, JSON.parse(json) as Board] as const);
const rules = parse(read('../../prometheus/rules.yml')) as {
  groups: { rules: { record: string; expr: string }[] }[];
};
const alerts = parse(read('../../prometheus/alerts.yml')) as {
  groups: { rules: { alert: string; expr: string }[] }[];
};
const recorded = rules.groups.flatMap((group) => group.rules);

it.each([...boards()])('%s is what its sources make; `npm run boards` writes it anew', (file, json) => {
  expect(read(`../${file}`)).toBe(json);
});

describe.each(delivered)('%s', (_file, board) => {
  const panels = board.panels.filter(({ type }) => type !== 'row');

  it('has a number of its own for each panel, and room for each on the grid', () => {
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of board.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.get(`${x} ${y}`), `${title} lies on it`).toBeUndefined();
          taken.set(`${x} ${y}`, title);
        }
    }
  });

  it('asks the chosen Prometheus, by name, in every panel', () => {
    expect(board.templating.list.map(({ name }) => name)).toContain('datasource');
    for (const { title, datasource, targets = [] } of panels) {
      expect(targets.length, title).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      expect(datasource?.uid, title).toBe('${datasource}');
      for (const target of targets) expect(target.datasource.uid, title).toBe('${datasource}');
    }
  });

  it('says in every panel what it means, in which unit, and what stands there while there is nothing', () => {
    for (const { title, description = '', fieldConfig } of panels) {
      expect(description, title).toMatch(/^[A-Z].{30,}[.]$/);
      expect(fieldConfig?.defaults.noValue, title).toMatch(/\w/);
      expect(fieldConfig?.defaults.unit, title).toMatch(/\w/);
    }
  });

  it('refers to no variable that there is not', () => {
    const known = [
      ...board.templating.list.map(({ name }) => name),
      '__rate_interval',
      '__range',
      '__url_time_range',
    ];
    const named = [...JSON.stringify(board).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !known.includes(name ?? '') && name !== '__value')).toEqual([]);
  });
});

/** What Prometheus is told, of everything that there is. */
const { text: exposed } = await createMetrics(() => []).scrape();

describe('boards, recorded series and alerts together', () => {
  const shown = delivered.flatMap(([, { panels, annotations }]) => [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...annotations.list.map(({ expr }) => expr),
  ]);
  const alerting = alerts.groups.flatMap((group) => group.rules.map(({ expr }) => expr));
  const bare = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '');
  const metrics = (exprs: readonly string[]): Set<string> =>
    new Set(
      exprs.flatMap((expr) => expr.match(/(?<![\w:])(?:banyan|process)_[a-z_]+(?!:)/g) ?? []).map(bare),
    );
  const series = (exprs: readonly string[]): Set<string> =>
    new Set(exprs.flatMap((expr) => expr.match(/\b[a-z_]+:banyan_[a-z_]+:\w+/g) ?? []));
  const known = new Set([...exposed.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));

  it('ask only for metrics that Banyan tells, and boards show each of them', () => {
    const asked = metrics([...shown, ...alerting, ...recorded.map(({ expr }) => expr)]);
    expect([...asked].filter((name) => !known.has(name))).toEqual([]);
    const visible = metrics([...shown, ...recorded.map(({ expr }) => expr), ...alerting]);
    expect([...known].filter((name) => !visible.has(name))).toEqual([]);
  });

  it('ask only for series that are recorded, and need each of them', () => {
    const names = recorded.map(({ record }) => record);
    const asked = series([...shown, ...alerting]);
    expect([...asked].filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !asked.has(name))).toEqual([]);
  });

  it('show samples with mismatches, and traces with the time that answers take', () => {
    const withExemplars = delivered.flatMap(([, { panels }]) =>
      panels.filter(({ targets = [] }) => targets.some(({ exemplar }) => exemplar)).map(({ title }) => title),
    );
    expect(new Set(withExemplars)).toEqual(
      new Set([
        'Mismatches by class',
        'What differs, over time',
        'Time to answer: legacy',
        'Time to answer: candidate',
      ]),
    );
  });
});
