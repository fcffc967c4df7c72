import type { StreamStart } from '@casement/contract';
import { decodeG711 } from './g711.js';

/** What a stream of frames says of its sound. */
export type FrameSound = NonNullable<Extract<StreamStart, { format: 'frames' }>['audio']>;

/** Samples of one frame of sound, one list per channel. */
export type DecodedSound = {
  /** On the stream's clock, in milliseconds. */
  readonly timeMs: number;
  readonly sampleRate: number;
  readonly channels: readonly Float32Array<ArrayBuffer>[];
};

/** Turns frames of sound into samples. */
export type SoundDecoder = {
  push(timeMs: number, data: Uint8Array<ArrayBuffer>): void;
  close(): void;
};

/**
 * The decoder for what a stream says it sends: G.711 by table, everything else by the browser's `AudioDecoder`.
 *
 * @param onSound told for each frame, in order
 * @throws Error when the browser cannot decode it
 */
export function openSoundDecoder(
  sound: FrameSound,
  onSound: (decoded: DecodedSound) => void,
  onFailed: () => void,
): SoundDecoder {
  const law = lawOf(sound.codec);
  return law === undefined
    ? openBrowserDecoder(sound, onSound, onFailed)
    : {
        push: (timeMs, data) =>
          onSound({ timeMs, sampleRate: sound.sampleRate, channels: [decodeG711(law, data)] }),
        close: () => undefined,
      };
}

function openBrowserDecoder(
  sound: FrameSound,
  onSound: (decoded: DecodedSound) => void,
  onFailed: () => void,
): SoundDecoder {
  const decoder = new AudioDecoder({
    output: (data) => {
      onSound({
        timeMs: data.timestamp / 1000,
        sampleRate: data.sampleRate,
        channels: Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
          const samples = new Float32Array(data.numberOfFrames);
          data.copyTo(samples, { planeIndex, format: 'f32-planar' });
          return samples;
        }),
      });
      data.close();
    },
    error: onFailed,
  });
  decoder.configure({
    codec: sound.codec,
    sampleRate: sound.sampleRate,
    numberOfChannels: sound.channels,
    ...(sound.description === null ? {} : { description: bytesOf(sound.description) }),
  });
  return {
    push: (timeMs, data) => {
      if (decoder.state === 'configured') {
        decoder.decode(
          new EncodedAudioChunk({ type: 'key', timestamp: Math.round(timeMs * 1000), data }),
        );
      }
    },
    close: () => {
      if (decoder.state !== 'closed') {
        decoder.close();
      }
    },
  };
}

/** G.711 under its name in RTP and in WebCodecs. */
function lawOf(codec: string): 'pcmu' | 'pcma' | undefined {
  switch (codec) {
    case 'pcmu':
    case 'ulaw':
      return 'pcmu';
    case 'pcma':
    case 'alaw':
      return 'pcma';
    default:
      return undefined;
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
