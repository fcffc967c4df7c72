import { ByteReader } from '@casement/bytes';
import { ProtocolError } from '../protocol-error.js';
import { recorderFieldRows } from './recorder-field-rows.js';
import type { MutableRecorderFields, RecorderFields } from './recorder-fields.js';
import { parseTlvs, serializeTlvs } from './tlv.js';
import type { Tlv } from './tlv.js';

/** Recorder information as read. */
export type RecorderInformation = RecorderFields & {
  /** All TLVs in their order, the unknown and reserved ones too. */
  readonly raw: readonly Tlv[];
  /** What was odd; the value concerned is then missing from the fields. */
  readonly defects: readonly string[];
};

/**
 * Reads recorder information: the data of an RTP header extension, or the TLVs of a body
 * (NVR v1.4R1 7.1, layout B.7). Never throws: what makes no sense is named in `defects` and the rest is
 * kept (B18, RT13). Not for the information of a camera, whose ids mean other things (finding 7).
 */
export function parseRecorderInformation(bytes: Uint8Array): RecorderInformation {
  const { tlvs, defect } = parseTlvs(bytes);
  const fields: MutableRecorderFields = {};
  const defects: string[] = [];
  const seen = new Set<number>();
  for (const tlv of tlvs) {
    defects.push(...readField(tlv, seen, fields));
    seen.add(tlv.id);
  }
  return { ...fields, raw: tlvs, defects: defect === undefined ? defects : [...defects, defect] };
}

/**
 * Writes the given values as TLVs by ascending id; the result is a multiple of 4 bytes, as an RTP header
 * extension needs it. `timeZoneMinutes` and `summerTime` go with `timeEpochS`, `speedStep` with `state`.
 *
 * @throws ProtocolError `recorder-information` for a value that does not fit
 */
export function writeRecorderTlvs(information: RecorderFields): Uint8Array {
  const tlvs: Tlv[] = [];
  for (const row of recorderFieldRows) {
    const data = row.write(information);
    if (data === 'out-of-range') {
      throw ProtocolError.unexpected(
        'recorder-information',
        {
          found: 'a value that does not fit',
          expected: 'one of 7.1.2',
          where: `TLV ${hexId(row.id)}`,
        },
        { id: row.id },
      );
    }
    if (data !== undefined) {
      tlvs.push({ id: row.id, data });
    }
  }
  return serializeTlvs(tlvs);
}

/** Reads one TLV into the fields and returns what was odd. Unknown ids are nothing odd. */
function readField(
  { id, data }: Tlv,
  seen: ReadonlySet<number>,
  fields: MutableRecorderFields,
): readonly string[] {
  const row = recorderFieldRows.find((known) => known.id === id);
  if (row === undefined) {
    return [];
  }
  if (seen.has(id)) {
    return [`TLV ${hexId(id)} is repeated`];
  }
  if (data.length !== row.dataBytes) {
    // Another length is another meaning, as with 0x0027 of cameras.
    return [
      `TLV ${hexId(id)} has ${String(data.length)} data bytes; expected ${String(row.dataBytes)}`,
    ];
  }
  return row.read(new ByteReader(data), fields).map((odd) => `TLV ${hexId(id)}: ${odd}`);
}

function hexId(id: number): string {
  return `0x${id.toString(16).padStart(4, '0')}`;
}
