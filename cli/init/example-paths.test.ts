import { describe, expect, it } from 'vitest';
import { exampleOf } from './example-paths.js';

const path = '/x/:id';

describe('an example', () => {
  it('is the values of the parameters, or a path as clients ask for it', () => {
    const views = '/views/:id';
    const of = (text: string) => exampleOf(text, path, views);
    expect(of('a b')).toEqual({
      example: { entity: 'a b', legacy: '/x/a%20b', candidate: '/views/a%20b' },
    });
    expect(of('/x/a%20b?q=1')).toEqual({
      example: { entity: 'a b', legacy: '/x/a%20b?q=1', candidate: '/views/a%20b?q=1' },
    });
    expect(of('%zz')).toEqual({
      example: { entity: '%zz', legacy: '/x/%25zz', candidate: '/views/%25zz' },
    });
    expect(of('größe')).toHaveProperty('example.entity', 'größe');
    expect(of('/x/größe')).toHaveProperty('example.legacy', '/x/größe');
  });

  it('keeps its query as it is, broken percent-encoding and further question marks included', () => {
    expect(exampleOf('a?b=%zz?c', path, undefined)).toHaveProperty('example.legacy', '/x/a?b=%zz?c');
  });

  it.each([
    ['/x/%zz', /%zz is no percent-encoding/],
    ['/x/%', /% is no percent-encoding/],
    ['..', /read as \/\./],
    ['.', /read as \/x\/\./],
    ['/x/%2e%2E', /read as \/\./],
    ['/x/..\\..', /read as/],
    ['/x/.\t.', /read as/],
    ['/x/1#2', /read as \/x\/1\./],
    ['1/2', /does not fit/],
    ['', /does not fit/],
    ['/y/1', /does not fit/],
  ])('of %j is refused: what would be sent is not what is written', (text, why) => {
    expect(exampleOf(text, path, undefined)).toEqual({ wrong: expect.stringMatching(why) });
  });

  it("is refused where only the candidate's path would be read otherwise", () => {
    expect(exampleOf('.', '/x/a:id', '/views/.:id')).toEqual({ wrong: expect.stringMatching(/read as \//) });
  });
});
