import { describe, expect, it } from 'vitest';
import { busy } from '../survey.cases.js';
import { type Field, patterns } from '../world/fields.js';
import { claimsOf } from './claims.js';
import { faultNames } from './fault-names.js';
import { faults, standardFaults } from './faults.js';

const entities = Array.from({ length: 2_000 }, (_, at) => `c-${at}`);
const fields = Object.keys(patterns) as Field[];
const claims = entities.map((entity) => claimsOf(entity, { ...busy, faults: standardFaults }));

describe('claims', () => {
  it('give no field to two faults that deliver', () => {
    for (const { deliveries, takenBy } of claims) {
      const taken = deliveries.flatMap((one) => one.fields);
      expect(new Set(taken).size).toBe(taken.length);
      for (const { fault, fields: own } of deliveries) {
        expect(own.map((field) => faults[takenBy(field) ?? 'rounding'])).toEqual(own.map(() => fault));
      }
    }
  });

  it('let copies and streams have only customers whose every event is delivered', () => {
    const whole = claims.filter(({ view, stream }) => view !== undefined || stream !== undefined);
    expect(whole.length).toBeGreaterThan(50);
    for (const { deliveries, failures, takenBy } of whole) {
      expect([deliveries.length, failures.length]).toEqual([0, 0]);
      const kinds = new Set(fields.map((field) => faults[takenBy(field) ?? 'failing-legacy'].kind));
      expect([...kinds].every((kind) => ['view', 'stream', 'meaning', 'noise'].includes(kind))).toBe(true);
    }
  });

  it('hit about as many customers as the rate says, where the field is free', () => {
    for (const [name, field] of [
      ['mapping-all', 'tier'],
      ['mapping-third', 'orders.status'],
      ['shape-object', 'tags'],
      ['duplicated-count', 'logins'],
    ] as const) {
      const { rate } = faults[name];
      const alone = entities.map((entity) => claimsOf(entity, { ...busy, faults: { [name]: rate } }));
      const hit = alone.filter(({ takenBy }) => takenBy(field) === name).length / entities.length;
      expect(Math.abs(hit - rate)).toBeLessThan(0.03);
    }
  });

  it('are nobody’s where no fault is drawn', () => {
    const { takenBy, deliveries, failures } = claimsOf('c-1', busy);
    expect([fields.filter((field) => takenBy(field) !== undefined), deliveries, failures]).toEqual([
      [],
      [],
      [],
    ]);
    expect(faultNames.length).toBe(Object.keys(faults).length);
  });
});
