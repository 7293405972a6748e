import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { useItems } from './items.cases.js';
import { answering, banyan, bin } from './running-banyan.cases.js';

const using = useItems();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Line {
  readonly live: boolean;
  readonly compared: number;
  readonly outOfDate?: { readonly why: string };
}

/** `banyan status items --watch --json`, and the lines that it wrote so far. */
function watching(admin: string): { readonly lines: Line[]; end(): Promise<number | null> } {
  const child = spawn(
    process.execPath,
    [bin, 'status', 'items', '--watch', '--interval', '250ms', '--json', '--admin', admin],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return {
    lines,
    end() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

describe('banyan status --watch', () => {
  it('tells each change on a pipe, keeps what it knew while Banyan is gone, and goes on when it is back', async () => {
    const one = await using.started.banyan(using.items.yaml());
    const { admin, file } = one.running;
    const watch = watching(admin);
    const last = (): Line | undefined => watch.lines.at(-1);
    await expect.poll(last, { timeout: 10_000 }).toMatchObject({ live: true, compared: 0 });
    await one.visit([2, 4]);
    await expect.poll(last, { timeout: 10_000 }).toMatchObject({ live: true, compared: 2 });
    await one.end();
    await expect
      .poll(last, { timeout: 10_000 })
      .toMatchObject({ live: false, compared: 2, outOfDate: { why: expect.stringMatching(/Banyan/) } });
    const again = spawn(process.execPath, [bin, 'serve', file], { stdio: 'ignore' });
    children.push(again);
    await answering(`${admin}/readyz`);
    await expect.poll(last, { timeout: 20_000 }).toMatchObject({ live: true });
    expect(await watch.end()).toBe(0);
  });

  it('begins only where Banyan answers, and says what to do where none does', async () => {
    const { code, stderr } = await banyan(['status', '--watch', '--admin', 'http://127.0.0.1:1']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^No Banyan answers at .*, as --admin says/)]);
  });

  it.each([
    [['--watch', '--interval', '1'], /--interval 1: give a duration of 250ms or more, like 2s/],
    [['--interval', '2s'], /--interval says how often --watch looks/],
  ])('takes no %j', async (options, why) => {
    const { code, stderr } = await banyan(['status', ...options]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  it.runIf(hasScript)(
    'draws in place on a terminal, and gives it back with its cursor when q is typed',
    async () => {
      const one = await using.started.banyan(using.items.yaml());
      const command = `'${process.execPath}' '${bin}' status items --watch --admin ${one.running.admin}`;
      const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' });
      children.push(child);
      let written = '';
      child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
      const ended = new Promise((resolve) => child.on('exit', resolve));
      await expect.poll(() => written, { timeout: 10_000 }).toMatch(/\?1049h[\s\S]*as of .* UTC, live/);
      child.stdin.write('q');
      expect(await ended).toBe(0);
      expect(written).toMatch(/\?25h[\s\S]*\?1049l[\s\S]*as of .* UTC, live/);
    },
  );
});
