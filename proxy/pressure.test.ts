import { describe, expect, it } from 'vitest';
import { judgePressure, noPressure, type PressureState, type Strain } from './pressure.js';

const calm: Strain = { stall: 2, memory: 0.3, descriptors: 0.1 };

/** What is given up after each of the measurements, one every `apart` milliseconds. */
function pressures(strains: readonly Strain[], apart = 50): string[] {
  let state: PressureState = noPressure;
  return strains.map((strain, i) => {
    state = judgePressure(state, strain, (i + 1) * apart);
    return state.pressure;
  });
}

describe('what is given up under strain', () => {
  it('is nothing while the process is well', () => {
    expect(pressures([calm, calm, { stall: 249, memory: 0.84, descriptors: 0.84 }])).toEqual([
      'none',
      'none',
      'none',
    ]);
  });

  it.each<[string, Partial<Strain>]>([
    ['65 · a stalled event loop', { stall: 500 }],
    ['memory that runs short', { memory: 0.9 }],
    ['66 · descriptors that run short', { descriptors: 0.9 }],
  ])('is the shadow at once for %s, and it comes back only after a calm second', (_, strain) => {
    const seen = pressures([{ ...calm, ...strain }, ...Array.from({ length: 25 }, () => calm)]);
    expect(seen.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'shed-shadow'));
    expect(seen.at(-1)).toBe('none');
  });

  it('is live requests too only when severe strain outlasts giving up the shadow', () => {
    const severe = { ...calm, stall: 1_500 };
    expect(pressures([severe, severe, severe], 1_500)).toEqual(['shed-shadow', 'shed-shadow', 'refuse-live']);
    expect(pressures([severe, severe, severe, { ...calm, stall: 300 }], 1_500).at(-1)).toBe('shed-shadow');
  });

  it('is told by how long it was, however short that was', () => {
    const severe = { ...calm, stall: 1_500 };
    const after = [severe, severe, severe, calm, ...Array.from({ length: 30 }, () => calm)].reduce(
      (state, strain, i) => judgePressure(state, strain, i < 3 ? i * 1_500 : 3_000 + (i - 2) * 50),
      noPressure,
    );
    expect([after.pressure, after.given]).toEqual(['none', { 'shed-shadow': 3_950, 'refuse-live': 50 }]);
  });

  it('asks nothing of a system that does not tell', () => {
    expect(pressures([{ stall: 0, memory: undefined, descriptors: undefined }])).toEqual(['none']);
  });
});
