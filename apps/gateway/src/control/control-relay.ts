import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { TrustedProxies } from '../access/trusted-proxies.js';
import { ProblemError } from '../errors/problem-error.js';
import type { BrowserSocket } from '../events/browser-socket.js';
import { type ControlChange, CameraControl } from './control.service.js';
import type { ControlledCamera } from './controlled-camera.js';
import { readMoveRequest } from './move-request.js';

/** States that may be on the way to one browser; of what comes then it gets the newest, when it has read these. */
const maxOnTheWay = 64;

type Browser = {
  readonly socket: BrowserSocket;
  onTheWay: number;
  /** By camera: what it has not been told yet. Bounded by the number of cameras. */
  readonly behind: Map<string, ControlChange>;
};

/** Camera control over the sockets of the state gateway, which has let the browsers in. */
@Injectable()
export class ControlRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('ControlRelay');
  readonly #browsers = new Map<string, Browser>();
  #stop = (): void => undefined;

  constructor(
    private readonly control: CameraControl,
    private readonly proxies: TrustedProxies,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = this.control.onChange((change) => {
      for (const browser of this.#browsers.values()) {
        this.#send(browser, change);
      }
    });
  }

  beforeApplicationShutdown(): void {
    this.#stop();
    this.#browsers.clear();
  }

  /** A browser that is signed in; {@link detach} it when it is gone. */
  attach(socket: BrowserSocket): void {
    const browser: Browser = { socket, onTheWay: 0, behind: new Map() };
    this.#browsers.set(socket.id, browser);
    socket.conn.on('drain', () => this.#drained(browser));
    socket.on('ptz:move', (...said: readonly unknown[]) => {
      // Whatever else was said, and be it nothing, an acknowledgement comes last.
      const answer = said.at(-1);
      const reply =
        typeof answer === 'function' ? (answer as (words: string | null) => void) : null;
      this.#move(socket, said[0]).then(
        (refusal) => reply?.(refusal),
        (error: unknown) => {
          this.#logger.error({ err: error, msg: 'a move failed unexpectedly' });
          reply?.('an unexpected error; the log has the details');
        },
      );
    });
    for (const camera of this.control.cameras) {
      this.#send(browser, asChange(camera));
    }
  }

  /** What it moved stops at once. */
  detach(socket: BrowserSocket): void {
    this.#browsers.delete(socket.id);
    this.control.socketGone(socket.id);
  }

  async #move(socket: BrowserSocket, request: unknown): Promise<string | null> {
    const read = readMoveRequest(request);
    if (typeof read === 'string') {
      return read;
    }
    if (!this.#browsers.has(socket.id)) {
      // It came with the last bytes of a connection that is gone: nobody would stop what it starts.
      return 'the connection has ended';
    }
    const { headers, address: peer } = socket.handshake;
    const { principal } = socket.data;
    const address = this.proxies.clientAddress(headers, peer);
    const caller = { principal, address, socket: socket.id };
    try {
      await this.control.move(read.place, caller, read.move);
      return null;
    } catch (error) {
      if (error instanceof ProblemError) {
        return error.message;
      }
      throw error;
    }
  }

  #send(browser: Browser, change: ControlChange): void {
    const { socket, behind } = browser;
    const { recorder, camera, viewFor } = change;
    const { principal } = socket.data;
    if (!principal.mayView(recorder, camera)) {
      return;
    }
    if (browser.onTheWay >= maxOnTheWay) {
      behind.set(`${recorder}/${camera}`, change);
      return;
    }
    browser.onTheWay += 1;
    socket.emit('ptz-state', viewFor(principal));
  }

  #drained(browser: Browser): void {
    browser.onTheWay = 0;
    const changes = [...browser.behind.values()];
    browser.behind.clear();
    changes.forEach((change) => this.#send(browser, change));
  }
}

function asChange(controlled: ControlledCamera): ControlChange {
  const { recorder, camera } = controlled;
  return { recorder, camera, viewFor: (principal) => controlled.viewFor(principal) };
}
