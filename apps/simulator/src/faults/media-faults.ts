import type { PictureCodec } from '../media/index.js';
import type { Random } from '../random.js';
import { spoilPayloads } from './bad-payload.js';
import type { ActiveFault, FaultBoard, FaultSubject } from './fault-board.js';
import type { Fault } from './fault.js';
import { spoilJpeg } from './jpeg-defect.js';
import { ParameterSetsSpoiler } from './parameter-sets.js';
import { spoilSound } from './sound-defect.js';

/** The faults of what one camera sends, before it is packets of a stream: the same for all that watch. */
export class MediaFaults {
  readonly #board: FaultBoard;
  readonly #subject: FaultSubject;
  readonly #random: Random;
  readonly #parameterSets = new ParameterSetsSpoiler();

  constructor(board: FaultBoard, camera: number, random: Random) {
    this.#board = board;
    this.#subject = { camera };
    this.#random = random;
  }

  /** Whether the camera's other pictures are wanted. */
  wantsOther(): boolean {
    return (
      this.#board.take('size-change', this.#subject) !== undefined ||
      this.#board.take('stream-change', this.#subject) !== undefined
    );
  }

  nalUnits(
    nalUnits: readonly Uint8Array[],
    picture: { readonly codec: PictureCodec; readonly randomAccess: boolean },
  ): readonly Uint8Array[] {
    const fault = this.#board.take('parameter-sets', this.#subject);
    return fault === undefined
      ? nalUnits
      : this.#parameterSets.spoil(fault.form, nalUnits, picture);
  }

  payloads(payloads: Uint8Array[], codec: PictureCodec): Uint8Array[] {
    const [active] = this.#board.find('bad-payload', this.#subject);
    return active !== undefined && this.#happens(active)
      ? spoilPayloads(active.fault.form, payloads, codec, this.#random)
      : payloads;
  }

  jpeg(jpeg: Uint8Array): Uint8Array {
    const [active] = this.#board.find('jpeg-defect', this.#subject);
    return active !== undefined && this.#happens(active)
      ? spoilJpeg(active.fault.form, jpeg, this.#random)
      : jpeg;
  }

  sound(data: Uint8Array): { readonly data: Uint8Array; readonly sizeErrorBytes: number } {
    const [active] = this.#board.find('sound-defect', this.#subject);
    return active !== undefined && this.#happens(active)
      ? spoilSound(active.fault.form, data)
      : { data, sizeErrorBytes: 0 };
  }

  /** Decides by the fault's rate, and counts. */
  #happens(active: ActiveFault<Fault & { readonly rate: number }>): boolean {
    const happens = this.#random() < active.fault.rate;
    active.hits += happens ? 1 : 0;
    return happens;
  }
}
