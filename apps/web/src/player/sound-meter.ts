/** Makes the page's one audio context; undefined where the browser has none. */
export type SoundContext = () => AudioContext | undefined;

/** How many samples are looked at for one level: 21 ms at 48 kHz. */
const windowSamples = 1_024;

/** Quieter than this is silence, as a share of full scale. */
const silence = 0.002;

let shared: AudioContext | undefined;

/** The one audio context of the page; it runs from the first click on. */
export const pageSoundContext: SoundContext = () => {
  // Some browsers without sound hardware have the name and throw.
  try {
    shared ??= new AudioContext({ latencyHint: 'interactive' });
  } catch {
    return undefined;
  }
  return shared;
};

/** Measures how loud the sound of an element or of a stream is. Does nothing until somebody listens. */
export class SoundMeter {
  readonly #context: SoundContext;
  readonly #source: (context: AudioContext) => AudioNode | undefined;
  #analyser: AnalyserNode | undefined;
  #node: AudioNode | undefined;
  #samples: Float32Array<ArrayBuffer> | undefined;

  /** @param source made once, when the first level is asked for; undefined: not yet */
  constructor(context: SoundContext, source: (context: AudioContext) => AudioNode | undefined) {
    this.#context = context;
    this.#source = source;
  }

  /** Called from a click: the browser lets sound out only then. */
  resume(): void {
    void this.#context()
      ?.resume()
      .catch(() => undefined);
  }

  /** 0 to 1, or null when nothing can be measured. */
  level(): number | null {
    const analyser = this.#connect();
    if (!analyser) {
      return null;
    }
    this.#samples ??= new Float32Array(windowSamples);
    analyser.getFloatTimeDomainData(this.#samples);
    return levelOf(this.#samples);
  }

  /** The source is another one. */
  reset(): void {
    this.#node?.disconnect();
    this.#analyser?.disconnect();
    this.#node = undefined;
    this.#analyser = undefined;
  }

  close(): void {
    this.reset();
  }

  #connect(): AnalyserNode | undefined {
    const context = this.#context();
    if (this.#analyser || context?.state !== 'running') {
      return this.#analyser;
    }
    this.#node = this.#source(context);
    if (!this.#node) {
      return undefined;
    }
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = windowSamples;
    this.#node.connect(this.#analyser);
    return this.#analyser;
  }
}

/** The loudness of some samples as people hear it: 0 at 54 dB below full scale, 1 at full scale. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) {
    sum += sample * sample;
  }
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return rms < silence ? 0 : Math.min(1, 1 + (20 * Math.log10(rms)) / 54);
}
