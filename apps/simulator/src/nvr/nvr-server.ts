import type { ListenerScenario } from '../scenario.js';
import { Listener } from '../net/listener.js';
import type { LineConditions } from '../net/line.js';
import type { TlsIdentity } from '../net/self-signed-certificate.js';
import { HttpSurface } from './http-surface.js';
import type { DefectSink } from './http-surface.js';
import type { Recorder } from './recorder.js';

/** Whether the recorder can be reached: yes, it reboots, or the network is cut in one of two ways. */
export type Reachability = 'up' | 'rebooting' | 'refused' | 'silent';

/** What a server needs. */
export type NvrServerOptions = {
  readonly recorder: Recorder;
  readonly http: ListenerScenario | false;
  readonly https: ListenerScenario | false;
  /** For HTTPS. */
  readonly identity: TlsIdentity | undefined;
  readonly onDefect: DefectSink;
};

/** How often what has expired is looked for. */
const sweepMs = 100;

/** The recorder on the network: its ports, and what makes them come and go. */
export class NvrServer {
  readonly #recorder: Recorder;
  readonly #onDefect: DefectSink;
  readonly #http: Listener | undefined;
  readonly #https: Listener | undefined;
  readonly #sweeper: NodeJS.Timeout;
  #rebootTimer: NodeJS.Timeout | undefined;
  #reachability: Reachability = 'up';
  #reboots = 0;
  #closed = false;

  private constructor(
    { recorder, onDefect }: NvrServerOptions,
    http: Listener | undefined,
    https: Listener | undefined,
  ) {
    this.#recorder = recorder;
    this.#onDefect = onDefect;
    this.#http = http;
    this.#https = https;
    this.#sweeper = setInterval(() => {
      recorder.sweep();
      recorder.faults.sweep();
    }, sweepMs);
    recorder.faults.onChange(() => this.#follow());
    this.#follow();
  }

  /** Opens the ports. Rejects when one of them is taken. */
  static async open(options: NvrServerOptions): Promise<NvrServer> {
    const surface = new HttpSurface(options.recorder, options.onDefect);
    const conditions = lineConditions(options.recorder);
    const listen = async (
      where: ListenerScenario | false,
      identity: TlsIdentity | undefined,
    ): Promise<Listener | undefined> =>
      where === false
        ? undefined
        : Listener.open({ ...where, identity, conditions, onLine: (line) => surface.accept(line) });
    const http = await listen(options.http, undefined);
    try {
      return new NvrServer(options, http, await listen(options.https, options.identity));
    } catch (error) {
      await http?.close();
      throw error;
    }
  }

  get httpUrl(): string | undefined {
    return this.#http?.url;
  }

  get httpsUrl(): string | undefined {
    return this.#https?.url;
  }

  get reachability(): Reachability {
    return this.#reachability;
  }

  get reboots(): number {
    return this.#reboots;
  }

  /** Open connections to the recorder's ports. */
  get connections(): number {
    return this.#listeners.reduce((sum, { connections }) => sum + connections, 0);
  }

  /** Forgets all, breaks every connection and comes back on the same ports after `downMs`. */
  reboot(downMs: number): void {
    this.#reboots += 1;
    clearTimeout(this.#rebootTimer);
    this.#rebootTimer = setTimeout(() => {
      this.#rebootTimer = undefined;
      this.#follow();
    }, downMs);
    this.#recorder.reboot();
    this.#follow();
  }

  /** Breaks every connection; the ports stay open. */
  resetConnections(): void {
    this.#listeners.forEach((listener) => listener.resetConnections());
  }

  /** Ends the streams, then the connections, then the ports. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    clearTimeout(this.#rebootTimer);
    this.#recorder.close();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  get #listeners(): readonly Listener[] {
    return [this.#http, this.#https].filter((listener) => listener !== undefined);
  }

  /** Brings the ports into the state that the reboot and the network faults ask for. */
  #follow(): void {
    const wanted = this.#wantedReachability();
    if (this.#closed || wanted === this.#reachability) {
      return;
    }
    const before = this.#reachability;
    this.#reachability = wanted;
    this.#recorder.udp.mute(wanted !== 'up');
    for (const listener of this.#listeners) {
      changeListener(listener, before, wanted).catch(this.#onDefect);
    }
  }

  #wantedReachability(): Reachability {
    if (this.#rebootTimer !== undefined) {
      return 'rebooting';
    }
    const cut = this.#recorder.faults.find('network-cut')[0];
    return cut === undefined ? 'up' : cut.fault.mode === 'refuse' ? 'refused' : 'silent';
  }
}

async function changeListener(
  listener: Listener,
  before: Reachability,
  wanted: Reachability,
): Promise<void> {
  if (before === 'silent') {
    listener.restore();
  }
  if (wanted === 'refused' || wanted === 'rebooting') {
    listener.goDown();
    return;
  }
  if (wanted === 'silent') {
    listener.silence();
  }
  await listener.comeBack();
}

function lineConditions({ faults, random }: Recorder): LineConditions {
  return { largestPiece: () => faults.take('split-writes')?.maxBytes, random };
}
