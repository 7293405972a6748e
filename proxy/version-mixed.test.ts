import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';
import { VersionWatch } from './version-watch.js';

let sides: TwoSides;
afterEach(() => sides.close());

/** Tells what it is asked for at each answer; undefined for nothing. */
const telling =
  (next: () => string | undefined, name = 'X-App-Version'): RequestListener =>
  (_, response) => {
    const told = next();
    response.writeHead(200, { 'content-type': 'application/json', ...(told && { [name]: told }) });
    response.end('{}');
  };

/** A candidate whose versions are watched from `of` on; legacy tells none and is not watched. */
async function start(
  next: () => string | undefined,
  of: string | null | undefined,
  more: TwoSidesOptions = {},
) {
  const watch = new VersionWatch(60_000, of);
  const source = { kind: 'header', name: 'x-app-version', calm: 60_000 } as const;
  sides = await startTwoSides({
    candidate: telling(next),
    versions: new Map([['candidate', { source, watch, of }]]),
    ...more,
  });
  return watch;
}

async function visit(ids: readonly number[]): Promise<void> {
  for (const id of ids) await (await fetch(`http://127.0.0.1:${sides.port}/items/${id}`)).text();
  await sides.settled(ids.length);
}

describe('84 · pairs of two versions of a side', () => {
  it('are handed over as long as one version answers', async () => {
    const watch = await start(() => '1', undefined);
    await visit([1, 2, 3]);
    expect(watch.known).toBe('1');
    expect(sides.outcomes()).toMatchObject({ requests: 3, handed: 3, skipped: {} });
  });

  it('are skipped as version-mixed, each once, as soon as another one does', async () => {
    const versions = ['1', '1', '2', '1', '2'];
    await start(() => versions.shift(), '1');
    await visit([1, 2, 3, 4, 5]);
    expect(sides.outcomes()).toMatchObject({ requests: 5, handed: 2 });
    expect(sides.outcomes().skipped).toEqual({ 'version-mixed': 3 });
  });

  it('are skipped too where the candidate answers the client', async () => {
    const versions = ['1', '2'];
    await start(() => versions.shift(), '1');
    sides.turn(1);
    await visit([1, 2]);
    expect(sides.outcomes().skipped).toEqual({ 'version-mixed': 1 });
  });

  it('are skipped while another version is evidence than the one that answers', async () => {
    // An earlier process knew version 1; it was deployed meanwhile.
    const watch = await start(() => '2', '1');
    await visit([1]);
    expect(watch.known).toBe('2');
    expect(sides.outcomes().skipped).toEqual({ 'version-mixed': 1 });
  });

  it('are not told by what is no version: too long, or none at all', async () => {
    const versions = ['1', undefined, 'x'.repeat(300), '1'];
    await start(() => versions.shift(), '1');
    await visit([1, 2, 3, 4]);
    expect(sides.outcomes()).toMatchObject({ handed: 4, skipped: {} });
  });

  it('are all skipped when every answer tells another, and nothing else happens', async () => {
    let build = 0;
    const watch = await start(() => `build-${++build}`, undefined);
    await visit([1, 2, 3, 4, 5, 6]);
    expect(watch.known).toBe('build-1');
    expect(sides.outcomes()).toMatchObject({ handed: 1 });
    expect(sides.outcomes().skipped).toEqual({ 'version-mixed': 5 });
  });

  it('a candidate that cannot be reached tells no version, and fails as ever', async () => {
    const watch = await start(() => '1', undefined, { candidate: 'refused' });
    await visit([1]);
    expect(watch.known).toBeNull();
    expect(sides.outcomes()).toMatchObject({ handed: 1, skipped: {} });
  });
});
