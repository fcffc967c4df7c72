/** A request whose answer is a stream. It holds secrets (a UID, a digest response): never log it. */
export type StreamRequest = {
  /** Scheme, host and port. */
  readonly origin: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How long the head of the answer may take, in milliseconds. */
  readonly headersTimeoutMs: number;
};

/**
 * The head of an answer. Its body stays where the request was sent from, which may be another thread: whoever
 * gets the head says what becomes of it.
 */
export type StreamHead = {
  readonly status: number;
  /** As sent, with its parameters; empty when there was none. */
  readonly contentType: string;
  /** Values of `WWW-Authenticate`. */
  readonly challenges: readonly string[];
  /** Reads the rest of a body that nobody wants, or cuts it. Never throws. */
  discard(): Promise<void>;
};

/** Sends requests whose answers are streams; `Head` says what can be done with the body. */
export type StreamRequester<Head extends StreamHead> = {
  /**
   * Resolves with the head. The signal holds until then, and for a body that was not taken yet.
   *
   * @throws {DialError} when no head came
   * @throws {StreamUnavailableError} when the request could not even be sent
   */
  request(request: StreamRequest, signal: AbortSignal | undefined): Promise<Head>;
};

/** There is nobody who could send or receive now; it is no fault of the device. The message is in words. */
export class StreamUnavailableError extends Error {
  override readonly name = 'StreamUnavailableError';
}
