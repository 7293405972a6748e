// Compiles the sources and puts beside them what a running Banyan reads that is not TypeScript.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
for (const folder of ['dashboards/public', 'dashboards/grafana', 'demo/banyan.yaml', 'demo/auto-dial.yaml']) {
  // Sources among them are compiled already.
  const filter = (from) => !from.endsWith('.ts');
  if (existsSync(folder)) cpSync(folder, `dist/${folder}`, { recursive: true, filter });
}
chmodSync('dist/cli/banyan.js', 0o755);
