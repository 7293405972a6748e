import { carriedOver, continued, type Life, moved, nothingPassed, type Passed } from './fingerprint-life.js';
import { type MismatchClass, noClasses } from './mismatch-class.js';
import type { FieldRow } from './scorecard.js';

/** A field as it is saved; what else is told of it is found out when it is told. */
export interface SavedField extends Omit<FieldRow, 'compared' | 'sample' | 'state'> {
  /** Earlier versions kept none. */
  readonly life?: Life;
  /** Nobody was told yet that it is new. */
  readonly untold?: boolean;
}

/** A field as it is kept: of one that another evidence key knew and this one has not met `mismatched` is 0. */
export interface KeptField extends SavedField {
  readonly classes: Record<MismatchClass, number>;
  readonly life: Life;
}

/**
 * A field as it was saved.
 * @param passed how far the evidence was then: one without a life is taken to have shown just then
 */
export function keptField(saved: SavedField, passed: Passed): KeptField {
  const { fingerprint, pattern, kind, mismatched, firstSeen, lastSeen, untold = false } = saved;
  const life = saved.life ?? {
    showings: Math.max(1, mismatched),
    span: passed.compared,
    at: passed,
    reopened: false,
  };
  const classes = withUnsettled(saved);
  return { fingerprint, pattern, kind, mismatched, firstSeen, lastSeen, untold, life, classes };
}

/**
 * What of a field goes over to other evidence: that it was seen, not how often.
 * @param passed how far its own evidence has come
 * @param here how far the other one is
 */
export function earlierField(saved: SavedField, passed: Passed, here: Passed): KeptField {
  const kept = keptField(saved, passed);
  return { ...kept, mismatched: 0, classes: noClasses(), life: carriedOver(kept.life, passed, here) };
}

/** A field of earlier evidence, after `passed` of the evidence that inherited it was taken up. */
export const stillEarlier = (field: KeptField, passed: Passed): KeptField => ({
  ...field,
  life: carriedOver(field.life, nothingPassed, passed),
});

/**
 * A field that was met here before it was known that something was saved of it.
 * @param passed how far the evidence was when that was saved; what is here counts from there
 */
export function joinedFields(saved: KeptField, here: KeptField, passed: Passed): KeptField {
  const classes = { ...here.classes };
  for (const mismatchClass of Object.keys(saved.classes) as MismatchClass[])
    classes[mismatchClass] += saved.classes[mismatchClass];
  return {
    ...saved,
    classes,
    mismatched: saved.mismatched + here.mismatched,
    lastSeen: here.lastSeen,
    life: continued(saved.life, here.life, passed),
  };
}

/** A field that nothing was saved of, after `passed` of the evidence it is part of was taken up before it. */
export const movedField = (here: KeptField, passed: Passed): KeptField => ({
  ...here,
  life: moved(here.life, passed),
});

/** What was settling when it was saved never will. */
function withUnsettled({ mismatched, classes }: SavedField): KeptField['classes'] {
  const known = Object.values(classes).reduce((sum, count) => sum + count, 0);
  return { ...classes, unsettled: classes.unsettled + Math.max(0, mismatched - known) };
}
