import { MediaError } from '../../errors/media-error.js';
import { ViewerMux } from '../mux/viewer-mux.js';
import { ViewerPort } from '../mux/viewer-port.js';
import type { ViewerPortOptions } from '../mux/viewer-port.js';
import { chooseProtector } from '../srtp/choose-protector.js';
import type { BackendName, RunProtector } from '../srtp/run-protector.js';
import { chooseRunSender } from '../udp/choose-run-sender.js';
import type { RunSender } from '../udp/run-sender.js';
import { systemPlaneClock } from './plane-clock.js';
import type { PlaneClock } from './plane-clock.js';
import { PlaneCounters } from './plane-counters.js';
import { Pump } from './pump.js';
import { RingSources } from './ring-sources.js';
import { defaultLivenessLimits } from './viewer-liveness.js';
import type { LivenessLimits } from './viewer-liveness.js';
import type {
  PlaneAddresses,
  PlaneViewer,
  ViewerEvents,
  ViewerPlane,
  ViewerSpec,
} from './viewer-plane.js';
import { ViewerSession } from './viewer-session.js';
import { ViewerState } from './viewer-state.js';

/** Settings of a plane. */
export type SendPlaneOptions = ViewerPortOptions & {
  /** Which SRTP back end. Default `auto`: the fastest that works here. */
  readonly backend?: 'auto' | BackendName;
  /** How runs of packets are sent. Default `auto`: with segmentation offload where it works. */
  readonly offload?: 'auto' | 'offload' | 'single';
  /** When a viewer is given up. */
  readonly limits?: LivenessLimits;
  /** Default: the machine's. */
  readonly clock?: PlaneClock;
  /** How often viewers are reported to and looked after. Default 1,000; 0: only by `tick`. */
  readonly tickMs?: number;
};

/** How a plane works here. */
export type SendPlaneStatus = {
  readonly backend: BackendName;
  readonly sender: RunSender['name'];
  /** In words, why something faster is not used. */
  readonly notes: readonly string[];
  readonly addresses: PlaneAddresses;
};

/** What a plane has and did since it was opened. */
export type SendPlaneStatistics = {
  readonly viewers: number;
  /** Rings that somebody watches or hears. */
  readonly rings: number;
  readonly packetsSent: number;
  /** Payload bytes. */
  readonly bytesSent: number;
  readonly retransmitted: number;
  readonly retransmissionsRefused: number;
  /** Of `packetsSent`, those of sound. */
  readonly soundPacketsSent: number;
  /** Access units that slow and lossy viewers did not get, or could not decode. */
  readonly skipped: number;
  /** The same of pieces of sound. */
  readonly soundSkipped: number;
  /** How often the system took no more packets for the moment. */
  readonly blocked: number;
  readonly sendErrors: number;
  /** Late viewers that are being caught up. */
  readonly joinsWaiting: number;
  /** What came to the port and was thrown away, by reason. */
  readonly droppedDatagrams: Readonly<Record<string, number>>;
  /** Memory of one viewer, which does not grow. */
  readonly bytesPerViewer: number;
};

/** What a plane is made of. */
type Parts = {
  readonly port: ViewerPort;
  readonly protector: RunProtector;
  readonly sender: RunSender;
  readonly notes: readonly string[];
  readonly options: SendPlaneOptions;
};

/**
 * Sends the packets of rings to viewers from one thread and one port. Everything here is synchronous once it
 * is open: packets go out in the turn of the event loop in which they are told of.
 */
export class SendPlane implements ViewerPlane {
  readonly status: SendPlaneStatus;
  readonly #port: ViewerPort;
  readonly #mux: ViewerMux;
  readonly #protector: RunProtector;
  readonly #clock: PlaneClock;
  readonly #limits: LivenessLimits;
  readonly #counters = new PlaneCounters();
  readonly #pump: Pump;
  readonly #sources: RingSources;
  readonly #sessions = new Map<ViewerState, ViewerSession>();
  readonly #timer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  private constructor({ port, protector, sender, notes, options }: Parts) {
    const { clock = systemPlaneClock, limits = defaultLivenessLimits, tickMs = 1_000 } = options;
    const { addresses } = port;
    this.status = { backend: protector.name, sender: sender.name, notes, addresses };
    this.#port = port;
    this.#protector = protector;
    this.#clock = clock;
    this.#limits = limits;
    this.#mux = new ViewerMux({ port, sender, nowMs: () => clock.nowMs() });
    this.#pump = new Pump({
      protector,
      sender,
      clock,
      counters: this.#counters,
      onFirstPackets: (viewer) => this.#sessions.get(viewer)?.sendReport(),
    });
    this.#sources = new RingSources(this.#pump);
    if (tickMs > 0) {
      this.#timer = setInterval(() => this.tick(), tickMs);
      this.#timer.unref();
    }
  }

  /**
   * Opens the port and chooses the fastest way to send that works here.
   *
   * @throws {MediaError} kind `negotiation`, `no-port`, when no port of the range is free.
   */
  static async open(options: SendPlaneOptions): Promise<SendPlane> {
    const { backend = 'auto', offload = 'auto' } = options;
    const { protector, notes } = await chooseProtector(backend);
    const chosen = await chooseRunSender(offload);
    const port = await ViewerPort.open(options);
    return new SendPlane({
      port,
      protector,
      sender: chosen.sender,
      notes: [...notes, ...chosen.notes],
      options,
    });
  }

  get addresses(): PlaneAddresses {
    return this.#port.addresses;
  }

  get statistics(): SendPlaneStatistics {
    const { forgedFeedback, excessFeedback, excessDtls, ...counted } = this.#counters;
    return {
      viewers: this.#sessions.size,
      rings: this.#sources.size,
      ...counted,
      joinsWaiting: this.#pump.joinsWaiting,
      droppedDatagrams: {
        ...this.#mux.statistics.dropped,
        'rtcp-refused': forgedFeedback,
        'rtcp-excess': excessFeedback,
        'dtls-excess': excessDtls,
      },
      bytesPerViewer: ViewerState.bytes,
    };
  }

  /**
   * @throws {MediaError} kind `option` when the plane is closed, or another viewer has the same user name
   *   fragment.
   */
  open(spec: ViewerSpec, events: ViewerEvents): PlaneViewer {
    if (this.#closed !== undefined) {
      throw new MediaError('option', `the plane is closed; expected it open for viewer ${spec.id}`);
    }
    const session = new ViewerSession(spec, events, {
      mux: this.#mux,
      protector: this.#protector,
      pump: this.#pump,
      sources: this.#sources,
      clock: this.#clock,
      counters: this.#counters,
      limits: this.#limits,
      onEnd: ({ state }) => this.#sessions.delete(state),
    });
    this.#sessions.set(session.state, session);
    return session;
  }

  /**
   * A ring has new packets, written in this thread. Rings that are never told of are watched: their writers
   * are in other threads.
   */
  ringHasNews(ringId: string): void {
    this.#sources.hasNews(ringId);
  }

  /** One second passed. */
  tick(): void {
    for (const session of this.#sessions.values()) {
      session.tick();
    }
  }

  /** Says goodbye to all viewers and frees the port. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    for (const session of this.#sessions.values()) {
      session.close();
    }
    this.#pump.close();
    this.#sources.close();
    await this.#mux.close();
  }
}
