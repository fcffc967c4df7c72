import type { Random } from '../random.js';
import type { ActiveFault, FaultBoard } from './fault-board.js';
import type { FaultKind, FaultOf } from './fault.js';
import { createFreeze } from './freeze.js';
import { createMissingMarker } from './missing-marker.js';
import { createPacketDuplicate } from './packet-duplicate.js';
import { createPacketLoss } from './packet-loss.js';
import { createPacketReorder } from './packet-reorder.js';
import type { PacketStage, StageContext } from './packet-stage.js';
import { createTimestampFault } from './timestamp.js';

/**
 * The faults that one stream's packets go through: first the recorder's own (marker, timestamp), then the network's
 * (loss, duplicates, order), last the freeze that swallows all. Renewed when the board changes; a packet
 * that a stage held back at that moment is lost.
 */
export class PacketChain {
  readonly #board: FaultBoard;
  readonly #camera: number;
  readonly #random: Random;
  #version = -1;
  #stages: readonly PacketStage[] = [];

  constructor(board: FaultBoard, camera: number, random: Random) {
    this.#board = board;
    this.#camera = camera;
    this.#random = random;
  }

  /** What is left of the packets of a picture, and packets of earlier pictures that come late. */
  push(packets: readonly Uint8Array[]): readonly Uint8Array[] {
    if (this.#version !== this.#board.version) {
      this.#version = this.#board.version;
      this.#stages = this.#build();
    }
    return this.#stages.reduce((left, stage) => stage.push(left), packets);
  }

  #build(): readonly PacketStage[] {
    return [
      ...this.#stagesOf('missing-marker', createMissingMarker),
      ...this.#stagesOf('timestamp', createTimestampFault),
      ...this.#stagesOf('packet-loss', createPacketLoss),
      ...this.#stagesOf('packet-duplicate', createPacketDuplicate),
      ...this.#stagesOf('packet-reorder', createPacketReorder),
      ...this.#stagesOf('freeze', createFreeze),
    ];
  }

  #stagesOf<K extends FaultKind>(
    kind: K,
    create: (fault: FaultOf<K>, context: StageContext) => PacketStage,
  ): readonly PacketStage[] {
    return this.#board
      .find(kind, { camera: this.#camera })
      .map((active) => create(active.fault, this.#contextOf(active)));
  }

  #contextOf(active: ActiveFault): StageContext {
    return {
      random: this.#random,
      hit: (packets) => {
        active.hits += packets;
      },
    };
  }
}
