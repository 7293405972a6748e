import { describe, expect, it } from 'vitest';
import { compareObservations } from '../compare.js';
import { compareTexts } from '../compare-documents.js';
import { compileRules } from '../rules/compile-rules.js';
import { bytes, told } from '../xml.cases.js';

describe('XML comes in any charset', () => {
  it('windows-1252 too, which Node takes for another', () => {
    const legacy = Buffer.from([
      ...Buffer.from('<?xml version="1.0" encoding="windows-1252"?><r>'),
      0x93,
      0x80,
      0xe9,
      ...Buffer.from('</r>'),
    ]);
    expect(told(compareTexts(legacy, bytes('<r>\u201c\u20ac\u00e9</r>'), 'xml', compileRules({})))).toEqual(
      [],
    );
  });

  const utf16 = (text: string): Uint8Array => Buffer.from(`\uFEFF${text}`, 'utf16le');
  const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
  const declared = '<?xml version="1.0" encoding="ISO-8859-1"?><r>ü</r>';

  it('by its declaration', () => {
    const rules = compileRules({});
    expect(told(compareTexts(latin1(declared), bytes('<r>ü</r>'), 'xml', rules))).toEqual([]);
    expect(told(compareTexts(latin1('<r>ü</r>'), bytes('<r>ü</r>'), 'xml', rules))).toEqual([
      'legacy undecodable',
    ]);
  });

  it('by its byte order mark, which is told where the other has none', () => {
    const rules = compileRules({});
    expect(told(compareTexts(utf16('<r>ü</r>'), bytes('<r>ü</r>'), undefined, rules))).toEqual(['format $']);
    expect(told(compareTexts(utf16('<r>ü</r>'), utf16('<r> ü</r>'), undefined, rules))).toEqual([
      'value $.r',
    ]);
  });

  it('by the content type of an answer, which outranks the declaration', () => {
    const answer = (body: Uint8Array, type: string) =>
      ({ kind: 'answer', status: 200, headers: [['content-type', type]], body }) as const;
    const rules = compileRules({ headers: [] });
    const told = (body: Uint8Array, type: string): unknown =>
      compareObservations(answer(bytes('<r>ü</r>'), 'application/soap+xml'), answer(body, type), rules);
    expect(told(latin1('<r>ü</r>'), 'text/xml; charset=iso-8859-1')).toMatchObject({ verdict: 'match' });
    expect(told(latin1(declared), 'text/xml; charset=utf-8')).toMatchObject({ verdict: 'unreadable' });
    expect(told(latin1('<r/>'), 'text/xml; charset=klingon')).toMatchObject({
      why: { side: 'candidate', detail: 'the charset "klingon" is not known' },
    });
  });
});
