import { alarmStory } from './stories/false-rollback.js';
import { delayStory } from './stories/delay.js';
import { editsStory } from './stories/edits.js';
import { falseRaiseStory } from './stories/false-raise.js';
import { latencyStory } from './stories/latency.js';
import { neededStory } from './stories/needed.js';
import { pausesStory } from './stories/pauses.js';
import { rampStory } from './stories/ramp.js';
import type { Story } from './story.js';

/** Every story, in the order in which they are told. */
export const stories: readonly Story[] = [
  falseRaiseStory,
  editsStory,
  pausesStory,
  neededStory,
  delayStory,
  alarmStory,
  latencyStory,
  rampStory,
];
