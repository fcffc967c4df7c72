import type { Scenario } from '../../scenario.js';

/** How the recorder plays back, as the scenario says. */
export type RecordingsBehaviour = Scenario['playback'];
