import type { SoundHeader } from '@casement/contract';
import type { SoundState } from '../../player/player.js';
import {
  type DecodedSound,
  openSoundDecoder,
  type SoundDecoder,
} from '../../player/sound-decoder.js';
import { pageSoundContext } from '../../player/sound-meter.js';
import { createPiece, heardMs, openGain } from '../../player/sound-output.js';
import type { ClockFollower } from './clock-follower.js';
import { SoundLine } from './sound-line.js';

export type PlaybackSoundOptions = {
  /** The clock of the pictures. */
  readonly clock: ClockFollower;
  readonly nowMs: () => number;
  readonly onState: (state: SoundState) => void;
  /** The page's audio context. */
  readonly context?: () => AudioContext | undefined;
};

/** Plays recorded sound in step with the clock: only forward and at normal speed, silent otherwise. */
export class PlaybackSound {
  readonly #options: PlaybackSoundOptions;
  readonly #context: () => AudioContext | undefined;
  readonly #line = new SoundLine();
  readonly #sources = new Set<AudioBufferSourceNode>();
  #decoder: SoundDecoder | undefined;
  #format = '';
  #generation: number | undefined;
  #gain: GainNode | undefined;
  #volume: number | null = null;
  #state: SoundState = 'off';

  constructor(options: PlaybackSoundOptions) {
    this.#options = options;
    this.#context = options.context ?? pageSoundContext;
  }

  /** How loud, 0 to 1; null: silent. Called from a click, so that the browser lets sound out. */
  hear(volume: number | null): void {
    this.#volume = volume;
    const context = volume === null ? undefined : this.#context();
    if (volume === null) {
      this.#silence();
    } else if (this.#gain && context) {
      this.#gain.gain.setTargetAtTime(volume, context.currentTime, 0.01);
    }
    void context?.resume().catch(() => undefined);
    this.#tell(volume === null ? 'off' : 'waiting');
  }

  /** The clock was told anew. */
  clock(): void {
    const { generation } = this.#options.clock.state;
    if (generation !== this.#generation || !this.#isNormal()) {
      this.#generation = generation;
      this.#silence();
    }
  }

  push(header: SoundHeader, data: Uint8Array<ArrayBuffer>): void {
    if (this.#volume === null || !this.#isNormal() || header.generation !== this.#generation) {
      return;
    }
    const decoder = this.#decoderFor(header);
    let offset = 0;
    let samples = 0;
    for (const frame of header.frames) {
      const timeMs = header.startMs + (samples / header.sampleRate) * 1000;
      decoder?.push(timeMs, data.slice(offset, offset + frame.bytes));
      offset += frame.bytes;
      samples += frame.samples;
    }
  }

  /** Idempotent. */
  close(): void {
    this.#silence();
    this.#gain?.disconnect();
    this.#gain = undefined;
  }

  #isNormal(): boolean {
    const { running, direction, speed } = this.#options.clock.state;
    return running && direction === 1 && speed === 1;
  }

  #decoderFor(header: SoundHeader): SoundDecoder | undefined {
    const { codec, sampleRate, channels, description } = header;
    const format = JSON.stringify([codec, sampleRate, channels, description]);
    if (format !== this.#format) {
      this.#decoder?.close();
      this.#decoder = undefined;
      this.#format = format;
      try {
        this.#decoder = this.#open(header);
      } catch {
        // This browser cannot decode it: pictures without sound.
        this.#tell('none');
      }
    }
    return this.#decoder;
  }

  #open({ codec, sampleRate, channels, description }: SoundHeader): SoundDecoder {
    const onSound = (decoded: DecodedSound): void => this.#play(decoded);
    return codec === 'pcm-s16'
      ? openPcm(sampleRate, channels, onSound)
      : openSoundDecoder({ codec, sampleRate, channels, description }, onSound, () => {
          this.#decoder = undefined;
          this.#format = '';
        });
  }

  #play(sound: DecodedSound): void {
    const { timeMs, sampleRate, channels } = sound;
    const context = this.#context();
    const length = channels[0]?.length ?? 0;
    if (this.#volume === null || !context || length === 0 || !this.#isNormal()) {
      return;
    }
    if (context.state !== 'running') {
      this.#tell('blocked');
      return;
    }
    const nowMs = this.#options.nowMs();
    const aheadMs = timeMs - this.#options.clock.positionMs(nowMs);
    const startMs = this.#line.next({
      wantedMs: heardMs(context, nowMs) + aheadMs,
      durationMs: (length / sampleRate) * 1000,
      nowMs: context.currentTime * 1000,
    });
    if (startMs === undefined) {
      return;
    }
    const source = createPiece(context, sound, this.#output(context, this.#volume));
    source.onended = () => this.#sources.delete(source);
    this.#sources.add(source);
    source.start(startMs / 1000);
    this.#tell('on');
  }

  #output(context: AudioContext, volume: number): GainNode {
    this.#gain ??= openGain(context, volume);
    return this.#gain;
  }

  /** Nothing that is decoded or laid down is heard any more. */
  #silence(): void {
    this.#decoder?.close();
    this.#decoder = undefined;
    this.#format = '';
    for (const source of this.#sources) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
    this.#sources.clear();
    this.#line.reset();
    if (this.#volume !== null) {
      this.#tell('waiting');
    }
  }

  #tell(state: SoundState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#options.onState(state);
    }
  }
}

/** Samples of 16 bits, little endian, channels interleaved: what the gateway makes of G.726. */
function openPcm(
  sampleRate: number,
  channelCount: number,
  onSound: (decoded: DecodedSound) => void,
): SoundDecoder {
  return {
    push: (timeMs, data) => {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      const length = Math.floor(data.byteLength / 2 / channelCount);
      const channels = Array.from({ length: channelCount }, (_, channel) =>
        Float32Array.from(
          { length },
          (_sample, index) => view.getInt16((index * channelCount + channel) * 2, true) / 32_768,
        ),
      );
      onSound({ timeMs, sampleRate, channels });
    },
    close: () => undefined,
  };
}
