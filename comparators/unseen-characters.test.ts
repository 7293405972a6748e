import { describe, expect, it } from 'vitest';
import { actingCharacters, unseenCharacters, writtenOut } from './unseen-characters.js';

const withoutActing = (text: string): string => text.replaceAll(actingCharacters, writtenOut);
const withoutUnseen = (text: string): string => text.replaceAll(unseenCharacters, writtenOut);

describe('what acts where it is shown', () => {
  it.each([
    ['\u001b[2J\u009b31m\u0007\r', '\\u001b[2J\\u009b31m\\u0007\\u000d'],
    ['\u202Egpj.exe', '\\u202egpj.exe'],
    ['\u061c\u200e\u2066a\u2069', '\\u061c\\u200e\\u2066a\\u2069'],
    ['pay\u00adpal\u2060\u180e\ufeff', 'pay\\u00adpal\\u2060\\u180e\\ufeff'],
    ['\ufff9a\ufffb', '\\ufff9a\\ufffb'],
    ['\ud800 alone \udc00', '\\ud800 alone \\udc00'],
  ])('%j is written out as %j', (text, shown) => {
    expect(withoutActing(text)).toBe(shown);
    expect(withoutUnseen(text)).toBe(shown);
  });

  it('is no letter of any script, no sign of several, no tab and no line break', () => {
    for (const text of ['grüße, שלום, سلام, 漢字, ไทย 🚀', 'a\tb\nc']) {
      expect(withoutActing(text)).toBe(text);
      expect(withoutUnseen(text)).toBe(text);
    }
    expect(withoutActing('👩‍🚀')).toBe('👩‍🚀');
    expect(withoutUnseen('👩‍🚀')).toBe('👩\\u200d🚀');
  });

  it('has the form in which JSON reads it as what it was', () => {
    const text = Array.from({ length: 0x1_00_00 }, (_, code) => String.fromCharCode(code)).join(' ');
    expect(JSON.parse(withoutUnseen(JSON.stringify(text)))).toBe(text);
  });
});
