import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { colours } from './colours.js';

/** What a number stands for: a word and a colour for each. */
export type Meaning = Readonly<Record<string, { readonly text: string; readonly color: string }>>;

/** As Grafana maps values. */
export const meanings = (means: Meaning): readonly ValueMapping[] => [
  { type: MappingType.ValueToText, options: { ...means } },
];

/** The colour of what has no meaning of its own. */
export const noteOf = (means: Meaning): string => Object.values(means)[0]?.color ?? colours.quiet;

/** One colour, whatever the number. */
export const single = (color: string): ThresholdsConfigBuilder => {
  const always: Threshold = { value: null, color };
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([always]);
};

/** The candidate's colour, unless another is given. */
export const fixed = (color: string = colours.candidate): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);

/** A series in this colour; dashed where it is a limit and not a measure. */
export const drawn = (color: string, dashed = false): readonly DynamicConfigValue[] => [
  { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: color } },
  ...(dashed ? [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } }] : []),
];

/** What a guard says. */
export const verdicts: Meaning = {
  '1': { text: 'pass', color: colours.pass },
  '0': { text: 'hold', color: colours.hold },
  '-1': { text: 'fail', color: colours.fail },
};

/** What may be, and is not yet. */
export const mayOrNot: Meaning = {
  '1': { text: 'may rise', color: colours.pass },
  '0': { text: 'not yet', color: colours.hold },
};

/** What must not be. */
export const wrongIf = (wrong: string, right: string): Meaning => ({
  '0': { text: right, color: colours.pass },
  '1': { text: wrong, color: colours.fail },
});
