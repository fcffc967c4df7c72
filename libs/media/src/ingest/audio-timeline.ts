import { SampleClock } from './sample-clock.js';

/** A frame of sound that is to be placed. */
export type TimedSound = {
  /** As on the wire; `undefined` when it carries none. */
  readonly timestamp: number | undefined;
  readonly samples: number;
  readonly arrivalMs: number;
  /** Packets are missing in front of it. */
  readonly lostBefore: boolean;
};

/** A longer step between two frames is a jump of the clock. */
const maxForwardMs = 10_000;

/** So many steps in a row that do not fit the samples: the timestamps count something else, or nothing. */
const unusableAfter = 8;

/**
 * Wrapping RTP timestamps of sound to positions in samples that start at 0 and always grow, for one sample rate. A
 * jump of the sender's clock is replaced by the samples in between; timestamps that stand still, go back or count
 * in other units are left aside, and the samples are counted instead.
 */
export class AudioTimeline {
  readonly #sampleRateHz: number;
  readonly #clock: SampleClock;
  #timestamp: number | undefined;
  #position = 0;
  #samples = 0;
  #arrivalMs = 0;
  #restarted = true;
  #misfits = 0;
  #jumped = false;
  #jumps = 0;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
    this.#clock = new SampleClock(sampleRateHz);
  }

  /** How often a step was replaced because it was no possible one. */
  get jumps(): number {
    return this.#jumps;
  }

  /** The frame placed last does not simply follow the one before, though nothing was lost. */
  get jumped(): boolean {
    return this.#jumped;
  }

  /** The sample at which the frame begins. */
  place(sound: TimedSound): number {
    const position =
      sound.timestamp === undefined
        ? this.#count(sound)
        : this.#placeStamped(sound, sound.timestamp);
    this.#position = position;
    this.#samples = sound.samples;
    this.#arrivalMs = sound.arrivalMs;
    return position;
  }

  /** The source began anew: the next timestamp is unrelated to those before. */
  restart(): void {
    this.#restarted = true;
    this.#misfits = 0;
  }

  #count({ samples, arrivalMs }: TimedSound): number {
    const position = this.#clock.place(samples, arrivalMs);
    this.#jumped = this.#clock.gap;
    return position;
  }

  #placeStamped(sound: TimedSound, timestamp: number): number {
    const before = this.#timestamp;
    const restarted = this.#restarted;
    this.#timestamp = timestamp;
    this.#restarted = false;
    this.#jumped = false;
    if (before === undefined) {
      return this.#position;
    }
    const step = (timestamp - before) | 0;
    this.#noteFit(step, sound.lostBefore || restarted);
    if (this.#misfits >= unusableAfter) {
      return this.#countOn(sound);
    }
    if (!restarted && step > 0 && step <= (maxForwardMs * this.#sampleRateHz) / 1000) {
      return this.#position + step;
    }
    this.#jumped = true;
    this.#jumps += restarted ? 0 : 1;
    return this.#position + this.#bridge(sound, restarted);
  }

  /** In samples: what the frame before had; where something is missing, what passed at the receiver. */
  #bridge({ arrivalMs, lostBefore }: TimedSound, restarted: boolean): number {
    const passedMs = restarted || lostBefore ? Math.max(0, arrivalMs - this.#arrivalMs) : 0;
    const passed = Math.round((passedMs * this.#sampleRateHz) / 1000);
    return Math.max(1, this.#samples, passed);
  }

  #noteFit(step: number, isSpoilt: boolean): void {
    if (isSpoilt) {
      return;
    }
    const fits = Math.abs(step - this.#samples) <= this.#samples / 4;
    this.#misfits = fits ? 0 : this.#misfits + 1;
    if (this.#misfits === unusableAfter) {
      this.#clock.moveTo(this.#position + this.#samples);
      this.#jumps += 1;
    }
  }

  #countOn(sound: TimedSound): number {
    const position = this.#count(sound);
    this.#jumped ||= sound.lostBefore;
    return position;
  }
}
