import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { harmlessSkips } from '../evidence/skip-reason.js';
import { canAsk } from './debian-prometheus.js';
import { banyan } from './running-banyan.cases.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface Alert {
  readonly alert: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string };
}
const { groups } = parse(read('dashboards/prometheus/alerts.yml')) as { groups: { rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);
const runbooks = read('docs/runbooks.md');
/** By heading, what stands under it. */
const sections = new Map(
  runbooks
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section.split(/^## /m)[0] ?? '']),
);

describe('each alert', () => {
  it.each(alerts)(
    '$alert says how bad it is, what is wrong, and where it is told what to do',
    ({ alert, labels, annotations }) => {
      expect(alert).toMatch(/^Banyan[A-Z][a-zA-Z]+$/);
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations.summary).toMatch(/\{\{ \$labels\.|Prometheus|a Banyan/);
      expect(annotations.description).toMatch(/^[A-Z].{20,}\.$/);
      expect(annotations.runbook).toBe(`docs/runbooks.md#${alert.toLowerCase()}`);
    },
  );

  it('has a section in the runbooks, and each section an alert', () => {
    expect([...sections.keys()]).toEqual(alerts.map(({ alert }) => alert));
  });

  it('is told whether it hurts a customer, what to look at and do, and how it ends', () => {
    for (const [name, section] of sections)
      expect(section.match(/^\*\*[^*]+\*\*/gm), name).toEqual([
        '**What it means.**',
        '**Is a customer hurt?**',
        '**What to look at.**',
        '**What to do.**',
        '**How it ends.**',
      ]);
  });

  it('is shown to fire and to be silent', () => {
    const { tests } = parse(read('dashboards/prometheus/alerts.test.yml')) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
    };
    const checks = tests.flatMap(({ alert_rule_test: checks }) => checks);
    for (const { alert } of alerts) {
      const own = checks
        .filter(({ alertname }) => alertname === alert)
        .map(({ exp_alerts: fired }) => fired.length);
      expect(own, alert).toContain(0);
      expect(own, alert).toContain(1);
    }
  });
});

describe('what the runbooks show', () => {
  it('are commands there are, with options they have', async () => {
    const shown = [...runbooks.matchAll(/`banyan ([a-z-]+)([^`]*)`/g)];
    expect(shown.length).toBeGreaterThan(20);
    const commands = [...new Set(shown.map(([, command = '']) => command))];
    const helps = await Promise.all(commands.map((command) => banyan([command, '--help'])));
    expect(helps.map(({ code }, at) => [commands[at], code])).toEqual(
      commands.map((command) => [command, 0]),
    );
    for (const [, command = '', rest = ''] of shown)
      for (const [option] of rest.matchAll(/--[a-z-]+/g))
        expect(helps[commands.indexOf(command)]?.stdout, command).toContain(option);
  });

  it('are panels that the boards have', () => {
    const titles = ['overview', 'route', 'operations'].flatMap((name) =>
      (JSON.parse(read(`dashboards/grafana/${name}.json`)) as { panels: { title: string }[] }).panels.map(
        ({ title }) => title,
      ),
    );
    const named = [...runbooks.matchAll(/(?<!\w)_([A-Z][^_]+)_(?!\w)/g)].map(([, title = '']) => title);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((title) => !titles.includes(title))).toEqual([]);
  });
});

it('what is recorded as dropped leaves out the reasons that say nothing against a route, and no other', () => {
  const lists = [...read('dashboards/prometheus/rules.yml').matchAll(/reason!~"([^"]+)"/g)].map(
    ([, list = '']) => list,
  );
  expect(lists.length).toBeGreaterThan(0);
  for (const list of lists) expect(new Set(list.split('|'))).toEqual(harmlessSkips);
});

describe.skipIf(!canAsk('promtool', 'alerts and recorded series were not tested'))('promtool', () => {
  const promtool = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: root, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };
  const folder = 'dashboards/prometheus';

  it.each([
    ['finds nothing wrong with the rules', ['check', 'rules', `${folder}/rules.yml`, `${folder}/alerts.yml`]],
    ['finds nothing wrong with the configuration', ['check', 'config', `${folder}/prometheus.yml`]],
    ['sees each alert fire when it must, and only then', ['test', 'rules', `${folder}/alerts.test.yml`]],
  ])('%s', (_what, args) => {
    const { status, said } = promtool(...args);
    expect(said).not.toMatch(/FAILED|error/i);
    expect(status, said).toBe(0);
  });
});
