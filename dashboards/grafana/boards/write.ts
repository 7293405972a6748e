import { writeFileSync } from 'node:fs';
import { boards } from './boards.js';

// Run from the root, by `npm run boards`: the boards as delivered are what these sources make.
for (const [file, json] of boards()) writeFileSync(`dashboards/grafana/${file}`, json);
