import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileLock } from './store-lock.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const lock = (admin: string): FileLock => new FileLock(join(folder, 'deep', 'banyan.db.lock'), admin);

describe('83 · the lock of a store', () => {
  it('is held by one, who is told to the others, and passes on when it is released', () => {
    const [first, second] = [lock('http://one'), lock('http://two')];
    expect(first.take()).toBeUndefined();
    expect(first.take()).toBeUndefined();
    const holder = { pid: process.pid, host: hostname(), admin: 'http://one' };
    expect(second.take()).toEqual({ holder });
    first.release();
    expect(second.take()).toBeUndefined();
    expect(first.take()).toEqual({ holder: { ...holder, admin: 'http://two' } });
    second.release();
  });

  it('dies with the process that holds it, however it dies', async () => {
    const made = lock('made first');
    made.take();
    made.release();
    const child = spawn(
      process.execPath,
      [
        '-e',
        `const db = new (require('libsql'))(process.argv[1]);
         db.exec("begin immediate"); console.log('held'); setInterval(() => db.inTransaction, 1000)`,
        join(folder, 'deep', 'banyan.db.lock'),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(child.stdout, 'data');
    const waiting = lock('http://waits');
    expect(waiting.take()).toBeDefined();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(waiting.take()).toBeUndefined();
    waiting.release();
  });

  it.runIf(existsSync('/proc/self/fd'))('costs no descriptors however often it is tried', () => {
    const [first, second] = [lock('http://one'), lock('http://two')];
    const open = (): number => readdirSync('/proc/self/fd').length;
    first.take();
    second.take();
    const before = open();
    for (let i = 0; i < 100; i++) expect(second.take()).toBeDefined();
    expect(open()).toBeLessThan(before + 10);
    first.release();
    expect(second.take()).toBeUndefined();
    second.release();
  });

  it('can be read by its owner alone', () => {
    const held = lock('http://one');
    held.take();
    expect(statSync(join(folder, 'deep', 'banyan.db.lock')).mode & 0o777).toBe(0o600);
    held.release();
  });
});
