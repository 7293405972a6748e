import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answering } from '../process/answering.js';
import { freePort } from '../process/free-port.js';
import type { Contender, ContenderKind, Ground, UpstreamPorts } from './contender.js';

/** How nginx is set up. */
interface Setting {
  readonly mirror: boolean;
  /** Connections to the upstreams are kept; not nginx's default, and most set-ups leave it out. */
  readonly keepAlive: boolean;
}

/** Debian's nginx with one worker. */
export const nginx = (name: string, setting: Setting): ContenderKind => ({
  name,
  needs: 'nginx',
  start: (ground) => startNginx(name, setting, ground),
});

async function startNginx(
  name: string,
  setting: Setting,
  { children, folder, upstreams }: Ground,
): Promise<Contender> {
  const port = await freePort();
  const home = join(folder, 'nginx');
  mkdirSync(home, { recursive: true });
  const file = join(home, 'nginx.conf');
  writeFileSync(file, configuration(port, upstreams, home, setting));
  const program = children.start(name, 'nginx', ['-p', home, '-c', file, '-e', 'stderr'], 'SIGTERM');
  const origin = `http://127.0.0.1:${port}`;
  await answering(`${origin}/items/1`, program);
  return { name, origin, path: '/items/', pid: program.pid };
}

function configuration(port: number, upstreams: UpstreamPorts, home: string, setting: Setting): string {
  const kept = setting.keepAlive ? 'proxy_http_version 1.1; proxy_set_header Connection "";' : '';
  const upstream = (side: 'legacy' | 'candidate'): string =>
    `upstream ${side} { server 127.0.0.1:${upstreams[side]}; ${
      setting.keepAlive ? 'keepalive 512; keepalive_requests 10000000;' : ''
    } }`;
  return `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${home}/pid;
error_log stderr crit;
events { worker_connections 8192; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${home}/${kind};`).join('\n  ')}
  keepalive_requests 10000000;
  ${upstream('legacy')}
  ${upstream('candidate')}
  server {
    listen 127.0.0.1:${port};
    location / {
      ${setting.mirror ? 'mirror /shadow;' : ''}
      proxy_pass http://legacy;
      ${kept}
    }
    location = /shadow {
      internal;
      proxy_pass http://candidate$request_uri;
      ${kept}
    }
  }
}
`;
}
