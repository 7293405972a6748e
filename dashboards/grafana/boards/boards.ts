import { operations } from './operations.js';
import { overview } from './overview.js';
import { route } from './route.js';

/** Every board, by the file it is delivered in; as Grafana reads it. */
export const boards = (): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({ overview, route, operations }).map(([name, build]) => [
      `${name}.json`,
      `${JSON.stringify(build(), null, 2)}\n`,
    ]),
  );
