import { execFile } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ValidationSeverity, validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blocksOf, pageOf } from './docs/fenced-blocks.cases.js';
import { dockerfile, image, root } from './image.cases.js';
import { temporaryFolder } from './running-banyan.cases.js';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { WARNING } = ValidationSeverity;

describe('the Dockerfile', () => {
  it('is clean for its linter, which looks at everything it knows', () => {
    const found = validate(dockerfile, {
      deprecatedMaintainer: WARNING,
      directiveCasing: WARNING,
      emptyContinuationLine: WARNING,
      instructionCasing: WARNING,
      instructionCmdMultiple: WARNING,
      instructionEntrypointMultiple: WARNING,
      instructionHealthcheckMultiple: WARNING,
      instructionJSONInSingleQuotes: WARNING,
      instructionWorkdirRelative: WARNING,
    });
    expect(
      found.map(({ message, range }) => `line ${range.start.line + 1}: ${JSON.stringify(message)}`),
    ).toEqual([]);
  });

  it('is based on a Node that CI runs the tests on, to the digit', () => {
    const [, tested = ''] = /^for version in (.+); do$/m.exec(read('.ci/run')) ?? [];
    const images = tested.split(' ').map((version) => `node:${version}-bookworm-slim`);
    for (const base of image.bases) expect(images).toContain(base.image);
  });

  it('runs as a user who is not root, by number, so that Kubernetes can tell', () => {
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('starts and asks programs that are there, past any shell', () => {
    const shipped = (path = ''): boolean => existsSync(join(root, path.replace(/^\/banyan\//, '')));
    const [program = '', ...rest] = image.command;
    expect([shipped(image.links.get(program)), rest]).toEqual([true, ['serve', '/etc/banyan/banyan.yaml']]);
    const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> };
    expect(image.links.get('banyan')).toBe(`/banyan/${bin['banyan']}`);
    const [node, health, asked] = image.healthcheck;
    expect([node, shipped(health), asked]).toEqual(['node', true, '127.0.0.1:8080']);
  });
});

describe('what the Dockerfile copies', () => {
  const folder = temporaryFolder();
  const ofContext = image.copies.filter(({ stage }) => stage === undefined);
  const ignored = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  /** A name at the top, or an end of names anywhere. */
  const isLeftOut = (path: string): boolean =>
    ignored.some((line) =>
      line.startsWith('**/') ? path.endsWith(line.slice(3).replace('*', '')) : path === line,
    );

  beforeAll(() => {
    for (const source of ofContext.flatMap(({ sources }) => sources)) {
      const from = join(root, source);
      cpSync(from, join(folder.path, source), { recursive: true, filter: (path) => !isLeftOut(path) });
    }
    symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  });
  afterAll(() => folder.remove());

  it('is there, and not left out of the context', () => {
    const sources = ofContext.flatMap(({ sources }) => sources);
    expect(sources.filter((source) => !existsSync(join(root, source)) || isLeftOut(source))).toEqual([]);
  });

  it('is enough to build all that the image holds', { timeout: 180_000 }, async () => {
    const said = await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: folder.path });
    expect(said).toEqual({ stdout: '', stderr: '' });
    for (const { stage, sources } of image.copies.slice(ofContext.length)) {
      expect(image.bases.map((base) => base.stage)).toContain(stage);
      for (const source of sources)
        expect(existsSync(join(folder.path, source.replace('/banyan', '')))).toBe(true);
    }
  });

  it('imports nothing that is left out when the build is over', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const dist = join(folder.path, 'dist');
    const imports =
      /^(?:import|export)\s(?:[^'"=();]*\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm;
    const imported = readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js') && !file.includes('public/'))
      // What writes the boards runs in a clone alone.
      .filter((file) => !file.startsWith('dashboards/grafana/boards/'))
      .flatMap((file) => [...readFileSync(join(dist, file), 'utf8').matchAll(imports)])
      .map(([, name = '', later = '']) => name || later)
      .filter((name) => !/^(?:\.|node:)/.test(name))
      .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    expect(imported).toEqual(expect.arrayContaining(['hono', 'libsql', '@opentelemetry/sdk-trace-base']));
    expect([...new Set(imported)].filter((name) => !(name in dependencies))).toEqual([]);
  });
});

describe('what docs/guides/operator.md says of the image', () => {
  const blocks = blocksOf(pageOf('docs/guides/operator.md'));
  /** The drain and what comes after it, in seconds: docs/operating.md. */
  const longestStop = 30 + 25;

  it('mounts what the image reads and writes, and gives it the time that it may take to stop', () => {
    const run = blocks.find(({ text }) => text.includes('docker run --detach'))?.text ?? '';
    expect(run).toContain(`:/etc/banyan:ro" --volume banyan-evidence:${image.folder} `);
    expect(Number(/--stop-timeout (\d+)/.exec(run)?.[1])).toBeGreaterThanOrEqual(longestStop);
    const [, program, address] = image.healthcheck;
    expect(pageOf('docs/guides/operator.md').text).toContain(
      `"node ${program} ${address?.replace('8080', 'PORT')}"`,
    );
  });

  it('asks on Kubernetes what the image asks, as often', () => {
    const { spec } = parse(blocks.find(({ text }) => text.startsWith('spec:'))?.text ?? '') as {
      spec: { terminationGracePeriodSeconds: number; securityContext: object; containers: unknown[] };
    };
    const [, every, within, times] =
      /^HEALTHCHECK --interval=(\d+)s --timeout=(\d+)s .*--retries=(\d+)/m.exec(dockerfile)?.map(Number) ??
      [];
    expect(spec.containers).toMatchObject([
      {
        livenessProbe: {
          exec: { command: image.healthcheck },
          periodSeconds: every,
          timeoutSeconds: within,
          failureThreshold: times,
        },
        readinessProbe: { httpGet: { path: '/readyz', port: 'admin' } },
        lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
        volumeMounts: [{ mountPath: '/etc/banyan' }, { mountPath: image.folder }, { mountPath: '/tmp' }],
      },
    ]);
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(5 + longestStop);
    expect(spec.securityContext).toMatchObject({ fsGroup: Number(image.user.split(':')[1]) });
  });
});
