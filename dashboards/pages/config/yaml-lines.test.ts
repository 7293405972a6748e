import { describe, expect, it } from 'vitest';
import { yamlLines } from './yaml-lines.js';

const yaml = `proxy:
  listen: 127.0.0.1:1 # default
  drain: 30s # default

store: x.db
upstreams:
  legacy:
    url: http://h
routes:
  "7":
    legacy: legacy
    dial:
      raise: auto
      guards:
        latency:
          window: 1h # default
        traffic: { below: 1% } # default
  b.c:
    legacy: legacy
    compare:
      lists:
        $.a: { by: id }
      headers: [ vary ] # default
`;

describe('the lines of what is in force', () => {
  it('are of defaults where they are marked, and where all below them is', () => {
    const quiet = yamlLines(yaml).flatMap(({ text, isDefault }) => (isDefault ? [text.trim()] : []));
    expect(quiet).toEqual([
      'proxy:',
      'listen: 127.0.0.1:1 # default',
      'drain: 30s # default',
      'guards:',
      'latency:',
      'window: 1h # default',
      'traffic: { below: 1% } # default',
      'headers: [ vary ] # default',
    ]);
  });

  it('name the routes that begin in them, and no upstream', () => {
    const begins = yamlLines(yaml).flatMap(({ route }, i) => (route === undefined ? [] : [[i + 1, route]]));
    expect(begins).toEqual([
      [10, '7'],
      [18, 'b.c'],
    ]);
  });
});
