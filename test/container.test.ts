import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { image, root } from './image.cases.js';
import { portOf, serving } from './items.cases.js';
import { answering, freePort, temporaryFolder } from './running-banyan.cases.js';

const { status, error, stderr: refused } = spawnSync('unshare', ['--mount', 'true'], { encoding: 'utf8' });
const cannot = status !== 0;
if (cannot)
  process.stderr.write(
    `SKIPPED: Banyan was not run on a read-only root without capabilities. That needs Linux, root, and unshare, which says: ${error?.message ?? refused.trim()}\n`,
  );

describe.skipIf(cannot)(
  'in a container’s place: a read-only root, a user without rights, what the image holds',
  () => {
    const folder = temporaryFolder();
    const at = (name: string): string => join(folder.path, name);
    const [uid = 0, gid = 0] = image.user.split(':').map(Number);
    const ports = { proxy: 0, admin: 0 };
    let legacy: Awaited<ReturnType<typeof serving>>;
    let container: ChildProcess;
    let said = '';

    /** Runs a command as the image does, its ports those of the test. */
    function run(command: readonly string[]): ChildProcess {
      const mounts = [
        `${at('bin')}:/usr/local/bin`,
        `${process.execPath}:/usr/local/bin/node`,
        ...image.copies
          .filter(({ stage }) => stage !== undefined)
          .flatMap(({ sources, to }) =>
            sources.map((source) => {
              const from = join(root, source.replace('/banyan/', ''));
              return `${from}:${to.endsWith('/') ? join(to, source.split('/').at(-1) ?? '') : to}:ro`;
            }),
          ),
        `${at('etc')}:/etc/banyan:ro`,
        `${at('data')}:${image.folder}`,
      ];
      const script = fileURLToPath(new URL('as-in-its-container.sh', import.meta.url));
      const words = command.map((word) => word.replace(':8080', `:${ports.proxy}`));
      return spawn(
        'unshare',
        ['--mount', 'sh', script, at('root'), image.user, image.folder, ...mounts, '--', ...words],
        {
          env: { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', NODE_ENV: 'production' },
          stdio: 'pipe',
        },
      );
    }
    const ended = (child: ChildProcess): Promise<[number | null, string]> =>
      new Promise((resolve) => {
        let all = '';
        for (const stream of [child.stdout, child.stderr])
          stream?.on('data', (data) => (all += String(data)));
        child.once('close', (code) => resolve([code, all]));
      });

    beforeAll(async () => {
      for (const name of ['root', 'bin', 'etc', 'data']) mkdirSync(at(name));
      writeFileSync(at('bin/node'), '');
      for (const [name, to] of image.links) symlinkSync(to, at(`bin/${name}`));
      chownSync(at('data'), uid, gid);
      legacy = await serving((_, response) => void response.end('legacy'));
      [ports.proxy, ports.admin] = [await freePort(), await freePort()];
      writeFileSync(
        at('etc/banyan.yaml'),
        `proxy: { listen: "127.0.0.1:${ports.proxy}" }
admin: { listen: "127.0.0.1:${ports.admin}" }
upstreams: { legacy: { url: "http://127.0.0.1:${portOf(legacy)}" } }
`,
      );
      container = run(image.command);
      for (const stream of [container.stdout, container.stderr])
        stream?.on('data', (data) => (said += String(data)));
      await answering(`http://127.0.0.1:${ports.admin}/readyz`, () => container.exitCode !== null).catch(
        (error: unknown) => {
          throw new Error(`it did not start:\n${said}`, { cause: error });
        },
      );
    });
    afterAll(() => {
      container.kill('SIGKILL');
      legacy.close();
      legacy.closeAllConnections();
      folder.remove();
    });

    it('runs as the image’s user, and has no capability that it could use or get', () => {
      const status = readFileSync(`/proc/${container.pid}/status`, 'utf8');
      expect(status).toMatch(new RegExp(`^Uid:\\t${uid}\\t${uid}\\t`, 'm'));
      for (const set of ['CapPrm', 'CapEff', 'CapBnd'])
        expect(status).toMatch(new RegExp(`^${set}:\\t0+$`, 'm'));
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    });

    it('serves, and lacks nothing', async () => {
      expect(await (await fetch(`http://127.0.0.1:${ports.proxy}/`)).text()).toBe('legacy');
      const ready = await fetch(`http://127.0.0.1:${ports.admin}/readyz`);
      expect(await ready.json()).toEqual({ status: 'ready', problems: [] });
    });

    it('keeps its store in the one folder that is written to, though banyan.yaml does not say where', async () => {
      await expect.poll(() => readdirSync(at('data/.banyan'))).toContain('banyan.db');
      expect(statSync(at('data/.banyan/banyan.db')).uid).toBe(uid);
      expect(readdirSync(at('data'))).toEqual(['.banyan']);
      const places = ['/x', '/banyan/x', '/etc/banyan/x'];
      const [, told] = await ended(run(['touch', ...places]));
      for (const place of places) expect(told).toContain(`'${place}': Read-only file system`);
    });

    it('lives, as the image asks there', async () => {
      expect(await ended(run(image.healthcheck))).toEqual([0, '']);
    });

    it('answers commands that are run beside it', async () => {
      const [code, told] = await ended(
        run(['banyan', 'status', '--admin', `http://127.0.0.1:${ports.admin}`]),
      );
      expect([code, told]).toEqual([0, expect.stringContaining('oute')]);
    });

    it('drains and ends when it is asked to, and does not live then', async () => {
      const over = new Promise((resolve) => container.once('exit', resolve));
      container.kill('SIGTERM');
      expect(await over).toBe(0);
      const [code, told] = await ended(run(image.healthcheck));
      expect([code, told]).toEqual([
        1,
        expect.stringMatching(/^no Banyan answers at .*: connect ECONNREFUSED/),
      ]);
    });
  },
);
