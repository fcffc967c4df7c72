import { Agent, buildConnector } from 'undici';
import type { Dispatcher } from 'undici';
import type { TLSSocket } from 'node:tls';
import { DialError } from './dial-error.js';

/** What is known beforehand about a device's certificate. */
export type TlsTrust = {
  /** SHA-256 of the certificate as `AB:CD:…`; then nothing else about it matters. */
  readonly fingerprint256?: string | undefined;
  /** PEM of the authorities that may have signed it. Default: those of the system. */
  readonly ca?: string | undefined;
};

/** Options of {@link createDialler}. */
export type DiallerOptions = {
  readonly tls?: TlsTrust | undefined;
  /** Default 5,000. */
  readonly connectTimeoutMs?: number | undefined;
};

/** Idle connections are kept this long: recorders close theirs after some seconds. */
const keepAliveMs = 4_000;

/**
 * The connections to one device. Its certificate is checked before any byte of a request is sent: a
 * request holds a UID or a digest response. Timeouts for the body are off, because live streams never end;
 * whoever reads one watches it.
 */
export function createDialler({ tls, connectTimeoutMs = 5_000 }: DiallerOptions = {}): Dispatcher {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    // A resumed session has no certificate to look at.
    maxCachedSessions: 0,
    // Decided below, where the fingerprint can be told to whoever has to confirm it.
    rejectUnauthorized: false,
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
  });
  return new Agent({
    bodyTimeout: 0,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    allowH2: false,
    connect: (options, callback) => {
      connect(options, (error, socket) => {
        const refused = socket && isTls(socket) ? certificateDefect(socket, tls) : undefined;
        if (refused) {
          socket?.destroy();
          callback(new DialError('certificate', refused), null);
        } else if (error) {
          callback(error, null);
        } else {
          callback(null, socket);
        }
      });
    },
  });
}

function isTls(socket: object): socket is TLSSocket {
  return 'getPeerX509Certificate' in socket;
}

/** Why this certificate is not accepted, in words; `undefined` when it is. */
function certificateDefect(socket: TLSSocket, trust: TlsTrust | undefined): string | undefined {
  const found = socket.getPeerX509Certificate()?.fingerprint256;
  if (found === undefined) {
    return 'it showed no certificate';
  }
  const pinned = trust?.fingerprint256?.toUpperCase();
  if (pinned !== undefined) {
    return found === pinned
      ? undefined
      : `its certificate is not the expected one: found fingerprint ${found}, expected ${pinned}`;
  }
  if (socket.authorized) {
    return undefined;
  }
  return (
    `its certificate is not known to this gateway (${describe(socket.authorizationError)}); ` +
    `if it is the recorder's own, enter its fingerprint: ${found}`
  );
}

/** `authorizationError` is an error object or a code, depending on what was wrong. */
function describe(reason: unknown): string {
  const code = reason instanceof Error ? reason.message : String(reason);
  const selfSigned = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'];
  return selfSigned.includes(code) ? 'self-signed' : code.replaceAll('_', ' ').toLowerCase();
}
