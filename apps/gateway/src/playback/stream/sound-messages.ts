import type { SoundHeader } from '@casement/contract';
import type { ListedSound } from '../../recorders/camera-list.js';
import { soundDescription } from '../../viewing/stream/sound-description.js';
import type { KeptSound } from '../playback-output.js';
import { SoundDecoder, readSound } from '../sound-reader.js';
import type { ReadSound, SoundPiece } from '../sound-reader.js';
import { soundMessage } from './binary-message.js';
import type { BinaryMessage } from './binary-message.js';

/** Recorded sound as one client is sent it: what no browser decodes is decoded here. */
export class SoundMessages {
  readonly #settings: ListedSound;
  readonly #decoder: SoundDecoder;

  constructor(settings: ListedSound) {
    this.#settings = settings;
    this.#decoder = new SoundDecoder(settings);
  }

  message(sound: KeptSound, generation: number): BinaryMessage {
    const read = readSound(sound, this.#settings);
    const pieces = read.codec === 'g726' ? this.#decoder.decode(sound, generation) : read.pieces;
    return soundMessage(
      headerOf(read, pieces, generation),
      pieces.map(({ data }) => data).filter(({ length }) => length > 0),
    );
  }
}

function headerOf(
  { codec, startMs, sampleRateHz, channels }: ReadSound,
  pieces: readonly SoundPiece[],
  generation: number,
): SoundHeader {
  const isPcm = codec === 'g726';
  const described =
    codec === 'aac' ? soundDescription({ codec, sampleRateHz, channels }) : undefined;
  return {
    generation,
    startMs,
    codec: described?.codec ?? (isPcm ? 'pcm-s16' : codec),
    sampleRate: sampleRateHz,
    channels,
    description: described?.description ?? null,
    frames: pieces.map(({ data, samples }) => ({ bytes: data.length, samples })),
  };
}
