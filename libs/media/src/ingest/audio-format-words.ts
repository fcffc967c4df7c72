import type { AudioFormat, ReceivedAudioCodec } from './audio-sink.js';

const codecWords: Readonly<Record<ReceivedAudioCodec, string>> = {
  pcmu: 'G.711 µ-law',
  pcma: 'G.711 A-law',
  g726: 'G.726',
  aac: 'AAC-LC',
};

/** A format for people: "AAC-LC 48 kHz stereo", "G.711 µ-law 8 kHz mono". */
export function audioFormatWords({ codec, sampleRateHz, channels }: AudioFormat): string {
  const words = channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`;
  return `${codecWords[codec]} ${sampleRateHz / 1000} kHz ${words}`;
}
