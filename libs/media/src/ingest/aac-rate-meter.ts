/** Rates that cameras record with. */
const cameraRates = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/** Long enough that packets arriving in bursts of 100 ms do not make one rate look like its neighbour. */
const windowMs = 3_000;

/** How far a measured rate may be off: 44,100 and 48,000 are 8 percent apart. */
const tolerance = 0.03;

/** So many windows in a row have to agree. */
const wantedWindows = 2;

/**
 * Tells the sample rate of AAC by how fast its frames arrive: RTP timestamps count samples, so they say nothing
 * about the rate, and the description that would (SDP) does not exist on a recorder.
 */
export class AacRateMeter {
  #startMs: number | undefined;
  #samples = 0;
  #candidate = 0;
  #agreeing = 0;

  /** Notes a frame; returns the rate when the last windows agree on one. */
  note(samples: number, arrivalMs: number): number | undefined {
    if (this.#startMs === undefined) {
      this.#startMs = arrivalMs;
      this.#samples = 0;
    }
    const passedMs = arrivalMs - this.#startMs;
    if (passedMs < windowMs) {
      this.#samples += samples;
      return undefined;
    }
    const rate = nearestRate((this.#samples * 1000) / passedMs);
    this.#startMs = arrivalMs;
    this.#samples = samples;
    this.#agreeing = rate !== undefined && rate === this.#candidate ? this.#agreeing + 1 : 1;
    this.#candidate = rate ?? 0;
    return rate !== undefined && this.#agreeing >= wantedWindows ? rate : undefined;
  }

  /** Frames are missing: what was measured in this window does not count. */
  noteGap(): void {
    this.#startMs = undefined;
  }
}

function nearestRate(measured: number): number | undefined {
  return cameraRates.find((rate) => Math.abs(measured / rate - 1) <= tolerance);
}
