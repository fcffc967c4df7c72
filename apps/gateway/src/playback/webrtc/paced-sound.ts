import { SoundRingSink, createSoundRing, swapG726BitOrder } from '@casement/media';
import type { AudioFormat, SharedRing } from '@casement/media';
import type { Clock, Timer } from '../../net/clock.js';
import type { ListedSound } from '../../recorders/camera-list.js';
import type { ClockState, KeptSound } from '../playback-output.js';
import { readSound } from '../sound-reader.js';
import type { ReadSound, SoundPiece } from '../sound-reader.js';

/** A piece of sound and when it is heard, recorder's time. */
type DuePiece = SoundPiece & { readonly timeMs: number; readonly format: AudioFormat };

/** What paced sound is made for. */
export type PacedSoundOptions = {
  readonly clock: Clock;
  readonly settings: ListedSound;
  /** There is another ring: sound comes for the first time, or in another format. */
  readonly onRing: (ring: SharedRing, format: AudioFormat) => void;
  /** A name for a ring that no other one has. */
  readonly newRingId: () => string;
};

/** G.711 and G.726 come a second at a time and go in pieces of this length. */
const pieceMs = 20;
/** Pieces that are due so soon go together with the one that is due now. */
const slackMs = 5;
/** Seconds of sound that may wait: more is of a recorder that sends too much. */
const maxPieces = 1_500;
/** Sound that is later than this is not heard any more. */
const lateMs = 200;
/** A recorder's seconds may overlap or be apart a little without being a gap. */
const gapMs = 60;

/** Recorded sound in real time: only while the clock goes forward at its own speed. */
export class PacedSound {
  readonly #options: PacedSoundOptions;
  #state: ClockState | undefined;
  #atMs = 0;
  #pieces: DuePiece[] = [];
  #format: AudioFormat | undefined;
  #sink: SoundRingSink | undefined;
  /** Position of the next sample on the clock of the ring. */
  #nextSample = Number.NaN;
  #timer: Timer | undefined;

  constructor(options: PacedSoundOptions) {
    this.#options = options;
  }

  get format(): AudioFormat | undefined {
    return this.#format;
  }

  clockIs(state: ClockState): void {
    if (state.generation !== this.#state?.generation) {
      this.#pieces = [];
    }
    this.#state = state;
    this.#atMs = this.#options.clock.nowMs();
    this.#go();
  }

  add(sound: KeptSound): void {
    const { settings } = this.#options;
    const pieces = piecesOf(readSound(sound, settings), settings);
    // A second that comes again is not heard twice.
    const from = pieces[0]?.timeMs ?? 0;
    this.#pieces = [...this.#pieces.filter(({ timeMs }) => timeMs < from), ...pieces].slice(
      -maxPieces,
    );
    this.#go();
  }

  close(): void {
    this.#timer?.cancel();
    this.#pieces = [];
    this.#state = undefined;
    this.#sink = undefined;
    this.#format = undefined;
  }

  #go(): void {
    this.#timer?.cancel();
    const state = this.#state;
    if (state?.running !== true || state.direction !== 1 || state.speed !== 1) {
      return;
    }
    for (let piece = this.#pieces[0]; piece !== undefined; piece = this.#pieces[0]) {
      const nowMs = this.#options.clock.nowMs();
      const inMs = piece.timeMs - state.positionMs - (nowMs - this.#atMs);
      if (inMs > slackMs) {
        this.#timer = this.#options.clock.after(inMs, () => this.#go());
        return;
      }
      this.#pieces.shift();
      if (inMs > -lateMs) {
        this.#write(piece, nowMs + inMs, nowMs);
      }
    }
  }

  #write({ data, samples, format }: DuePiece, outMs: number, nowMs: number): void {
    const perMs = format.sampleRateHz / 1_000;
    if (this.#sink === undefined || !isSame(this.#format, format)) {
      this.#open(format);
    }
    const wanted = Math.round(outMs * perMs);
    const isJump = !(Math.abs(wanted - this.#nextSample) <= gapMs * perMs);
    const at = isJump ? Math.max(wanted, this.#nextSample || 0) : this.#nextSample;
    this.#nextSample = at + samples;
    this.#sink?.frame(data, at, nowMs, isJump);
  }

  #open(format: AudioFormat): void {
    const ring = createSoundRing(this.#options.newRingId(), format);
    this.#format = format;
    this.#sink = new SoundRingSink(ring, format.codec);
    this.#nextSample = Number.NaN;
    this.#options.onRing(ring, format);
  }
}

function isSame(one: AudioFormat | undefined, other: AudioFormat): boolean {
  return (
    one?.codec === other.codec &&
    one.sampleRateHz === other.sampleRateHz &&
    one.channels === other.channels
  );
}

function piecesOf(read: ReadSound, { g726BitOrder }: ListedSound): DuePiece[] {
  const { codec, sampleRateHz, channels, startMs } = read;
  const format: AudioFormat = { codec, sampleRateHz, channels };
  let samplesBefore = 0;
  return read.pieces.flatMap(cutter(codec)).map(({ data, samples }) => {
    const timeMs = startMs + (samplesBefore * 1_000) / sampleRateHz;
    samplesBefore += samples;
    // In rings the first of two samples stands in the upper half.
    const isSwapped = codec === 'g726' && g726BitOrder === 'right';
    return { data: isSwapped ? swapG726BitOrder(data) : data, samples, timeMs, format };
  });
}

function cutter(codec: ReadSound['codec']): (piece: SoundPiece) => readonly SoundPiece[] {
  if (codec === 'aac') {
    return (piece) => [piece];
  }
  const perByte = codec === 'g726' ? 2 : 1;
  const bytes = (pieceMs * 8) / perByte;
  return ({ data }) =>
    Array.from({ length: Math.ceil(data.length / bytes) }, (_, at) => {
      const part = data.subarray(at * bytes, (at + 1) * bytes);
      return { data: part, samples: part.length * perByte };
    });
}
