import { describe, expect, it } from 'vitest';
import { toldPattern } from './told-pattern.js';

describe('a pattern that is told', () => {
  it.each([
    ["$.users['alice@example.com'].plan", '$.users[*].plan'],
    ["$['10001'].orders[*].total", '$[*].orders[*].total'],
    ["$['it\\'s'].a", '$[*].a'],
    ['$.orders[*].total', '$.orders[*].total'],
    ['header:vary', 'header:vary'],
    ['status', 'status'],
    ['$', '$'],
  ])('holds no name that may be somebody’s key: %s → %s', (pattern, told) => {
    expect(toldPattern(pattern)).toBe(told);
  });
});
