import { ByteWriter } from '@casement/bytes';
import type { ByteReader } from '@casement/bytes';
import type { MutableRecorderFields, RecorderFields, RecorderState } from './recorder-fields.js';
import { RECORDER_TIME_BYTES, readRecorderTime, writeRecorderTime } from './recorder-time.js';

/** How one TLV is read and written. */
export type RecorderFieldRow = {
  readonly id: number;
  readonly dataBytes: number;
  /** Puts the values into `fields` and returns what was odd. */
  readonly read: (reader: ByteReader, fields: MutableRecorderFields) => readonly string[];
  /**
   * The data bytes, `undefined` when `fields` has nothing for this TLV, or `'out-of-range'` when it
   * has something that does not fit.
   */
  readonly write: (fields: RecorderFields) => Uint8Array | 'out-of-range' | undefined;
};

const MAX_U16 = 0xffff;
const MAX_U32 = 0xffffffff;
const MAX_HUNDREDTHS = 99;
const MAX_SPEED_STEP = 8;
const SHORT_DATA_BYTES = 4;

const STATES = new Map<number, RecorderState>([
  [0x00, 'unspecified'],
  [0x01, 'live'],
  [0x02, 'play'],
  [0x03, 'reverse'],
  [0x04, 'fast-forward'],
  [0x05, 'fast-reverse'],
  [0x06, 'pause'],
  [0x07, 'next-image'],
  [0x08, 'previous-image'],
  [0x41, 'downloading'],
  [0x42, 'download-completed'],
]);

/** The table of 7.1.2 (layout B.7) by ascending id; 0x000B is reserved and stays raw. */
export const recorderFieldRows: readonly RecorderFieldRow[] = [
  u16Row(0x0004, 'camera', MAX_U16),
  wordRow(0x0005, 'compression', [
    [3, 'h264'],
    [4, 'h265'],
  ]),
  {
    id: 0x0006,
    dataBytes: SHORT_DATA_BYTES,
    read: (reader, fields) => {
      fields.dataBytes = reader.u32();
      return [];
    },
    write: ({ dataBytes }) =>
      dataBytes === undefined
        ? undefined
        : isWithin(dataBytes, MAX_U32)
          ? new ByteWriter(SHORT_DATA_BYTES).u32(dataBytes).toBytes()
          : 'out-of-range',
  },
  {
    id: 0x0007,
    dataBytes: RECORDER_TIME_BYTES,
    read: (reader, fields) => {
      const { time, defects } = readRecorderTime(reader);
      const { epochS, ...zone } = time;
      Object.assign(fields, { timeEpochS: epochS, ...zone });
      return defects;
    },
    write: ({ timeEpochS, timeZoneMinutes, summerTime }) =>
      timeEpochS === undefined
        ? undefined
        : (writeRecorderTime({
            epochS: timeEpochS,
            ...(timeZoneMinutes === undefined ? {} : { timeZoneMinutes }),
            ...(summerTime === undefined ? {} : { summerTime }),
          }) ?? 'out-of-range'),
  },
  u16Row(0x0008, 'frameCount', MAX_U16),
  u16Row(0x0009, 'imagesPerSecond', MAX_U16, 10),
  u16Row(0x000a, 'hundredths', MAX_HUNDREDTHS),
  wordRow(0x000c, 'imagePresent', [
    [0, false],
    [1, true],
  ]),
  {
    id: 0x000d,
    dataBytes: SHORT_DATA_BYTES,
    read: readState,
    write: writeState,
  },
  {
    id: 0x0011,
    dataBytes: RECORDER_TIME_BYTES,
    read: (reader, fields) => {
      const { time, defects } = readRecorderTime(reader);
      fields.cameraTime = time;
      return defects;
    },
    write: ({ cameraTime }) =>
      cameraTime === undefined ? undefined : (writeRecorderTime(cameraTime) ?? 'out-of-range'),
  },
  u16Row(0x0012, 'cameraHundredths', MAX_HUNDREDTHS),
  wordRow(0x0027, 'startCodes', [
    [0, false],
    [1, true],
  ]),
  wordRow(0x0028, 'longTermReference', [
    [0x00, 'none'],
    [0x10, 'not-in-gop'],
    [0x11, 'in-gop'],
  ]),
  wordRow(0x0029, 'idrDisplay', [
    [0, 'unspecified'],
    [1, 'show'],
    [2, 'hide'],
  ]),
];

type NumberKey = 'camera' | 'frameCount' | 'imagesPerSecond' | 'hundredths' | 'cameraHundredths';
type WordKey = 'compression' | 'imagePresent' | 'startCodes' | 'longTermReference' | 'idrDisplay';

/** u16 number, u16 reserved. The wire carries the value times `scale`. */
function u16Row(id: number, key: NumberKey, max: number, scale = 1): RecorderFieldRow {
  return {
    id,
    dataBytes: SHORT_DATA_BYTES,
    read: (reader, fields) => {
      const value = reader.u16();
      if (value > max) {
        return [`${key} ${String(value)}; expected at most ${String(max)}`];
      }
      fields[key] = value / scale;
      return [];
    },
    write: (fields) => {
      const value = fields[key];
      if (value === undefined) {
        return undefined;
      }
      const scaled = Math.round(value * scale);
      return isWithin(scaled, max) ? u16AndReserved(scaled) : 'out-of-range';
    },
  };
}

/** u16 code, u16 reserved. */
function wordRow<Key extends WordKey>(
  id: number,
  key: Key,
  codes: readonly (readonly [number, NonNullable<RecorderFields[Key]>])[],
): RecorderFieldRow {
  return {
    id,
    dataBytes: SHORT_DATA_BYTES,
    read: (reader, fields) => {
      const code = reader.u16();
      const word = codes.find(([known]) => known === code)?.[1];
      if (word === undefined) {
        return [`${key} ${String(code)}; expected ${codes.map(([known]) => known).join(', ')}`];
      }
      fields[key] = word;
      return [];
    },
    write: (fields) => {
      const word = fields[key];
      if (word === undefined) {
        return undefined;
      }
      const code = codes.find(([, known]) => known === word)?.[0];
      return code === undefined ? 'out-of-range' : u16AndReserved(code);
    },
  };
}

/** u8 state, u8 speed step, u16 reserved. */
function readState(reader: ByteReader, fields: MutableRecorderFields): readonly string[] {
  const [code, step] = [reader.u8(), reader.u8()];
  const state = STATES.get(code);
  const defects: string[] = [];
  if (state === undefined) {
    defects.push(`state ${String(code)}; expected 0..8, 65, 66`);
  } else {
    fields.state = state;
  }
  if (step > MAX_SPEED_STEP) {
    defects.push(`speed step ${String(step)}; expected 0..${String(MAX_SPEED_STEP)}`);
  } else {
    fields.speedStep = step;
  }
  return defects;
}

function writeState({
  state,
  speedStep = 0,
}: RecorderFields): Uint8Array | 'out-of-range' | undefined {
  if (state === undefined) {
    return undefined;
  }
  const code = Array.from(STATES).find(([, known]) => known === state)?.[0];
  if (code === undefined || !isWithin(speedStep, MAX_SPEED_STEP)) {
    return 'out-of-range';
  }
  return new ByteWriter(SHORT_DATA_BYTES).u8(code).u8(speedStep).zeros(2).toBytes();
}

function u16AndReserved(value: number): Uint8Array {
  return new ByteWriter(SHORT_DATA_BYTES).u16(value).zeros(2).toBytes();
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
