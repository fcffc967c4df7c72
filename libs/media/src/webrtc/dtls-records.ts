import { ByteReader } from '@casement/bytes';

/** One record of a DTLS datagram, see {@link parseDtlsRecords}. */
export type DtlsRecord = {
  /** 20 change cipher spec, 21 alert, 22 handshake. */
  readonly contentType: number;
  /** 0 before the cipher is changed, so anybody can have written it. */
  readonly epoch: number;
  /** Header and content, a view. */
  readonly bytes: Uint8Array;
};

const headerBytes = 13;
const firstContentType = 20;
const lastContentType = 22;

/** A datagram carries a handful of records; a longer list is somebody's experiment. */
const maxRecords = 16;

/**
 * Cuts a datagram into its DTLS 1.0 to 1.2 records (RFC 6347 section 4.1). Application data is left out,
 * because nothing but SRTP keys is wanted of DTLS here, and so is whatever is cut short.
 *
 * ```text
 * | type 1 | version 2 (fe ff, fe fd) | epoch 2 | sequence number 6 | length 2 | content |
 * ```
 */
export function parseDtlsRecords(datagram: Uint8Array): readonly DtlsRecord[] {
  const records: DtlsRecord[] = [];
  const reader = new ByteReader(datagram);
  while (reader.remaining >= headerBytes && records.length < maxRecords) {
    const start = reader.offset;
    const contentType = reader.u8();
    const majorVersion = reader.u8();
    reader.skip(1);
    const epoch = reader.u16();
    reader.skip(6);
    const length = reader.u16();
    if (majorVersion !== 0xfe || length > reader.remaining) {
      break;
    }
    reader.skip(length);
    if (contentType >= firstContentType && contentType <= lastContentType) {
      records.push({ contentType, epoch, bytes: datagram.subarray(start, reader.offset) });
    }
  }
  return records;
}
