import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { AuditEntry, Scorecard } from '../evidence/scorecard.js';
import { type RunningBanyan, startBanyan, temporaryFolder } from './running-banyan.cases.js';

/** Serves on a port of its own. */
export async function serving(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/**
 * A legacy and a candidate with items; the candidate is off by one where the id is odd. A query of `note=100`
 * gives an item a note of so many letters.
 */
export interface Items {
  readonly legacy: Server;
  readonly candidate: Server;
  /** banyan.yaml over the two, with `more` at its top level and `proxy` among the keys of the proxy. */
  yaml(more?: string, proxy?: string): string;
  close(): void;
}

export async function startItems(): Promise<Items> {
  const item =
    (off: number): RequestListener =>
    (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://items');
      const id = Number(pathname.split('/').at(-1));
      const note = 'n'.repeat(Number(searchParams.get('note') ?? 0));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id, total: 10 + (id % 2) * off, note }));
    };
  const [legacy, candidate] = [await serving(item(0)), await serving(item(1))];
  return {
    legacy,
    candidate,
    yaml: (more = 'store: "{folder}/banyan.db"', proxy = '') => `
proxy: { listen: "{proxy}", expose: true${proxy} }
admin: { listen: "{admin}" }
${more}
upstreams:
  legacy: { url: "http://127.0.0.1:${portOf(legacy)}" }
  candidate: { url: "http://127.0.0.1:${portOf(candidate)}" }
routes:
  items:
    match: { path: "/items/:id" }
    legacy: legacy
    candidate: { upstream: candidate }
    key: path:id
    sticky: header:x-user
    # Nobody waits: what a re-read at once does not heal has its class.
    freshness: 0s
`,
    close() {
      for (const server of [legacy, candidate]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** What a test does with a running Banyan over the items. */
export class ItemsBanyan {
  private constructor(readonly running: RunningBanyan) {}

  static async start(
    yaml: string,
    folder: string,
    environment: Record<string, string> = {},
  ): Promise<ItemsBanyan> {
    return new ItemsBanyan(await startBanyan(yaml, folder, environment));
  }

  /** Visits each, and expects the legacy's own answer or the candidate's. */
  async visit(ids: readonly number[], query = ''): Promise<void> {
    for (const id of ids) {
      const response = await fetch(`${this.running.proxy}/items/${id}${query}`);
      expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ id })]);
    }
  }

  async card(): Promise<Scorecard> {
    return (await fetch(`${this.running.admin}/api/v1/routes/items`)).json() as Promise<Scorecard>;
  }

  /** Waits until that many requests are counted, each compared or skipped: exactly. */
  async settled(requests: number): Promise<Scorecard> {
    await expect
      .poll(async () => sums(await this.card()), { timeout: 10_000 })
      .toEqual({ requests, ended: requests });
    return this.card();
  }

  turn(body: object): Promise<Response> {
    return fetch(`${this.running.admin}/api/v1/routes/items/dial`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  rollback(): Promise<Response> {
    return fetch(`${this.running.admin}/api/v1/routes/items/rollback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'back' }),
    });
  }

  async audit(): Promise<readonly AuditEntry[]> {
    const response = await fetch(`${this.running.admin}/api/v1/audit?route=items`);
    return ((await response.json()) as { entries: AuditEntry[] }).entries;
  }

  async readiness(): Promise<{ code: number; status: string; problems: string[] }> {
    const response = await fetch(`${this.running.admin}/readyz`);
    return { code: response.status, ...((await response.json()) as { status: string; problems: string[] }) };
  }

  /** Waits for what `/readyz` says: its status, and its problems by a pattern. */
  async readinessIs(status: string, problem?: RegExp): Promise<void> {
    await expect
      .poll(
        async () => {
          const { status: told, problems } = await this.readiness();
          return `${told} ${problems.join(' ')}`;
        },
        { timeout: 15_000 },
      )
      .toMatch(new RegExp(`^${status} .*${problem?.source ?? ''}`));
  }

  /** Ends it if it still runs. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const { process } = this.running;
    if (process.exitCode !== null || process.signalCode !== null) return process.exitCode;
    return this.running.end(signal);
  }
}

export const sums = (card: Scorecard): { requests: number; ended: number } => ({
  requests: card.requests,
  ended: card.compared + Object.values(card.skipped).reduce((sum, count) => sum + count, 0),
});

/** Keeps what a test started, and ends it. */
export class Started {
  readonly folder = temporaryFolder();
  readonly #banyans: ItemsBanyan[] = [];

  async banyan(yaml: string, environment: Record<string, string> = {}): Promise<ItemsBanyan> {
    const banyan = await ItemsBanyan.start(yaml, this.folder.path, environment);
    this.#banyans.push(banyan);
    return banyan;
  }

  async end(): Promise<void> {
    for (const banyan of this.#banyans) await banyan.end();
    this.folder.remove();
  }
}

/** Items for all tests of a file, and for each a keeper of what it starts. */
export function useItems(): { readonly items: Items; readonly started: Started } {
  const using: { items?: Items; started?: Started } = {};
  beforeAll(async () => {
    using.items = await startItems();
  });
  afterAll(() => using.items?.close());
  beforeEach(() => {
    using.started = new Started();
  });
  afterEach(() => using.started?.end());
  return {
    get items() {
      return present(using.items);
    },
    get started() {
      return present(using.started);
    },
  };
}

function present<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('there are items only while a test runs');
  return one;
}
