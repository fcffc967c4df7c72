/** One slot of the sliding window, in milliseconds. */
const slotMs = 500;

/** The window is 5 s: long enough for a steady number, short enough to see a camera slow down. */
const slotCount = 10;

/** Over less time than this the rates say nothing and are 0. */
const shortestSpanMs = 500;

/** Rates over the last 5 seconds. */
export type Rates = {
  readonly bitsPerSecond: number;
  /** Pictures per second. */
  readonly fps: number;
};

/**
 * Bits and pictures per second over a sliding window. Time comes in with every call, in milliseconds. What
 * happened a little earlier than the call before (packets that were held) counts as happening now; a step
 * back by more than the window starts anew.
 */
export class RateMeter {
  readonly #bytes = new Float64Array(slotCount);
  readonly #pictures = new Float64Array(slotCount);
  /** Number of the newest slot since time 0. */
  #newestSlot = Number.NEGATIVE_INFINITY;
  #startMs = 0;
  #nowMs = 0;

  addBytes(bytes: number, nowMs: number): void {
    this.advance(nowMs);
    add(this.#bytes, this.#newestSlot, bytes);
  }

  addPicture(nowMs: number): void {
    this.advance(nowMs);
    add(this.#pictures, this.#newestSlot, 1);
  }

  /** Moves the window on, so that the rates fall to 0 when nothing comes any more. */
  advance(nowMs: number): void {
    const slot = Math.floor(nowMs / slotMs);
    if (Math.abs(slot - this.#newestSlot) >= slotCount) {
      this.#start(slot, nowMs);
      return;
    }
    for (let passed = this.#newestSlot + 1; passed <= slot; passed += 1) {
      this.#bytes[place(passed)] = 0;
      this.#pictures[place(passed)] = 0;
    }
    this.#newestSlot = Math.max(this.#newestSlot, slot);
    this.#nowMs = Math.max(this.#nowMs, nowMs);
  }

  get rates(): Rates {
    const oldestSlotMs = (this.#newestSlot - slotCount + 1) * slotMs;
    const spanMs = this.#nowMs - Math.max(this.#startMs, oldestSlotMs);
    return {
      bitsPerSecond: perSecond(this.#bytes, spanMs) * 8,
      fps: perSecond(this.#pictures, spanMs),
    };
  }

  #start(slot: number, nowMs: number): void {
    this.#bytes.fill(0);
    this.#pictures.fill(0);
    this.#newestSlot = slot;
    this.#startMs = nowMs;
    this.#nowMs = nowMs;
  }
}

/** Slots are used round and round; before time 0 their numbers are negative. */
function place(slot: number): number {
  return ((slot % slotCount) + slotCount) % slotCount;
}

function add(slots: Float64Array, slot: number, value: number): void {
  slots[place(slot)] = (slots[place(slot)] ?? 0) + value;
}

function perSecond(slots: Float64Array, spanMs: number): number {
  if (!(spanMs >= shortestSpanMs)) {
    return 0;
  }
  return (slots.reduce((sum, value) => sum + value, 0) * 1000) / spanMs;
}
