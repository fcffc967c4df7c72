import { DtlsClient, DtlsServer, RTCDtlsTransport } from 'werift';
import type { DtlsSocket } from 'werift';
import type { AddressInfo } from 'node:net';
import type { DtlsFingerprint } from './offered-transport.js';
import type { PeerClaim } from './peer-identity.js';
import type { ViewerKeys } from './plane/viewer-plane.js';

/**
 * The one place that uses werift, of which only the DTLS server is wanted: SDP is a page of text, ICE-lite
 * is answered by the plane, and a whole peer connection costs four times the CPU of its handshake.
 * werift-adapter.spec.ts fails as soon as werift is not exactly this version any more: then the members
 * below, which are public but not documented, must be looked at again.
 */
export const weriftVersion = '0.25.2';

/** AES_CM_128_HMAC_SHA1_80 (RFC 5764 section 4.1.2). Every browser has it, and all back ends of the plane. */
const srtpProfile = 0x0001;
const masterKeyBytes = 16;
const masterSaltBytes = 14;

/** Handshake types of RFC 5246 section 7.4. */
const certificateVerifyType = 15;
const finishedType = 20;

/** No flight of a handshake has this number: a retransmission that waits for a later flight ends. */
const beyondAllFlights = 255;

/** The certificate of this process. */
export type DtlsCertificate = Awaited<ReturnType<typeof RTCDtlsTransport.SetupCertificate>>;

/** A finished handshake. */
export type DtlsSession = PeerClaim & {
  /** `undefined` when the browser did not agree on the SRTP profile. */
  readonly keys: ViewerKeys | undefined;
};

/** What a DTLS server tells. */
export type DtlsServerEvents = {
  readonly send: (datagram: Uint8Array) => void;
  readonly connected: (session: DtlsSession) => void;
  /** `undefined`: the other end said goodbye. */
  readonly ended: (error: unknown) => void;
};

/** A DTLS server of one connection. */
export type DtlsServerSocket = {
  /** Takes one whole record, or several. */
  receive(records: Uint8Array): void;
  /** Nothing is sent or told any more. Idempotent. */
  close(): void;
};

/** The transport that werift writes to and hangs its receiver on. */
type VirtualTransport = {
  readonly type: string;
  readonly address: AddressInfo;
  closed: boolean;
  onData: (data: Buffer) => void;
  readonly send: (data: Buffer) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Made once per process; the first call takes some 50 ms. */
export function dtlsCertificate(): Promise<DtlsCertificate> {
  return RTCDtlsTransport.SetupCertificate();
}

/** What the answer says of the certificate. @throws {TypeError} when there is no SHA-256 of it */
export function certificateFingerprint(certificate: DtlsCertificate): DtlsFingerprint {
  const [fingerprint] = certificate.getFingerprints();
  if (fingerprint === undefined) {
    throw new TypeError('werift gave no fingerprint of its own certificate');
  }
  return { algorithm: fingerprint.algorithm, value: fingerprint.value };
}

/** Waits for a browser's handshake. */
export function openDtlsServer(
  certificate: DtlsCertificate,
  { send, connected, ended }: DtlsServerEvents,
): DtlsServerSocket {
  const transport = virtualTransport(send);
  const socket = new DtlsServer({ ...optionsOf(certificate), transport, certificateRequest: true });
  socket.onConnect.once(() => {
    if (!transport.closed) {
      connected(sessionOf(socket));
    }
  });
  socket.onError.subscribe((error) => {
    if (!transport.closed) {
      ended(error);
    }
  });
  socket.onClose.subscribe(() => {
    if (!transport.closed) {
      ended(undefined);
    }
  });
  return {
    receive: (records) => {
      if (!transport.closed) {
        transport.onData(toBuffer(records));
      }
    },
    close: () => {
      transport.closed = true;
      endRetransmission(socket);
    },
  };
}

/**
 * Has a server and a client of werift shake hands in memory, so that the code is compiled before the first
 * viewer comes, who would else wait some 20 ms for it.
 */
export async function rehearseHandshake(): Promise<void> {
  const certificate = await dtlsCertificate();
  let client: DtlsClient | undefined;
  let clientTransport: VirtualTransport | undefined;
  await new Promise<void>((resolve, reject) => {
    const server = openDtlsServer(certificate, {
      send: (datagram) => setImmediate(() => clientTransport?.onData(toBuffer(datagram))),
      connected: () => resolve(),
      ended: (error) => reject(new Error('the rehearsed handshake failed', { cause: error })),
    });
    clientTransport = virtualTransport((datagram) => setImmediate(() => server.receive(datagram)));
    client = new DtlsClient({ ...optionsOf(certificate), transport: clientTransport });
    client.connect().catch(reject);
  });
  if (client) {
    endRetransmission(client);
  }
}

function optionsOf({ certPem, privateKey, signatureHash }: DtlsCertificate) {
  return {
    cert: certPem,
    key: privateKey,
    signatureHash,
    srtpProfiles: [srtpProfile] as [typeof srtpProfile],
    extendedMasterSecret: true,
  };
}

function virtualTransport(send: (datagram: Uint8Array) => void): VirtualTransport {
  const transport: VirtualTransport = {
    type: 'virtual',
    address: { address: '', family: '', port: 0 },
    closed: false,
    onData: () => undefined,
    send: (data) => {
      if (!transport.closed) {
        send(data);
      }
      return done;
    },
    close: () => done,
  };
  return transport;
}

const done = Promise.resolve();

function sessionOf(socket: DtlsSocket): DtlsSession {
  const messages = socket.dtls.sortedHandshakeCache;
  return {
    certificate: socket.remoteCertificate,
    signedMessages: Buffer.concat(
      messages
        .filter(({ msg_type: type }) => type !== certificateVerifyType && type !== finishedType)
        .map((message) => message.serialize()),
    ),
    certificateVerify: messages.find(({ msg_type: type }) => type === certificateVerifyType)
      ?.fragment,
    keys: keysOf(socket),
  };
}

/** RFC 5764 section 4.2. */
function keysOf(socket: DtlsSocket): ViewerKeys | undefined {
  if (socket.srtp.srtpProfile !== srtpProfile) {
    return undefined;
  }
  const keys = socket.extractSessionKeys(masterKeyBytes, masterSaltBytes);
  return {
    outgoing: { key: keys.localKey, salt: keys.localSalt },
    incoming: { key: keys.remoteKey, salt: keys.remoteSalt },
  };
}

/** werift repeats a flight for half a minute, also for a connection that nobody wants any more. */
function endRetransmission(socket: DtlsSocket): void {
  socket.dtls.flight = beyondAllFlights;
}

/** A view, not a copy: werift wants a Buffer. */
function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
