import { describe, expect, it } from 'vitest';
import { fileLimits } from '../limits.js';
import { readJson, readNdjson } from './json.js';

describe('what is no JSON', () => {
  it.each([
    ['{"a":1,\n "b":{"c":2,', 'line 2, column 13: the document ends here: expected a key in double quotes'],
    ['{"a"', 'line 1, column 5: the document ends here: expected : after the key'],
    ['{"a": \n', 'line 2, column 1: the document ends here: expected a value'],
    ['[1', 'line 1, column 3: the document ends here: expected , or ]'],
    ['["a', 'line 1, column 4: the document ends here: the string is not closed'],
    ['["a\\', 'line 1, column 5: the document ends here: the string is not closed'],
    ['[1 2]', 'line 1, column 4: expected , or ]'],
    ['{a:1}', 'line 1, column 2: expected a key in double quotes'],
    ['[NaN]', 'line 1, column 2: expected a value'],
  ])('is told where it stops being JSON, and where it only ends too early: %j', (text, message) => {
    expect(() => readJson(text, fileLimits)).toThrow(`not JSON at ${message}`);
  });

  it('is told of the line that ends too early', () => {
    expect(() => readNdjson('{"a":1}\n{"a":\n{"a":2}\n', fileLimits)).toThrow(
      'not JSON at line 2, column 6: the document ends here: expected a value',
    );
  });
});
