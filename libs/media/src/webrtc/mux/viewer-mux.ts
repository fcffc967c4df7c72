import { DefectCounter } from '../../errors/defect-counter.js';
import { MediaError } from '../../errors/media-error.js';
import { isStunIndication, parseStunRequest } from '../stun/parse-stun-request.js';
import type { StunRequest } from '../stun/parse-stun-request.js';
import {
  bindingErrors,
  serializeBindingError,
  serializeBindingSuccess,
} from '../stun/serialize-stun.js';
import { verifyStunIntegrity } from '../stun/stun-integrity.js';
import type { RunSender } from '../udp/run-sender.js';
import { dropReasons } from './drop-reason.js';
import type { DropReason } from './drop-reason.js';
import { MuxedViewer, maxPathsPerViewer } from './muxed-viewer.js';
import type { KnownPath, MuxViewer, MuxViewerSpec } from './muxed-viewer.js';
import { packetKind } from './packet-kind.js';
import { TcpConnection } from './tcp-connection.js';
import { TcpConnections } from './tcp-connections.js';
import { UdpPath, udpOrigin } from './udp-path.js';
import type { UdpOrigin } from './udp-path.js';
import type { ViewerPort } from './viewer-port.js';

/** Needs of a {@link ViewerMux}. */
export type ViewerMuxOptions = {
  /** Owned by the mux from now on. */
  readonly port: ViewerPort;
  readonly sender: RunSender;
  /** A clock that never goes back, in milliseconds. */
  readonly nowMs: () => number;
  /** How often silent connections are looked for. Default 1,000; 0: only by {@link ViewerMux.tick}. */
  readonly tickMs?: number;
};

/** Figures of a mux. */
export type MuxStatistics = {
  readonly viewers: number;
  readonly paths: number;
  readonly tcpConnections: number;
  /** Errors that the system reported on the sockets. */
  readonly socketErrors: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
};

/** Browsers check the paths they hold in reserve every 25 s (Chromium's backup_connection_ping_interval). */
export const silentPathMs = 60_000;

/** Where a packet came from, and what can be answered there. */
type Origin = UdpOrigin | TcpConnection;

/**
 * Gives every packet of a port to its viewer, and answers connectivity checks as an ICE-lite agent (RFC
 * 8445 section 7.3): by the user name first, by the path afterwards.
 *
 * Nobody gets an answer who has not shown the password, not even a refusal: what is sent to an unverified
 * address could be meant for somebody else. The order of the checks is that of their price.
 */
export class ViewerMux {
  readonly #port: ViewerPort;
  readonly #sender: RunSender;
  readonly #nowMs: () => number;
  readonly #dropped = new DefectCounter<DropReason>(dropReasons);
  readonly #connections: TcpConnections;
  readonly #viewers = new Map<string, MuxedViewer>();
  /** At most 32 for every viewer. */
  readonly #known = new Map<string, KnownPath>();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #isPortClosed: () => boolean;

