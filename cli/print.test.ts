import { describe, expect, it } from 'vitest';
import { visible } from '../dashboards/pages/visible-text.js';
import { inert } from './print.js';

describe('a stranger’s text on the terminal', () => {
  it('is written out wherever the page writes it out, and stays on its line', () => {
    for (let code = 0; code < 0x1_00_00; code++) {
      const character = String.fromCharCode(code);
      if (visible(character) !== character) expect(inert(character)).toBe(visible(character));
    }
    expect(inert('a\n\tb\u200d')).toBe('a\\u000a\\u0009b\\u200d');
  });
});
