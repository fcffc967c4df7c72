import { SoundConverter } from '@casement/media';
import type { AudioFormat } from '../viewing/live-cameras.js';
import { soundCost } from './conversion-cost.js';
import type { ConversionRecipe } from './conversion-recipe.js';

/** How sound is made of sound. @param ffmpegPath the program */
export function soundRecipe(
  target: 'opus' | 'aac',
  ffmpegPath: string,
): ConversionRecipe<AudioFormat, AudioFormat> {
  return {
    target,
    pick: ({ audio }) => audio,
    cost: soundCost,
    start: ({ codec, sampleRateHz, channels }, events) => {
      if (codec === 'opus') {
        throw new Error('The sound of a camera is Opus; expected what recorders send');
      }
      const source = { codec, sampleRateHz, channels };
      return new SoundConverter({ ffmpegPath, source, target, ...events });
    },
    isSame: (a, b) =>
      a.codec === b.codec && a.sampleRateHz === b.sampleRateHz && a.channels === b.channels,
    describe: ({ clockRateHz, channels }) => ({
      codec: target,
      sampleRateHz: clockRateHz,
      channels,
    }),
  };
}
