import { fakeParts } from '../../fake-parts.cases.js';
import { describe, expect, it } from 'vitest';
import { createDashboard } from '../../app.js';
import type { ConfigurationNews } from '../../configuration-news.js';
import { createFakeDesk } from '../../fake-desk.cases.js';
import { hostile, quietNews, refusedNews } from '../../fake-rows.cases.js';
import type { DashboardParts } from '../../parts.js';

async function pageOf(news: ConfigurationNews, parts: Partial<DashboardParts> = {}): Promise<string> {
  const desk = createFakeDesk();
  const app = createDashboard(
    fakeParts(desk, {
      config: () => news,
      ...parts,
    }),
  );
  const answer = await app.request('/config', { headers: { authorization: 'Bearer letmein' } });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** What stands in it to be read, blanks made one. */
const words = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');

describe('the page of the configuration', () => {
  it('says which file serves, and since when', async () => {
    const text = words(await pageOf(quietNews));
    expect(text).toContain('banyan.yaml serves as it was read at 2026-07-01 08:00:00 UTC.');
    expect(text).toContain('No remarks: every key that is written has its effect.');
    expect(text).not.toContain('not taken');
  });

  it('begins with every problem of a file that was refused, each with its place, once', async () => {
    const problems = Array.from({ length: 30 }, (_, i) => ({
      line: i + 1,
      column: 3,
      where: `routes.r${i}`,
      message: `names what is not there, ${i}. Name another.`,
    }));
    const text = words(await pageOf({ ...refusedNews, problems }));
    const main = text.slice(text.indexOf('was changed at'));
    for (const i of problems.keys())
      expect(
        main.split(`banyan.yaml:${i + 1}:3 routes.r${i} names what is not there, ${i}. Name another.`),
      ).toHaveLength(2);
    expect(main.indexOf('Name another.')).toBeLessThan(main.indexOf('Config'));
    expect(text).toContain(
      'What serves was read from banyan.yaml at 2026-07-01 08:00:00 UTC. What the file says now does not',
    );
    expect(text).toContain('listen: 127.0.0.1:8080');
  });

  it('tells remarks and what is degraded, each once', async () => {
    const notes = [{ line: 4, column: 7, where: 'routes.x.repair', message: 'has no effect yet' }];
    const ready = () => ({ ready: true, problems: ['the store cannot be written'] });
    const text = words(await pageOf({ ...quietNews, notes }, { ready }));
    expect(text.split('banyan.yaml:4:7 routes.x.repair has no effect yet')).toHaveLength(2);
    expect(text.split('the store cannot be written')).toHaveLength(2);
  });

  it('shows all that is in force by line, quiet where nobody wrote it, and leads to each route', async () => {
    const html = await pageOf(quietNews);
    expect(html).toContain('<span class="row">  listen: 127.0.0.1:8080\n</span>');
    expect(html).toContain('<span class="row quiet">  drain: 30s # default\n</span>');
    for (const route of ['customer-overview', 'order-tracking']) {
      expect(html).toContain(`<span class="row" id="route-${route}">  ${route}:\n</span>`);
      expect(html).toContain(`<a href="#route-${route}">`);
      expect(html).toContain(`href="/routes/${route}"`);
    }
  });

  it('needs no list to find the only route, and leads to it all the same', async () => {
    const html = await pageOf({ ...quietNews, effective: 'routes:\n  one:\n    legacy: a\n' });
    expect(html).not.toContain('href="#route-');
    expect(html).toContain('href="/routes/one"');
  });

  it('shows the beginning of one that is very long, and says how to see all of it', async () => {
    const html = await pageOf({ ...quietNews, effective: 'x: 1\n'.repeat(6_000) });
    expect(html.match(/class="row"/g)).toHaveLength(5_000);
    expect(html).not.toContain('data-copy');
    expect(words(html)).toContain('The first 5,000 lines of 6,000 lines: banyan check --effective prints');
  });

  it('says that everybody is admin where there are no tokens, and how that is changed', async () => {
    const text = words(await pageOf(quietNews));
    expect(text).toMatch(/No tokens are configured, so everybody .* on this machine, is admin\./);
    expect(text).toContain('env: BANYAN_TOKEN_ANNA');
    const tokens = [{ name: 'anna', role: 'viewer', token: 'letmein' }] as const;
    const guarded = words(await pageOf(quietNews, { access: { tokens, listen: '127.0.0.1' } }));
    expect(guarded).not.toContain('No tokens are configured');
    expect(guarded).not.toContain('letmein');
  });

  it('keeps a stranger’s text inert, wherever it stands', async () => {
    const complaint = { line: 1, column: 1, where: hostile, message: hostile };
    const news = { ...refusedNews, file: hostile, notes: [complaint], problems: [complaint] };
    const html = await pageOf(news, { ready: () => ({ ready: true, problems: [hostile] }) });
    expect(html).not.toMatch(/<img|<script>document/);
    const seen = html.replace(/ data-copy="[^"]*"/, '');
    expect(seen).toContain('\\u202e');
    expect(seen).not.toContain('\u202e');
    expect(seen).not.toContain('\u001b');
  });
});
