/**
 * Why a playlist is not given: asked for what cannot be meant (`request`, `too-far`), nothing came in time
 * (`timeout`), too many wait already (`busy`), there is no stream any more (`closed`).
 */
export type HlsErrorKind = 'request' | 'too-far' | 'timeout' | 'busy' | 'closed';

/** RFC 8216bis section 6.2.5.2: 400 for what lies too far ahead, 503 for what did not come in time. */
const statusOf: Record<HlsErrorKind, number> = {
  request: 400,
  'too-far': 400,
  timeout: 503,
  busy: 503,
  closed: 503,
};

/** The error of the HLS packager, with the HTTP status that says the same. */
export class HlsError extends Error {
  override readonly name = 'HlsError';
  readonly kind: HlsErrorKind;
  readonly status: number;

  constructor(kind: HlsErrorKind, message: string) {
    super(message);
    this.kind = kind;
    this.status = statusOf[kind];
  }
}
