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
const vendored: Readonly<Record<string, readonly string[]>> = {
  // In one file: htmx may begin before another script of the page has come, and would never ask it.
  'htmx.js': ['htmx.org/dist/htmx.min.js', 'htmx.org/dist/ext/hx-sse.min.js'],
  'uplot.js': ['uplot/dist/uPlot.iife.min.js'],
  'uplot.css': ['uplot/dist/uPlot.min.css'],
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
  const texts: readonly (readonly [string, string])[] = [
    ...readdirSync(own).map((name) => [name, readFileSync(new URL(name, own), 'utf8')] as const),
    ...Object.entries(vendored).map(
      ([name, modules]) =>
        [name, modules.map((module) => readFileSync(resolve(module), 'utf8')).join('\n')] as const,
    ),
  ];
  return new Map(
    texts.flatMap(([name, text]) => {
      const type = types[extname(name)];
      if (type === undefined) return [];
      const etag = `W/"${createHash('sha256').update(text).digest('base64url')}"`;
      return [[name, { type, text, etag }] as const];
    }),
  );
}

function answer(c: Context, { type, text, etag }: StaticFile): Response {
  // Asked for again each time, answered without the body: an upgrade shows at once.
  const headers = { etag, 'cache-control': 'no-cache', 'content-type': type };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  return c.body(text, 200, headers);
}
