import { SiteAlarms } from './alarms/site-alarms.js';
import { systemClock } from './clock.js';
import type { Clock } from './clock.js';
import { BlackPictures } from './black-pictures.js';
import { prepareBlackPictures, prepareCameraPictures } from './camera-footage.js';
import { ControlServer } from './control/control-server.js';
import { performAction } from './control/perform-action.js';
import { describeState } from './control/simulator-state.js';
import type { SimulatorState, SimulatorUrls } from './control/simulator-state.js';
import { FaultBoard } from './faults/fault-board.js';
import type { PrepareOptions } from './media/index.js';
import { loadOrCreateSelfSigned } from './net/self-signed-certificate.js';
import type { TlsIdentity } from './net/self-signed-certificate.js';
import type { DefectSink } from './nvr/http-surface.js';
import { NvrServer } from './nvr/nvr-server.js';
import type { CameraPictures } from './nvr/recorder-camera.js';
import { Recorder } from './nvr/recorder.js';
import { createRandom } from './random.js';
import type { Scenario } from './scenario.js';

/** How a simulator is started. */
export type SimulatorOptions = PrepareOptions & {
  /** Ready pictures by camera number instead of footage; for tests. */
  readonly pictures?: ReadonlyMap<number, CameraPictures> | undefined;
  /** Default: the clock of this machine. */
  readonly clock?: Clock | undefined;
  /** Called with what should never happen. Default: ends the process, as any uncaught error. */
  readonly onDefect?: DefectSink | undefined;
};

/** A recorder on the network with its control port: `start` it, use its addresses, `close` it. */
export class Simulator {
  readonly recorder: Recorder;
  readonly faults: FaultBoard;
  readonly alarms: SiteAlarms;
  readonly #server: NvrServer;
  readonly #identity: TlsIdentity | undefined;
  readonly #black: BlackPictures;
  #control: ControlServer | undefined;

  private constructor(
    recorder: Recorder,
    server: NvrServer,
    identity: TlsIdentity | undefined,
    black: BlackPictures,
  ) {
    this.recorder = recorder;
    this.#black = black;
    this.faults = recorder.faults;
    this.alarms = new SiteAlarms(recorder, () => server.reachability === 'up');
    this.#server = server;
    this.#identity = identity;
  }

  /** Prepares the footage, opens all ports. Rejects when footage cannot be made or a port is taken. */
  static async start(scenario: Scenario, options: SimulatorOptions): Promise<Simulator> {
    const pictures = options.pictures ?? (await prepareCameraPictures(scenario, options));
    const { http, https } = scenario;
    const identity =
      https === false
        ? undefined
        : await loadOrCreateSelfSigned(options.cacheDir, certificateHosts(https.host), new Date());
    const clock = options.clock ?? systemClock;
    const faults = new FaultBoard(clock);
    faults.replace(scenario.faults);
    const random = createRandom(scenario.seed);
    const black = new BlackPictures((signal) =>
      options.pictures === undefined
        ? prepareBlackPictures(scenario, { ...options, onProgress: undefined, signal })
        : Promise.resolve(new Map()),
    );
    const recorder = new Recorder({
      ...{ scenario, pictures, faults, clock, random },
      blackPictures: (camera) => black.of(camera),
    });
    const onDefect = options.onDefect ?? throwLater;
    const server = await NvrServer.open({ recorder, http, https, identity, onDefect });
    const simulator = new Simulator(recorder, server, identity, black);
    try {
      await simulator.#openControl();
    } catch (error) {
      await simulator.close();
      throw error;
    }
    return simulator;
  }

  /** `http://host:port`; `undefined` when the scenario has no HTTP. */
  get httpUrl(): string | undefined {
    return this.#server.httpUrl;
  }

  /** `https://host:port`; `undefined` when the scenario has no HTTPS. */
  get httpsUrl(): string | undefined {
    return this.#server.httpsUrl;
  }

  /** Where the control port is. */
  get controlUrl(): string {
    return this.#control?.url ?? '';
  }

  /** SHA-256 of the certificate, `AB:CD:...`; `undefined` without HTTPS. */
  get fingerprint256(): string | undefined {
    return this.#identity?.fingerprint256;
  }

  /** The certificate itself; `undefined` without HTTPS. */
  get certificatePem(): string | undefined {
    return this.#identity?.certificatePem;
  }

  get urls(): SimulatorUrls {
    return { http: this.httpUrl, https: this.httpsUrl, control: this.controlUrl };
  }

  /** What `GET /state` answers. */
  get state(): SimulatorState {
    const { urls, fingerprint256 } = this;
    return describeState(this.recorder, this.#server, {
      urls,
      fingerprint256,
      alarms: this.alarms.state,
    });
  }

  /** Breaks everything and comes back on the same ports after `downMs`. */
  reboot(downMs: number): void {
    this.alarms.restart();
    this.#server.reboot(downMs);
  }

  /** Ends streams, connections and ports; resolves when nothing runs any more. */
  async close(): Promise<void> {
    await this.#control?.close();
    this.#control = undefined;
    this.alarms.close();
    await this.#black.close();
    await this.#server.close();
  }

  async #openControl(): Promise<void> {
    this.#control = await ControlServer.open(this.recorder.scenario.control, {
      faults: this.faults,
      nowMs: () => this.recorder.clock.nowMs(),
      state: () => this.state,
      requests: () => this.recorder.requests.entries,
      alarms: () => this.alarms.sent,
      perform: (action) =>
        performAction(action, {
          recorder: this.recorder,
          server: this.#server,
          alarms: this.alarms,
          prepareSleep: () => this.#black.prepare(),
        }),
    });
  }
}

/** Names by which a client on this machine reaches the recorder, and the one it listens on. */
function certificateHosts(host: string): readonly string[] {
  const everywhere = host === '0.0.0.0' || host === '::';
  return [...new Set(['localhost', '127.0.0.1', '::1', ...(everywhere ? [] : [host])])];
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
