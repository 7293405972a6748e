import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { Context, Hono } from 'hono';
import type { DashboardEnv } from './access/gate.js';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What pages use that others wrote: served from here, so that no page asks a foreign host for anything. */
const vendored: Readonly<Record<string, string>> = {
  'htmx.js': 'htmx.org/dist/htmx.min.js',
  'htmx-sse.js': 'htmx.org/dist/ext/hx-sse.min.js',
  'uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
};

interface StaticFile {
  readonly type: string;
  readonly text: string;
  /** Weak: the same however it is encoded on its way. */
  readonly etag: string;
}

/**
 * Serves the files of `public/`, and what is vendored, under `/static/`. They are read once, at start, and found
 * by their exact name: a path that climbs out of the folder is simply a name that nobody has.
 */
export function staticFiles(app: Hono<DashboardEnv>): void {
  const files = readFiles();
  app.get('/static/:name', (c) => {
    const file = files.get(c.req.param('name'));
    return file === undefined ? c.notFound() : answer(c, file);
  });
}

function readFiles(): ReadonlyMap<string, StaticFile> {
  const own = new URL('./public/', import.meta.url);
  const { resolve } = createRequire(import.meta.url);
  const places: readonly (readonly [string, URL | string])[] = [
    ...readdirSync(own).map((name) => [name, new URL(name, own)] as const),
    ...Object.entries(vendored).map(([name, module]) => [name, resolve(module)] as const),
  ];
  return new Map(
    places.flatMap(([name, place]) => {
      const type = types[extname(name)];
      return type === undefined ? [] : [[name, readFile(place, type)] as const];
    }),
  );
}

function readFile(place: URL | string, type: string): StaticFile {
  const text = readFileSync(place, 'utf8');
  return { type, text, etag: `W/"${createHash('sha256').update(text).digest('base64url')}"` };
}

function answer(c: Context, { type, text, etag }: StaticFile): Response {
  // Asked for again each time, answered without the body: an upgrade shows at once.
  const headers = { etag, 'cache-control': 'no-cache', 'content-type': type };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  return c.body(text, 200, headers);
}
