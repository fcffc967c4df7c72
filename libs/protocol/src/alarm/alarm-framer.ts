import { concatBytes } from '@casement/bytes';
import {
  AREA_EXTENSION,
  AREA_SENDER,
  BASIC_BYTES,
  FLAG_AREAS,
  FLAG_AT,
  MAX_MESSAGE_BYTES,
} from './alarm-layout.js';
import type { AlarmDefect, AlarmMessage } from './alarm-message.js';
import { whyDropped } from './framer-stage.js';
import type { AreasStage, BehindStage, FramerStage } from './framer-stage.js';
import { basicLooks, nextArea } from './next-area.js';
import type { NextArea } from './next-area.js';
import { readAlarm } from './parse-alarm.js';

/** Who gets what a framer finds. */
export type AlarmFramerListener = {
  message(message: AlarmMessage): void;
  /** Why the connection is to be closed. */
  overflow?(words: string): void;
};

/** Options of a framer. */
export type AlarmFramerOptions = {
  /** The receive time in milliseconds since 1970, which decides between two readings of a time (A5); default the clock. */
  readonly now?: () => number;
};

/**
 * What a framer keeps back.
 *
 * - `nothing`: no bytes
 * - `whole`: a message to which more areas may come; `flush()` would give it
 * - `part`: the begin of a message, or bytes of which the next ones say what they are; `flush()` leaves them
 */
export type AlarmFramerHolding = 'nothing' | 'whole' | 'part';

const NO_BYTES = new Uint8Array(0);
const BASIC = { name: 'basic' } as const;

/**
 * Cuts the bytes of one connection into messages (2.1, 2.2, decisions A23 to A25, A28). The same bytes give the same
 * messages however they were split.
 *
 * No message says how long it is. One of version 1 is given as soon as its 20 bytes are there; one of version 2 ends where
 * something begins that is no area. So the last message on a connection would be kept back until the connection ends,
 * because one more sender info area might follow: the receiver calls `flush()` after a short silence, which gives a
 * message that is whole by the document (an extension and a sender, or the zeros in a sender's place). One that misses
 * these is kept until `end()`, for the end of the connection or a long silence: what comes in several segments with pauses
 * between them is not torn apart. Areas that follow a flushed message are passed over.
 *
 * Keeps at most one message of 4096 bytes and 532 bytes of what follows, far less than the 64 KiB of A28. Never throws
 * and never writes anything.
 */
export class AlarmFramer {
  readonly #listener: AlarmFramerListener;
  readonly #now: () => number;
  #bytes: Uint8Array = NO_BYTES;
  /** Where the message begins that is being read. */
  #start = 0;
  /** First byte of it that is not understood yet. */
  #at = 0;
  #stage: FramerStage = BASIC;
  #truncated = 0;

  constructor(listener: AlarmFramerListener, { now = Date.now }: AlarmFramerOptions = {}) {
    this.#listener = listener;
    this.#now = now;
  }

  /** Bytes kept back. */
  get buffered(): number {
    return this.#bytes.length - this.#start;
  }

  /** How often less than a basic part came before the end (AL17). */
  get truncated(): number {
    return this.#truncated;
  }

  /** What is kept back, to choose between `flush()` and `end()`. */
  get holding(): AlarmFramerHolding {
    if (this.buffered === 0) {
      return 'nothing';
    }
    return this.#isWhole() || this.#isUndecided() ? 'whole' : 'part';
  }

  /**
   * Takes the next bytes, which may be changed afterwards.
   *
   * @returns `drop`: no message can be found in this connection any more, close it; what could be read was given
   */
  push(bytes: Uint8Array): 'open' | 'drop' {
    if (this.#stage.name === 'closed') {
      return 'drop';
    }
    this.#bytes = this.buffered === 0 ? bytes : concatBytes([this.#rest(), bytes]);
    this.#at -= this.#start;
    this.#start = 0;
    this.#run(false);
    this.#bytes = this.#rest();
    this.#at -= this.#start;
    this.#start = 0;
    return this.#isClosed() ? 'drop' : 'open';
  }

  /** No byte came for a while: gives a message that is whole, though more areas could follow. */
  flush(): void {
    if (this.#isWhole()) {
      this.#deliver(this.#at, { name: 'behind', mayHaveAreas: true, skippedBytes: 0 });
    }
    if (this.#isUndecided()) {
      this.#step(true);
      this.#run(false);
    }
  }

  /** No byte will come any more: gives what is there, and counts what is too short to be a message. */
  end(): void {
    if (!this.#isClosed()) {
      this.#run(true);
      this.#close();
    }
  }

