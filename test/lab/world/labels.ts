import type { DifferenceKind } from '../../../comparators/difference.js';
import { loyaltyFields, orderFields, plainFields } from './document.js';
import type { Entity } from './entity.js';
import { type Place, type Value, patterns, placeOf } from './fields.js';
import type { PairTime } from './pair-time.js';
import type { Label } from './truth.js';
import { truthAt } from './truth-at.js';

/** Every place at which the answers to this pair differ. None where legacy failed: then there is no pair. */
export function labelsOf(entity: Entity, at: PairTime): readonly Label[] {
  if (entity.fails('legacy', at.legacy)) return [];
  if (entity.fails('candidate', at.candidate)) {
    const cause = entity.faultOf('answer')?.name ?? 'lag';
    return [{ ...labelOf('status', ['status']), truth: { class: 'failed', cause } }];
  }
  const there = bothHave(entity, 'answer', at);
  if (there !== 'both') return presence(entity, 'answer', at, 'status', ['status']);
  const fields = plainFields.flatMap((field) => valueLabels(entity, field, at, patterns[field]));
  return [...fields, ...loyaltyLabels(entity, at), ...orderLabels(entity, at)];
}

function loyaltyLabels(entity: Entity, at: PairTime): readonly Label[] {
  const there = bothHave(entity, 'loyalty', at);
  if (there !== 'both') return presence(entity, 'loyalty', at, patterns.loyalty, [there]);
  return loyaltyFields.flatMap((field) => valueLabels(entity, field, at, patterns[field]));
}

function orderLabels(entity: Entity, at: PairTime): readonly Label[] {
  const next = { legacy: 0, candidate: 0 };
  return entity.orders.flatMap((order) => {
    const place = placeOf('orders', order);
    const there = bothHave(entity, place, at);
    const path = `$.orders[${there === 'extra' ? next.candidate : next.legacy}]`;
    if (there === 'none') return [];
    if (there !== 'extra') next.legacy += 1;
    if (there !== 'absent') next.candidate += 1;
    if (there !== 'both') return presence(entity, place, at, path, [there]);
    return orderFields.flatMap((field) =>
      valueLabels(entity, placeOf(field, order), at, patterns[field].replace('$.orders[*]', path)),
    );
  });
}

/** Which sides show that something is there, as a difference would be told. */
function bothHave(entity: Entity, place: Place, at: PairTime): 'both' | 'none' | 'absent' | 'extra' {
  const legacy = entity.has('legacy', place, at.legacy);
  const candidate = entity.has('candidate', place, at.candidate);
  if (legacy === candidate) return legacy ? 'both' : 'none';
  return legacy ? 'absent' : 'extra';
}

function presence(
  entity: Entity,
  place: Place,
  at: PairTime,
  path: string,
  kinds: readonly (DifferenceKind | 'none')[],
): readonly Label[] {
  const truth = truthAt(entity, place, at);
  if (truth === undefined) return [];
  return [
    {
      ...labelOf(
        path,
        kinds.filter((kind) => kind !== 'none'),
      ),
      truth,
    },
  ];
}

function valueLabels(entity: Entity, place: Place, at: PairTime, path: string): readonly Label[] {
  const truth = truthAt(entity, place, at);
  if (truth === undefined) return [];
  const sides = [entity.shown('legacy', place, at.legacy), entity.shown('candidate', place, at.candidate)];
  const [legacy, candidate] = sides.map((shown) => typeOf(shown?.value));
  if (legacy !== candidate) return [{ ...labelOf(path, ['type']), truth }];
  if (legacy !== 'list') return [{ ...labelOf(path, ['value']), truth }];
  const kinds = ['value', 'absent', 'extra', 'order'] as const;
  return [{ ...labelOf(path, kinds), isList: true, truth }];
}

function typeOf(value: Value | undefined): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function labelOf(path: string, kinds: readonly DifferenceKind[]): Omit<Label, 'truth'> {
  return { path, pattern: path.replace(/\[\d+\]/, '[*]'), kinds, isList: false };
}
