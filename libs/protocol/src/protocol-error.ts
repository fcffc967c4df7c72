import { redactUrl } from './uid.js';

/**
 * What kind of message was wrong.
 *
 * - `digest-challenge`: no `WWW-Authenticate` challenge that this library can answer
 * - `digest-authorization`: a client's `Authorization` header is incomplete or cannot be written
 * - `query`: a URL query cannot be read or written
 * - `key-value-page`: a page of `KEY=value` lines is too large or cannot be written
 * - `multipart`: a multipart stream cannot be framed any longer
 * - `multipart-limit`: a part, a header block or the unread parts exceed their limit
 * - `login-page`: no usable UID in the answer to a login
 * - `nvr-command`: our own side asked for a command with a value that the recorder does not document
 * - `nvr-request`: a client sent a known CGI with wrong parameters (a simulator answers 400)
 * - `nvr-unknown-cgi`: a client asked for a CGI that is not in the table (a simulator answers 404)
 * - `camera-connections`: the answer is not the page of camera connections
 * - `recorder-information`: a value does not fit into its TLV
 * - `timef`: a time is not a TIMEF or cannot be written as one
 * - `playback-empty`: the answer of `camera.cgi` or `playaudio.cgi` has no byte; treat it as nothing recorded
 * - `playback-body`: recorded pictures or sound cannot be read, or do not fit into their layout
 * - `recorder-log`: the answer is no log, or entries cannot be written as one
 * - `recorded-times`: the answer is no list of disks, or disks cannot be written as one
 * - `alarm`: less bytes than a notification has, or values that do not fit into one
 */
export type ProtocolErrorKind =
  | 'digest-challenge'
  | 'digest-authorization'
  | 'query'
  | 'key-value-page'
  | 'multipart'
  | 'multipart-limit'
  | 'login-page'
  | 'nvr-command'
  | 'nvr-request'
  | 'nvr-unknown-cgi'
  | 'camera-connections'
  | 'recorder-information'
  | 'timef'
  | 'playback-empty'
  | 'playback-body'
  | 'recorder-log'
  | 'recorded-times'
  | 'alarm';

/** Details for logs and problem documents; never a UID in full, a password or a digest response. */
export type ProtocolErrorContext = Readonly<Record<string, string | number | boolean>>;

/** The three things every message of this library says. */
export type Surprise = {
  readonly found: string;
  readonly expected: string;
  readonly where: string;
};

/** The only error that the parsers and builders of this library throw. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly kind: ProtocolErrorKind;
  readonly context: ProtocolErrorContext;

  constructor(
    kind: ProtocolErrorKind,
    message: string,
    context: ProtocolErrorContext = {},
    options?: ErrorOptions,
  ) {
    // The texts are built without UIDs; masking once more here is the last door before a log.
    super(redactUrl(message), options);
    this.kind = kind;
    this.context = context;
  }

  /** An error whose message reads "found; expected … (where)". */
  static unexpected(
    kind: ProtocolErrorKind,
    { found, expected, where }: Surprise,
    context: ProtocolErrorContext = {},
    options?: ErrorOptions,
  ): ProtocolError {
    return new ProtocolError(kind, `${found}; expected ${expected} (${where})`, context, options);
  }
}
