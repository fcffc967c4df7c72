import type { PtzMove } from '@casement/contract';
import { wordsOf } from '../api/api-problem.js';
import type { GatewaySocket } from '../api/gateway-socket.js';
import { type CameraId, numberOf, recorderOf } from '../recorders/camera-id.js';
import type { ControlApi } from './control-api.js';
import { isStopped } from './move.js';

export type MoveLineOptions = {
  readonly camera: CameraId;
  readonly socket: Pick<GatewaySocket, 'state' | 'ask'>;
  readonly api: Pick<ControlApi, 'move' | 'leave'>;
};

type Waiting = {
  readonly move: PtzMove;
  readonly answer: (refusal: string | null) => void;
};

/**
 * Carries moves of one camera to the gateway: over the page's line, and by single requests while there is none. Those go one
 * after the other, so that none overtakes a stop; a newer move takes the place of one that waits.
 */
export class MoveLine {
  readonly #options: MoveLineOptions;
  #waiting: Waiting | undefined;
  #requesting = false;

  constructor(options: MoveLineOptions) {
    this.#options = options;
  }

  /** @returns null, or why not, in words. Never rejects. */
  async send(move: PtzMove): Promise<string | null> {
    const { camera, socket } = this.#options;
    if (socket.state !== 'connected') {
      return this.#request(move);
    }
    const place = { recorder: recorderOf(camera), camera: numberOf(camera) };
    try {
      return await socket.ask('ptz:move', { ...place, ...move });
    } catch {
      // The line broke. The gateway stops the camera itself then; to be told once more does no harm.
      return isStopped(move) ? this.#request(move) : null;
    }
  }

  /** Stops as the page goes away. */
  leave(): void {
    this.#options.api.leave(this.#options.camera);
  }

  #request(move: PtzMove): Promise<string | null> {
    return new Promise((answer) => {
      this.#waiting?.answer(null);
      this.#waiting = { move, answer };
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#requesting) {
      return;
    }
    this.#requesting = true;
    for (let next = this.#take(); next; next = this.#take()) {
      const refusal = await this.#options.api
        .move(this.#options.camera, next.move)
        .then(() => null, wordsOf);
      next.answer(refusal);
    }
    this.#requesting = false;
  }

  #take(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }
}
