import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { banyan, temporaryFolder } from './running-banyan.cases.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const write = (name: string, text: string): string => {
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return file;
};

const valid = `# who wrote this
upstreams:
  legacy: { url: "http://127.0.0.1:3000", timeout: 90s, headers: { set: { x-api-key: s3cret } } }
admin: { hosts: [\u202e\u0085x] }
`;

describe('banyan check --effective', () => {
  it('prints what is in force and nothing else, as a file that can be checked again', async () => {
    const { code, stdout } = await banyan(['check', write('a.yaml', valid), '--effective']);
    expect(code).toBe(0);
    expect(stdout).toContain('    timeout: 90s\n    connectTimeout: 5s # default\n');
    expect(stdout).not.toMatch(/s3cret|who wrote|is valid/);
    const again = stdout.replace(/^.*x-api-key.*\n/m, '');
    expect((await banyan(['check', write('b.yaml', again)])).code).toBe(0);
  });

  it('lets no text of the file act on the terminal', async () => {
    const { stdout } = await banyan(['check', write('a.yaml', valid), '--effective']);
    expect(stdout).toContain('\\u202e');
    expect(stdout).not.toContain('\u202e');
  });

  it('tells every problem of a file that is none, with exit 1, and one that is not there with 2', async () => {
    const file = write('wrong.yaml', 'upstreams: {}\nroute: {}\n');
    const { code, stdout } = await banyan(['check', file, '--effective']);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/wrong\.yaml:1:1[^]*wrong\.yaml:2:1[^]*2 problems\./),
    ]);
    expect((await banyan(['check', join(folder.path, 'nowhere.yaml'), '--effective'])).code).toBe(2);
  });

  it('hides in what --json tells of the file what it hides here', async () => {
    const { code, stdout } = await banyan(['check', write('a.yaml', valid), '--json']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('["x-api-key","…"]')]);
    expect(stdout).not.toContain('s3cret');
  });

  it('goes with nothing that asks for another answer', async () => {
    const { code, stderr } = await banyan(['check', write('a.yaml', valid), '--effective', '--json']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be used with')]);
  });
});
