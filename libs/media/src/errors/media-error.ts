/** What went wrong, coarse enough to branch on. The details are in {@link MediaError.context}. */
export type MediaErrorKind =
  | 'rtp-header'
  | 'nal-unit'
  | 'vps'
  | 'sps'
  | 'pps'
  | 'slice-header'
  | 'audio-config'
  | 'option'
  | 'negotiation'
  | 'process';

/** Where it went wrong: sequence number, ssrc, byte offset, found and expected values. */
export type MediaErrorContext = Readonly<Record<string, string | number | boolean>>;

/**
 * The error of this library. Its message says what was found, what was expected and where;
 * `context` holds the same as values, so that a log line can be searched.
 */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly kind: MediaErrorKind;
  readonly context: MediaErrorContext;

  constructor(
    kind: MediaErrorKind,
    message: string,
    context: MediaErrorContext = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.kind = kind;
    this.context = context;
  }
}
