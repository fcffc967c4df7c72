/** What went wrong: so far the only way to misuse these classes with data from outside is to read too far. */
export type BytesErrorKind = 'out-of-range' | 'malformed';

/** Where a read failed, in bytes for `ByteReader` and in bits for `BitReader` (see `unit`). */
export type BytesErrorContext = {
  readonly offset: number;
  readonly wanted: number;
  readonly available: number;
  readonly unit?: 'byte' | 'bit';
};

/**
 * The only error that the readers of this library throw because of the bytes they were given.
 * Parsers catch it at their border and rethrow it as their own error with `cause`.
 */
export class BytesError extends Error {
  override readonly name = 'BytesError';
  readonly kind: BytesErrorKind;
  /** Position of the failed read, counted from the start of the underlying array. */
  readonly offset: number;
  /** How many bytes (or bits) the read needed. */
  readonly wanted: number;
  /** How many bytes (or bits) were left. */
  readonly available: number;

  constructor(kind: BytesErrorKind, message: string, context: BytesErrorContext) {
    super(message);
    this.kind = kind;
    this.offset = context.offset;
    this.wanted = context.wanted;
    this.available = context.available;
  }

  /** A read of `wanted` units at `offset` while only `available` are left. */
  static outOfRange(context: BytesErrorContext): BytesError {
    const unit = context.unit ?? 'byte';
    return new BytesError(
      'out-of-range',
      `${String(context.available)} ${unit}(s) left at ${unit} ${String(context.offset)}; expected at least ${String(context.wanted)}`,
      context,
    );
  }
}
