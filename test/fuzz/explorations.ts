import { answers } from './answers.js';
import { examinable } from './examine.js';
import type { AnyExploration } from './exploration.js';
import { lists, rules } from './rules.js';
import { texts } from './texts.js';
import { xml } from './xml.js';

/** All explorations, each as often as its share of ten; `beat` is called before each comparison. */
export function explorations(beat?: () => void): readonly AnyExploration[] {
  const [ofRules, ofLists, ofTexts, ofAnswers, ofXml] = [
    examinable(rules, beat),
    examinable(lists, beat),
    examinable(texts, beat),
    examinable(answers, beat),
    examinable(xml, beat),
  ];
  return [ofRules, ofLists, ofTexts, ofRules, ofAnswers, ofLists, ofXml, ofRules, ofTexts, ofXml];
}

/** The exploration that a case belongs to. */
export function explorationOf(all: readonly AnyExploration[], number: number): AnyExploration {
  const one = all[number % all.length];
  if (one === undefined) throw new RangeError('no exploration');
  return one;
}

/** The seed of one case: the same whatever cases come before it. */
export function seedOf(seed: number, number: number): number {
  const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15)) | 0;
}
