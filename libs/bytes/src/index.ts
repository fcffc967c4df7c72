export { BitReader } from './bit-reader.js';
export { BitWriter } from './bit-writer.js';
export { ByteReader } from './byte-reader.js';
export { ByteWriter } from './byte-writer.js';
export { BytesError } from './bytes-error.js';
export type { BytesErrorContext, BytesErrorKind } from './bytes-error.js';
export { concatBytes } from './concat-bytes.js';
export { findBytes, hasBytesAt } from './find-bytes.js';
export { fromHex, toHex } from './hex.js';