  #run(hasEnded: boolean): void {
    while (this.#step(hasEnded)) {
      // Each step passes over bytes or comes to another stage.
    }
  }

  /** @returns whether there may be more to do */
  #step(hasEnded: boolean): boolean {
    switch (this.#stage.name) {
      case 'basic':
        return this.#readBasic(hasEnded);
      case 'areas':
        return this.#readArea(this.#stage, hasEnded);
      case 'behind':
        return this.#skipArea(this.#stage, hasEnded);
      case 'closed':
        return false;
    }
  }

  #readBasic(hasEnded: boolean): boolean {
    if (this.buffered < BASIC_BYTES) {
      this.#truncated += hasEnded && this.buffered > 0 ? 1 : 0;
      return false;
    }
    if (basicLooks(this.#bytes, this.#start) === 'impossible') {
      this.#drop(
        '20 bytes with neither a time nor zeros where the document has them; expected a basic part',
      );
      return false;
    }
    const hasAreas = ((this.#bytes[this.#start + FLAG_AT] ?? 0) & FLAG_AREAS) !== 0;
    this.#at = this.#start + BASIC_BYTES;
    if (hasAreas) {
      this.#stage = { name: 'areas', hasExtension: false, senders: 0, hasTrailer: false };
    } else {
      this.#deliver(this.#at, { name: 'behind', mayHaveAreas: false, skippedBytes: 0 });
    }
    return true;
  }

  #readArea(stage: AreasStage, hasEnded: boolean): boolean {
    const next = nextArea(this.#bytes, this.#at, hasEnded);
    if (next.what === 'wait') {
      return false;
    }
    if (next.what === 'message') {
      this.#deliver(this.#at, BASIC);
      return true;
    }
    const wrong = whyDropped(stage, next, this.#at - this.#start);
    if (wrong !== null) {
      this.#deliver(this.#at, BASIC, wrong);
      this.#drop(wrong.words);
      return false;
    }
    if (next.size > this.#bytes.length - this.#at) {
      return hasEnded && this.#deliver(this.#bytes.length, BASIC);
    }
    this.#at += next.size;
    stage.hasTrailer ||= next.what === 'trailer';
    stage.hasExtension ||= next.id === AREA_EXTENSION;
    stage.senders += next.id === AREA_SENDER ? 1 : 0;
    return true;
  }

  #skipArea(stage: BehindStage, hasEnded: boolean): boolean {
    const isAddress = !stage.mayHaveAreas && (this.#bytes[this.#start] ?? 0) !== 0;
    const next: NextArea = isAddress
      ? { what: 'message' }
      : nextArea(this.#bytes, this.#start, hasEnded);
    if (next.what === 'wait') {
      return false;
    }
    if (next.what === 'message') {
      this.#stage = BASIC;
      return true;
    }
    const isTooMuch = stage.skippedBytes + next.size > MAX_MESSAGE_BYTES;
    if (next.what === 'lost' || isTooMuch) {
      this.#drop(
        isTooMuch
          ? `more than ${String(MAX_MESSAGE_BYTES)} bytes of areas behind a message`
          : `an area with a size of ${String(next.size)} bytes behind a message; expected at least 4`,
      );
      return false;
    }
    if (next.size > this.buffered && !hasEnded) {
      return false;
    }
    const skipped = Math.min(next.size, this.buffered);
    stage.skippedBytes += skipped;
    this.#start += skipped;
    this.#at = this.#start;
    return skipped > 0;
  }

  /** The state is that behind the message before anybody hears of it, so that a listener that throws does no harm. */
  #deliver(end: number, stage: FramerStage, cut?: AlarmDefect): true {
    const bytes = copyOf(this.#bytes, this.#start, end);
    this.#start = end;
    this.#at = end;
    this.#stage = stage;
    this.#listener.message(readAlarm(bytes, this.#now(), cut));
    return true;
  }

  /** A message of version 2 that misses nothing, and nothing behind it that is known to belong to it. */
  #isWhole(): boolean {
    const stage = this.#stage;
    if (stage.name !== 'areas' || !stage.hasExtension || !(stage.senders > 0 || stage.hasTrailer)) {
      return false;
    }
    const there = this.#bytes.length - this.#at;
    // A single zero is as good as the begin of an area.
    const isAreaBegun = there > 0 && there < 4 && this.#bytes[this.#at] === 0;
    return !isAreaBegun && nextArea(this.#bytes, this.#at, false).what === 'wait';
  }

  /** Bytes that may be an unknown area or a message, and enough of them for a message. */
  #isUndecided(): boolean {
    return (
      this.#stage.name === 'behind' &&
      this.buffered >= BASIC_BYTES &&
      this.#bytes[this.#start] !== 0
    );
  }

  #isClosed(): boolean {
    return this.#stage.name === 'closed';
  }

  #drop(words: string): void {
    this.#close();
    this.#listener.overflow?.(words);
  }

  #close(): void {
    this.#stage = { name: 'closed' };
    this.#bytes = NO_BYTES;
    this.#start = 0;
    this.#at = 0;
  }

  /** What is not given yet, as a copy: the bytes that came belong to the caller. */
  #rest(): Uint8Array {
    return copyOf(this.#bytes, this.#start, this.#bytes.length);
  }
}

/** A copy also of a Buffer, whose own `slice` is a view. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return start === end ? NO_BYTES : new Uint8Array(bytes.subarray(start, end));
}
