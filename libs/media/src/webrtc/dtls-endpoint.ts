import { parseDtlsRecords } from './dtls-records.js';
import type { HandshakeTicket } from './handshake-queue.js';
import type { DtlsFingerprint } from './offered-transport.js';
import { identityDefect } from './peer-identity.js';
import type { ViewerKeys } from './plane/viewer-plane.js';
import { openDtlsServer } from './werift-adapter.js';
import type { DtlsCertificate, DtlsServerSocket, DtlsSession } from './werift-adapter.js';

/** What a {@link DtlsEndpoint} needs. */
export type DtlsEndpointOptions = {
  readonly certificate: DtlsCertificate;
  /** Those of the offer. */
  readonly fingerprints: readonly DtlsFingerprint[];
  /** Its turns among the handshakes of the gateway. */
  readonly ticket: HandshakeTicket;
};

/** What an endpoint tells its owner. */
export type DtlsEndpointEvents = {
  /** A datagram for the browser. */
  send(datagram: Uint8Array): void;
  /** The handshake is finished and the browser is who it was to be. Called once at most. */
  connected(keys: ViewerKeys): void;
  /** The browser said goodbye, or is not who it was to be; `reason` in words. Called once at most. */
  ended(reason: string): void;
};

/**
 * A handshake has seven records of the browser; this leaves room for every retransmission of 15 s. What
 * comes after that is a flood, and each hello of it would cost a key pair.
 */
const maxRecordsPerConnection = 120;

/**
 * Our end of a viewer's DTLS connection (RFC 5764), which is only there for the SRTP keys: the handshake, the
 * proof that it is the browser, and its goodbye. Once connected it does not look at what is not encrypted.
 */
export class DtlsEndpoint {
  readonly #server: DtlsServerSocket;
  readonly #fingerprints: readonly DtlsFingerprint[];
  readonly #ticket: HandshakeTicket;
  readonly #events: DtlsEndpointEvents;
  #state: 'connecting' | 'connected' | 'closed' = 'connecting';
  #records = 0;
  #ignored = 0;

  constructor(
    { certificate, fingerprints, ticket }: DtlsEndpointOptions,
    events: DtlsEndpointEvents,
  ) {
    this.#fingerprints = fingerprints;
    this.#ticket = ticket;
    this.#events = events;
    this.#server = openDtlsServer(certificate, {
      send: (datagram) => events.send(datagram),
      connected: (session) => this.#connected(session),
      ended: (error) => this.#end(words(error)),
    });
  }

  /** Records that were not looked at. */
  get ignored(): number {
    return this.#ignored;
  }

  /** Takes a datagram of the browser. The bytes must not change until its turn has come. */
  receive(datagram: Uint8Array): void {
    if (this.#state === 'connecting') {
      this.#ticket.run(() => this.#take(datagram));
    } else {
      this.#take(datagram);
    }
  }

  /** Idempotent. */
  close(): void {
    this.#state = 'closed';
    this.#ticket.leave();
    this.#server.close();
  }

  #take(datagram: Uint8Array): void {
    for (const { epoch, bytes } of parseDtlsRecords(datagram)) {
      if (this.#state === 'closed') {
        return;
      }
      const isForgeable = this.#state === 'connected' && epoch === 0;
      if (isForgeable || this.#records >= maxRecordsPerConnection) {
        this.#ignored += 1;
      } else {
        this.#records += 1;
        this.#server.receive(bytes);
      }
    }
  }

  #connected({ keys, ...claim }: DtlsSession): void {
    if (keys === undefined) {
      this.#end('the browser does not know the SRTP profile AES_CM_128_HMAC_SHA1_80');
      return;
    }
    const defect = identityDefect(claim, this.#fingerprints);
    if (defect !== undefined) {
      this.#end(defect);
      return;
    }
    this.#state = 'connected';
    this.#ticket.leave();
    this.#events.connected(keys);
  }

  #end(reason: string): void {
    if (this.#state !== 'closed') {
      this.close();
      this.#events.ended(reason);
    }
  }
}

function words(error: unknown): string {
  if (error === undefined) {
    return 'the browser closed the connection';
  }
  // werift also rejects with plain texts.
  const detail = error instanceof Error ? error.message : typeof error === 'string' ? error : '';
  return `the DTLS handshake failed${detail === '' ? '' : `: ${detail}`}`;
}
