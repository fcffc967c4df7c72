import type { AlarmSoundName } from './alarm-preferences.js';

/** One tone of a sound. Times in seconds from its beginning, pitch in hertz. */
export type Tone = {
  readonly at: number;
  readonly length: number;
  readonly from: number;
  /** Where the pitch goes until the end. */
  readonly to: number;
};

/** What each sound is made of. They differ in rhythm too, for those who hear high tones badly. */
export const alarmTones: Readonly<Record<AlarmSoundName, readonly Tone[]>> = {
  none: [],
  chime: [steady(0, 0.3, 660), steady(0.16, 0.5, 523)],
  beep: [steady(0, 0.18, 880)],
  double: [steady(0, 0.14, 880), steady(0.22, 0.14, 880)],
  siren: [sweep(0, 620, 1_180), sweep(0.34, 620, 1_180), sweep(0.68, 620, 1_180)],
};

/** How long a sound lasts, in seconds. */
export function soundLength(name: AlarmSoundName): number {
  return Math.max(0, ...alarmTones[name].map(({ at, length }) => at + length));
}

function steady(at: number, length: number, pitch: number): Tone {
  return { at, length, from: pitch, to: pitch };
}

function sweep(at: number, from: number, to: number): Tone {
  return { at, length: 0.3, from, to };
}
