import { describe, expect, it } from 'vitest';
import { compareTexts } from '../compare-documents.js';
import { compileRules } from '../rules/compile-rules.js';
import { answerLimits } from '../limits.js';
import { readXml } from './xml.js';
import { bytes, compare, told } from '../xml.cases.js';

describe('XML is read as members', () => {
  it.each<[string, unknown]>([
    ['<r/>', { r: '' }],
    ['<r>a &lt; b &#65;</r>', { r: 'a < b A' }],
    ['<r><![CDATA[<a>]]> b</r>', { r: '<a> b' }],
    ['<r a="1"><b/></r>', { r: { a: '1', b: '' } }],
    ['<r a="1"><a>2</a></r>', { r: { a: ['1', '2'] } }],
    ['<r><i>1</i><j/><i>2</i></r>', { r: { i: ['1', '2'], j: '' } }],
    ['<r x:y="1"><n:i/></r>', { r: { 'x:y': '1', 'n:i': '' } }],
    ['<t currency="EUR">5</t>', { t: { currency: 'EUR', '#text': '5' } }],
    ['<r>\n  <a>1</a>\n</r>', { r: { a: '1' } }],
    ['<r>\n</r>', { r: '' }],
    ['<r>  </r>', { r: '  ' }],
    ['<r><![CDATA[\n]]></r>', { r: '\n' }],
    ['<p>Hello <b>big</b>\n  world</p>', { p: { b: 'big', '#text': 'Hello <b/> world' } }],
    ['<p>a &lt;b/> <b/></p>', { p: { b: '', '#text': 'a &lt;b/> <b/>' } }],
    ['<p>x&lt;y<b/></p>', { p: { b: '', '#text': 'x&lt;y<b/>' } }],
    ['<p>x&amp;lt;y<b/></p>', { p: { b: '', '#text': 'x&amp;lt;y<b/>' } }],
    ['<p>\n  foo<b/>\n  bar  <b/></p>', { p: { b: ['', ''], '#text': 'foo<b/> bar <b/>' } }],
    ['<p><![CDATA[ ]]><b/></p>', { p: { b: '', '#text': ' <b/>' } }],
    ['<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e "x">]><!-- c --><r><?p i?>1</r>', { r: '1' }],
  ])('%s', (text, value) => {
    expect(readXml(text, answerLimits)).toEqual(value);
  });

  it('keeps names that mean something to JavaScript plain', () => {
    const read = readXml('<r><__proto__>1</__proto__><constructor>2</constructor></r>', answerLimits);
    expect(Object.entries(read['r'] as object)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it.each([
    '<r>',
    '<r/><r/>',
    '<r>&unknown;</r>',
    '<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>',
    '<r a="1" a="2"/>',
    '<r a=1/>',
    '<r><a></b></r>',
    '<r>]]></r>',
    '<r>\u0001</r>',
    '<r/> text',
    '\uFEFF\uFEFF<r/>',
  ])('%j is told as broken, with its place', (text) => {
    expect(() => readXml(text, answerLimits)).toThrow(/^not XML at line \d+, column \d+: /);
    expect(told(compare('<r/>', text))).toEqual(['candidate undecodable']);
    expect(told(compare(text, '<r/>'))).toEqual(['legacy undecodable']);
  });

  it('gives up on depth and on elements beyond the limits, before anything is compared', () => {
    const limits = { depth: 200, keys: 1_000 };
    const deep = '<a>'.repeat(100_000);
    const wide = `<r>${'<a/>'.repeat(2_000)}</r>`;
    const rules = compileRules({});
    expect(told(compareTexts(bytes('<r/>'), bytes(deep), 'xml', rules, limits))).toEqual([
      'candidate too-deep',
    ]);
    expect(told(compareTexts(bytes('<r/>'), bytes(wide), 'xml', rules, limits))).toEqual([
      'candidate too-big',
    ]);
  });
});
