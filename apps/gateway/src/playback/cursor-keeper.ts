import type { RecorderState } from '@casement/protocol';
import {
  afterCommand,
  afterGop,
  afterUnknown,
  isStaleAnswer,
  lostCursor,
  newCursor,
} from './recorder-cursor.js';
import type { GopSpan, RecorderCursor } from './recorder-cursor.js';
import type { RecorderPlayCommand } from './recorder-playback.js';

/** Answers in a row that belong to the time before a command. */
const maxStale = 2;

/** Where the recorder stands with a UID, and which answers belong to where it stood before. */
export class CursorKeeper {
  #cursor: RecorderCursor = newCursor;
  #epoch = 0;
  #stale = 0;

  get cursor(): RecorderCursor {
    return this.#cursor;
  }

  /** Grows with each command: answers to what was asked before belong to another place. */
  get epoch(): number {
    return this.#epoch;
  }

  /** A command goes its way. */
  sending(): void {
    this.#epoch += 1;
    this.#stale = 0;
  }

  sent(command: RecorderPlayCommand): void {
    this.#cursor = afterCommand(this.#cursor, command);
  }

  /** Without a mask the recorder does not know the cameras; after other commands it may stand anywhere. */
  failed({ command }: RecorderPlayCommand): void {
    this.#cursor = command === 'mask' ? newCursor : lostCursor(this.#cursor);
  }

  /** The UID is gone. */
  lost(): void {
    this.#cursor = newCursor;
    this.#epoch += 1;
  }

  /** Whether an answer to what was asked in `epoch` belongs to the time before a command. */
  isStale(epoch: number, camera: number, state: RecorderState | undefined): boolean {
    const isOld = isStaleAnswer(this.#cursor, camera, state) && this.#stale < maxStale;
    this.#stale += isOld ? 1 : 0;
    return epoch !== this.#epoch || isOld;
  }

  /** A GOP came from where the recorder stands. */
  came(camera: number, { startMs, endMs }: GopSpan, speedStep: number | undefined): void {
    this.#cursor = afterGop(this.#cursor, camera, { startMs, endMs }, speedStep);
  }

  /** An answer came without a picture, and without saying that there is none: it may have stood for one. */
  cameWithout(camera: number): void {
    if (this.#cursor.places.get(camera)?.kind === 'at') {
      this.cameUnknown(camera);
    }
  }

  /** An answer came, or none, that does not say where the recorder stands. */
  cameUnknown(camera: number): void {
    this.#cursor = afterUnknown(this.#cursor, camera);
  }
}
