import { fakeParts } from './fake-parts.cases.js';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { createDashboard } from './app.js';
import { createFakeDesk, type FakeDesk } from './fake-desk.cases.js';
import type { DashboardParts } from './parts.js';
import { type Listening, listen } from './serve.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether pages can be looked at; where they cannot, that is said aloud, and in CI it is a failure. */
export const hasBrowser = existsSync(executablePath);
if (!hasBrowser) {
  const told = `the pages were not looked at in a browser, for there is none at ${executablePath}`;
  if (process.env['CI']) throw new Error(told);
  process.stderr.write(`SKIPPED: ${told}.\n`);
}

/** Where screenshots are kept, to be looked at. */
export const shots = process.env['SHOTS'] ?? join(tmpdir(), 'shots');

/** A dashboard over a desk in memory, on a port of its own. */
export async function serveFake(
  parts: Partial<DashboardParts> = {},
  port = 0,
): Promise<{ readonly desk: FakeDesk; readonly server: Listening; readonly base: string }> {
  const desk = createFakeDesk();
  const app = createDashboard(
    fakeParts(desk, {
      ...parts,
    }),
  );
  const server = await listen(app, { host: '127.0.0.1', port });
  return { desk, server, base: `http://127.0.0.1:${server.port}` };
}

/** A browser that a suite looks at pages with. */
export interface Looker {
  readonly context: BrowserContext;
  /** What the browser complained of since it was last taken, above all what the content policy refused. */
  takeComplaints(): readonly string[];
  open(address: string, size?: { readonly width: number; readonly height: number }): Promise<Page>;
}

/** Starts a browser before a suite and ends it afterwards. */
export function useBrowser(): Looker {
  const profile = mkdtempSync(join(tmpdir(), 'banyan-chromium-'));
  let context: BrowserContext | undefined;
  let complaints: string[] = [];
  const opened = (): BrowserContext => {
    if (!context) throw new Error('the browser is there from the first test on');
    return context;
  };
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: quietly,
    });
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
  });
  afterAll(async () => {
    await context?.close();
    rmSync(profile, { recursive: true, force: true });
  });
  return {
    get context() {
      return opened();
    },
    takeComplaints() {
      const told = complaints;
      complaints = [];
      return told;
    },
    async open(address, size = { width: 1280, height: 900 }) {
      const page = await opened().newPage();
      await page.setViewportSize(size);
      await page.goto(address);
      return page;
    },
  };
}

const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong with a page, a line for each rule; axe is handed to it by the test, its policy stays as strict. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: found } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[] }> };
    };
    return (await found.run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
    );
  });
}

/** How many pixels a page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
