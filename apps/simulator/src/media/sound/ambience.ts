/** How long the beep at the start of each second lasts: as the lamp in the pictures. */
const beepMs = 80;

const beepHz = 1_000;
const beepLevel = 12_000;

/** Over this time the beep swells and fades, so that it does not click. */
const rampMs = 2;

/** A quiet chord: whole hertz, so that every second begins alike and loops have no seam. */
const chord = [
  { hz: 220, level: 260 },
  { hz: 277, level: 200 },
  { hz: 330, level: 220 },
  { hz: 55, level: 240 },
];

/** The chord swells and fades so many times in a loop of 8 seconds. */
const swells = 2;

/** Seconds until the sound repeats: 375 frames of AAC at 48 kHz, the shortest whole number of both. */
export const soundLoopSeconds = 8;

/**
 * A loop of sound: an ambience, and on each full second a beep of 1 kHz and 80 ms. 16 bits a sample.
 *
 * @param rateHz samples a second
 */
export function ambience(rateHz: number): Int16Array {
  const samples = new Int16Array(rateHz * soundLoopSeconds);
  for (let index = 0; index < samples.length; index += 1) {
    const second = index / rateHz;
    samples[index] = Math.round(chordAt(second) + beepAt((second % 1) * 1000));
  }
  return samples;
}

function chordAt(second: number): number {
  const swell = 0.7 + 0.3 * Math.sin((2 * Math.PI * swells * second) / soundLoopSeconds);
  return chord.reduce((sum, { hz, level }) => sum + swell * level * wave(hz, second), 0);
}

function beepAt(ms: number): number {
  if (ms >= beepMs) {
    return 0;
  }
  const ramp = Math.min(1, ms / rampMs, (beepMs - ms) / rampMs);
  return beepLevel * ramp * wave(beepHz, ms / 1000);
}

function wave(hz: number, second: number): number {
  return Math.sin(2 * Math.PI * hz * second);
}
