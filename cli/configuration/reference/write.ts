import { writeFileSync } from 'node:fs';
import { configurationJsonSchema } from '../json-schema.js';
import { referencePage } from './reference-page.js';

// Run from the root, by `npm run reference`: the page as delivered is what the schemas say.
writeFileSync('docs/configuration.md', referencePage(configurationJsonSchema()));
