import type { DecodedSound } from './sound-decoder.js';

/** Where pieces of sound go before the loudspeaker. @param volume 0 to 1 */
export function openGain(context: AudioContext, volume: number): GainNode {
  const gain = context.createGain();
  gain.gain.value = volume;
  gain.connect(context.destination);
  return gain;
}

/** A decoded piece, connected and not started yet. */
export function createPiece(
  context: AudioContext,
  { sampleRate, channels }: DecodedSound,
  output: AudioNode,
): AudioBufferSourceNode {
  const buffer = context.createBuffer(channels.length, channels[0]?.length ?? 0, sampleRate);
  channels.forEach((samples, channel) => buffer.copyToChannel(samples, channel));
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(output);
  return source;
}

/**
 * What is heard at a moment of the page's clock, on the context's clock; both in milliseconds. Pieces are laid on the context's
 * clock, because it advances in steps and not quite as fast as the page's, and what is laid there is heard later by the latency
 * of the loudspeaker.
 */
export function heardMs(context: AudioContext, nowMs: number): number {
  const { contextTime, performanceTime } = context.getOutputTimestamp();
  const currentMs = context.currentTime * 1000;
  if (!contextTime || !performanceTime) {
    return currentMs;
  }
  return Math.min(currentMs, contextTime * 1000 + nowMs - performanceTime);
}