  constructor({ port, sender, nowMs, tickMs = 1_000 }: ViewerMuxOptions) {
    this.#port = port;
    this.#sender = sender;
    this.#nowMs = nowMs;
    this.#isPortClosed = () => port.isClosed;
    this.#connections = new TcpConnections({
      nowMs,
      dropped: this.#dropped,
      listener: {
        packet: (packet, connection) => this.#receive(packet, connection),
        closed: (connection) => this.#connectionClosed(connection),
      },
    });
    port.listen({
      datagram: (datagram, end, address, from) => {
        if (from === 0) {
          this.#dropped.count('bad-source');
        } else {
          this.#receive(datagram, udpOrigin(end, address, from));
        }
      },
      connection: (socket) => this.#connections.accept(socket),
    });
    if (tickMs > 0) {
      this.#timer = setInterval(() => this.tick(), tickMs);
      this.#timer.unref();
    }
  }

  get statistics(): MuxStatistics {
    return {
      viewers: this.#viewers.size,
      paths: this.#known.size,
      tcpConnections: this.#connections.count,
      socketErrors: this.#port.errors,
      dropped: this.#dropped.snapshot(),
    };
  }

  /**
   * From now on requests with this user name fragment are answered.
   *
   * @throws {MediaError} kind `option` when another viewer has it.
   */
  add(spec: MuxViewerSpec): MuxViewer {
    const { usernameFragment } = spec;
    if (this.#viewers.has(usernameFragment)) {
      throw new MediaError(
        'option',
        `ICE user name fragment ${JSON.stringify(usernameFragment)} is in use; expected a new one`,
        { usernameFragment },
      );
    }
    const viewer = new MuxedViewer(spec, (closing) => this.#remove(closing));
    this.#viewers.set(usernameFragment, viewer);
    return viewer;
  }

  /** Ends connections of strangers and forgets paths that nobody uses. */
  tick(): void {
    this.#connections.tick();
    const deadlineMs = this.#nowMs() - silentPathMs;
    for (const known of this.#known.values()) {
      if (known.heardAtMs <= deadlineMs && known.viewer.nominated !== known) {
        this.#evict(known, 'path-silent');
      }
    }
  }

  /** Closes all viewers, connections and the port. Idempotent; resolves when the port is free. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const viewer of this.#viewers.values()) {
      viewer.close();
    }
    this.#connections.close();
    await this.#port.close();
  }

  #receive(packet: Uint8Array, origin: Origin): void {
    const kind = packetKind(packet);
    if (kind === 'stun') {
      this.#receiveStun(packet, origin);
      return;
    }
    const known = this.#known.get(origin.key);
    switch (kind) {
      case 'dtls':
      case 'rtcp':
        if (known) {
          known.viewer.spec.listener[kind](packet, known.path);
        } else {
          this.#dropStranger(kind === 'dtls' ? 'stranger-dtls' : 'stranger-rtcp', origin);
        }
        break;
      case 'rtp':
        this.#dropStranger('rtp', origin);
        break;
      case 'unknown':
        this.#dropStranger('unknown-protocol', origin);
        break;
      case 'empty':
        this.#dropStranger('empty', origin);
        break;
    }
  }

  #receiveStun(datagram: Uint8Array, origin: Origin): void {
    const request = parseStunRequest(datagram);
    if (!request) {
      this.#receiveOtherStun(datagram, origin);
      return;
    }
    const viewer = this.#viewerOf(request);
    if (typeof viewer === 'string') {
      this.#dropped.count(viewer);
      return;
    }
    const reason = this.#verify(viewer, datagram, origin);
    if (reason === undefined) {
      this.#answer(viewer, request, datagram, origin);
    } else {
      this.#dropped.count(reason);
    }
  }

  /** Indications keep a path open; they have no answer and no integrity. */
  #receiveOtherStun(datagram: Uint8Array, origin: Origin): void {
    if (!isStunIndication(datagram)) {
      this.#dropStranger('malformed-stun', origin);
      return;
    }
    const known = this.#known.get(origin.key);
    if (known) {
      known.viewer.touch(known, this.#nowMs());
      known.viewer.spec.listener.heard();
    } else {
      this.#dropped.count('stranger-indication');
    }
  }

  #viewerOf({ localFragment }: StunRequest): MuxedViewer | DropReason {
    if (localFragment === undefined) {
      return 'no-username';
    }
    return this.#viewers.get(localFragment) ?? 'unknown-fragment';
  }

  #verify(viewer: MuxedViewer, datagram: Uint8Array, origin: Origin): DropReason | undefined {
    const isOwn = this.#known.get(origin.key)?.viewer === viewer;
    const budget = isOwn ? viewer.ownBudget : viewer.strangerBudget;
    const nowMs = this.#nowMs();
    if (!budget.allows(nowMs)) {
      return 'check-budget';
    }
    if (!verifyStunIntegrity(datagram, viewer.spec.password)) {
      budget.failed(nowMs);
      return 'wrong-password';
    }
    budget.answered(nowMs);
    return undefined;
  }

  #answer(viewer: MuxedViewer, request: StunRequest, datagram: Uint8Array, origin: Origin): void {
    const { unknownAttributes, iceControlled } = request;
    if (unknownAttributes.length > 0) {
      this.#refuse(viewer, request, origin, 'unknown-attribute');
      return;
    }
    // A lite agent is always controlled, so its peer never is (RFC 8445 section 6.1.1).
    if (iceControlled) {
      this.#refuse(viewer, request, origin, 'role-conflict');
      return;
    }
    const known = this.#admit(viewer, origin);
    this.#sendSuccess(known, request);
    viewer.spec.listener.heard();
    // The listener may have closed the viewer.
    if (request.useCandidate && !viewer.isClosed) {
      viewer.nominated = known;
      viewer.spec.listener.nominated(datagram, known.path);
    }
  }

  #sendSuccess({ path, viewer }: KnownPath, { transactionId }: StunRequest): void {
    const { password } = viewer.spec;
    path.send(serializeBindingSuccess({ transactionId, mappedAddress: path, password }));
  }

  #refuse(
    viewer: MuxedViewer,
    { transactionId, unknownAttributes }: StunRequest,
    origin: Origin,
    reason: 'unknown-attribute' | 'role-conflict',
  ): void {
    this.#dropped.count(reason);
    const { password } = viewer.spec;
    const error =
      reason === 'unknown-attribute' ? bindingErrors.unknownAttribute : bindingErrors.roleConflict;
    const refusal = { transactionId, error, unknownAttributes, password };
    this.#pathOf(origin).send(serializeBindingError(refusal));
  }

  /** The path of a verified request; a new one when the viewer does not have it yet. */
  #admit(viewer: MuxedViewer, origin: Origin): KnownPath {
    const nowMs = this.#nowMs();
    const before = this.#known.get(origin.key);
    if (before?.viewer === viewer) {
      viewer.touch(before, nowMs);
      return before;
    }
    // A browser's new connection may use the port of one that it has just left.
    before?.viewer.lose(before);
    this.#makeRoom(viewer);
    const known: KnownPath = { path: this.#pathOf(origin), viewer, heardAtMs: nowMs };
    this.#known.set(origin.key, known);
    viewer.touch(known, nowMs);
    if (known.path instanceof TcpConnection) {
      this.#connections.verified(known.path);
    }
    return known;
  }

  #pathOf(origin: Origin): UdpPath | TcpConnection {
    return origin instanceof TcpConnection
      ? origin
      : new UdpPath(origin, this.#sender, this.#isPortClosed);
  }

  #makeRoom(viewer: MuxedViewer): void {
    const leastUseful = viewer.paths.size < maxPathsPerViewer ? undefined : viewer.leastUseful();
    if (leastUseful) {
      this.#evict(leastUseful, 'path-evicted');
    }
  }

  #evict(known: KnownPath, reason: 'path-evicted' | 'path-silent'): void {
    this.#dropped.count(reason);
    this.#known.delete(known.path.key);
    endOf(known);
    known.viewer.lose(known);
  }

  #remove(viewer: MuxedViewer): void {
    this.#viewers.delete(viewer.spec.usernameFragment);
    for (const known of viewer.paths.values()) {
      this.#known.delete(known.path.key);
      endOf(known);
    }
  }

  #connectionClosed(connection: TcpConnection): void {
    const known = this.#known.get(connection.key);
    if (known) {
      this.#known.delete(connection.key);
      known.viewer.lose(known);
    }
  }

  /** A browser begins every connection with a check: whoever does not is none. */
  #dropStranger(reason: DropReason, origin: Origin): void {
    this.#dropped.count(reason);
    if (origin instanceof TcpConnection && this.#connections.isUnverified(origin)) {
      this.#connections.discard(origin);
    }
  }
}

function endOf({ path }: KnownPath): void {
  if (path instanceof TcpConnection) {
    path.end();
  }
}
