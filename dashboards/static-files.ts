import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Hono } from 'hono';
import type { DashboardEnv } from './access/gate.js';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Serves the files of `public/` under `/static/`. They are read once, at start, and found by their exact
 * name: a path that climbs out of the folder is simply a name that nobody has.
 */
export function staticFiles(app: Hono<DashboardEnv>): void {
  const folder = new URL('./public/', import.meta.url);
  const files = new Map(
    readdirSync(folder).flatMap((name) => {
      const type = types[extname(name)];
      if (type === undefined) return [];
      const text = readFileSync(new URL(name, folder), 'utf8');
      return [
        [name, { type, text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` }] as const,
      ];
    }),
  );
  app.get('/static/:name', (c) => {
    const file = files.get(c.req.param('name'));
    if (file === undefined) return c.notFound();
    // Asked for again each time, answered without the body: an upgrade shows at once.
    const headers = { etag: file.etag, 'cache-control': 'no-cache', 'content-type': file.type };
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, headers);
    return c.body(file.text, 200, headers);
  });
}
