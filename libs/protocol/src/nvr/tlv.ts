import { ByteReader, ByteWriter, BytesError, toHex } from '@casement/bytes';
import { ProtocolError } from '../protocol-error.js';

/**
 * One item of recorder or camera information (NVR v1.4R1 7.1.2, layout B.7):
 *
 * | off | size | name |
 * | --- | --- | --- |
 * | 0 | 2 | id |
 * | 2 | 2 | length, these 4 bytes included |
 * | 4 | length-4 | data |
 */
export type Tlv = {
  readonly id: number;
  /** Without the 4 bytes in front; a view of the bytes that were read. */
  readonly data: Uint8Array;
};

/** The items up to the first fault; the fault, if any, is named in `defect`. */
export type Tlvs = { readonly tlvs: readonly Tlv[]; readonly defect?: string };

const HEADER_BYTES = 4;

/**
 * Walks TLVs until the bytes end or make no sense: id 0, a length below 4, or one beyond the end. What
 * came before is kept (B18, RT13). Zeros at the end are padding, not a defect. Never throws.
 */
export function parseTlvs(bytes: Uint8Array): Tlvs {
  const reader = new ByteReader(bytes);
  const tlvs: Tlv[] = [];
  while (reader.remaining > 0) {
    const at = reader.offset;
    const rest = bytes.subarray(at);
    if (rest.every((byte) => byte === 0)) {
      break;
    }
    const tlv = readTlv(reader);
    if (typeof tlv === 'string') {
      return { tlvs, defect: `${tlv} at byte ${String(at)}: ${toHex(rest, 16)}` };
    }
    tlvs.push(tlv);
  }
  return { tlvs };
}

/**
 * Writes TLVs one after the other.
 *
 * @throws ProtocolError `recorder-information` for an id or a length that needs more than 16 bits
 */
export function serializeTlvs(tlvs: readonly Tlv[]): Uint8Array {
  const writer = new ByteWriter();
  for (const { id, data } of tlvs) {
    const length = data.length + HEADER_BYTES;
    if (!Number.isInteger(id) || id < 1 || id > 0xffff || length > 0xffff) {
      throw ProtocolError.unexpected('recorder-information', {
        found: `id ${String(id)} with ${String(data.length)} bytes`,
        expected: 'an id of 1 to 65535 and at most 65531 bytes',
        where: 'TLV',
      });
    }
    writer.u16(id).u16(length).bytes(data);
  }
  return writer.toBytes();
}

/** The next TLV, or what is wrong with it. */
function readTlv(reader: ByteReader): Tlv | string {
  try {
    const id = reader.u16();
    const length = reader.u16();
    if (id === 0) {
      return 'TLV id 0';
    }
    if (length < HEADER_BYTES) {
      return `TLV length ${String(length)}, expected at least ${String(HEADER_BYTES)}`;
    }
    return { id, data: reader.bytes(length - HEADER_BYTES) };
  } catch (error) {
    if (error instanceof BytesError) {
      return `TLV beyond the end (${error.message})`;
    }
    throw error;
  }
}
