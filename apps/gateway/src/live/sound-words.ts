import type { ReceivedAudioCodec } from '@casement/media';
import type { Remembered, RememberedAudio } from './camera-memory.js';

/** How long a camera without sound is not asked again. */
const noSoundMs = 10 * 60_000;

/** A codec as the contract names it: both laws of G.711 are one. */
export function contractAudio(codec: ReceivedAudioCodec): RememberedAudio {
  return codec === 'pcmu' || codec === 'pcma' ? 'g711' : codec;
}

/** Whether a camera has sound, as far as it was tried; that there is none is believed for ten minutes. */
export function hasAudio(
  { audio, audioAtMs = 0 }: Remembered,
  wallMs: number,
): 'yes' | 'no' | 'unknown' {
  if (audio === undefined) {
    return 'unknown';
  }
  if (audio !== 'none') {
    return 'yes';
  }
  return wallMs - audioAtMs < noSoundMs ? 'no' : 'unknown';
}
