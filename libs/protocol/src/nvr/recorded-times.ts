import { excerpt } from '../excerpt.js';
import { ProtocolError } from '../protocol-error.js';
import { DefectList } from './defect-list.js';
import { localDateTime } from './local-date.js';

/** A time of the recorder's clock, without its zone, which the page does not name (B6). */
export type LocalTime = {
  /** `2021-11-14T13:00:00`. */
  readonly text: string;
  readonly summerTime: boolean;
};

/** One disk of a recorder (NVR v1.5R1 5.2.1). */
export type RecordedDisk = {
  /** `MAIN-1` to `EXT5-9`. */
  readonly name: string;
  /** null: there is no disk in this slot. */
  readonly capacityGb: number | null;
  readonly remainingGb: number | null;
  /** `(R)` behind the capacity: this disk is being written to. */
  readonly recording: boolean;
  /** Oldest and newest recording; null: nothing is recorded. */
  readonly from: LocalTime | null;
  readonly to: LocalTime | null;
};

/** The page as read. */
export type RecordedTimes = {
  readonly disks: readonly RecordedDisk[];
  readonly defects: readonly string[];
};

/** The largest recorder has 54 slots. */
const MAX_DISKS = 128;
const MAX_PAGE_CHARS = 64 * 1024;
const TITLE = 'Recording information';
const HEAD = 'Disk,Capacity,Remain capacity,Recorded time range';
const DISK_LINE = /^[A-Z]{1,8}\d{0,2}-\d{1,2},/u;
const CAPACITY = /^(\d{1,7}) ?GB ?(\(R\))?$/u;
/** The table of 5.2.1 names the newest recording `yy/mm/dd`; its example has four digits. */
const SHORT_YEAR = /^(?=\d\d\/)/u;

/**
 * Reads the answer of `recordedtime.cgi` (B61, NV29, NV30): one line per slot. A value that makes no sense is null and named
 * in `defects`.
 *
 * @throws ProtocolError `recorded-times` for a page without a disk, and for one that is far too large
 */
export function parseRecordedTimes(page: string): RecordedTimes {
  if (page.length > MAX_PAGE_CHARS) {
    throw notRead(`${String(page.length)} characters`, `at most ${String(MAX_PAGE_CHARS)}`);
  }
  const lines = page.split(/\r?\n/u).map((line) => line.trim());
  const diskLines = lines.filter((line) => DISK_LINE.test(line));
  if (diskLines.length === 0 && !lines.some((line) => line.startsWith('Disk,'))) {
    throw notRead('a page without a disk', 'lines such as MAIN-1,4001GB,…');
  }
  const defects = new DefectList();
  if (diskLines.length > MAX_DISKS) {
    defects.add(`${String(diskLines.length - MAX_DISKS)} disks beyond ${MAX_DISKS} left out`);
  }
  const disks = new Map<string, RecordedDisk>();
  for (const line of diskLines.slice(0, MAX_DISKS)) {
    const disk = readDisk(line, defects);
    if (disks.has(disk.name)) {
      defects.add(`${disk.name} twice; only the first one counts`);
    } else {
      disks.set(disk.name, disk);
    }
  }
  return { disks: [...disks.values()], defects: defects.toArray() };
}

/**
 * Writes the page as 5.2.1 shows it.
 *
 * @throws ProtocolError `recorded-times` for a name, a number or a time that would not be read back
 */
export function serializeRecordedTimes(disks: readonly RecordedDisk[]): string {
  const lines = [TITLE, '', HEAD, ...disks.map(serializeDisk)];
  return lines.map((line) => `${line}\r\n`).join('');
}

function notRead(found: string, expected: string): ProtocolError {
  const where = 'answer to recordedtime.cgi';
  return ProtocolError.unexpected('recorded-times', { found, expected, where });
}

function readDisk(line: string, defects: DefectList): RecordedDisk {
  const [name = '', capacity = '', remaining = '', ...range] = line
    .split(',')
    .map((cell) => cell.trim());
  const [capacityGb, isRecording] = readCapacity(capacity, defects);
  return {
    name,
    capacityGb,
    remainingGb: readCapacity(remaining, defects)[0],
    recording: isRecording,
    from: readTime(range.slice(0, 3), defects),
    to: readTime(range.slice(3, 6), defects),
  };
}

function readCapacity(cell: string, defects: DefectList): [number | null, boolean] {
  const match = CAPACITY.exec(cell);
  if (match?.[1] === undefined) {
    defects.add(...(cell === '' ? [] : [`${excerpt(cell)}; expected a capacity in GB`]));
    return [null, false];
  }
  return [Number(match[1]), match[2] !== undefined];
}

/** Date, summer time, time. */
function readTime(
  [date = '', summer = '', time = '']: readonly string[],
  defects: DefectList,
): LocalTime | null {
  const text = localDateTime(date.replace(SHORT_YEAR, '20'), time);
  if (text === undefined || !/^[01]$/u.test(summer)) {
    const cells = `${date},${summer},${time}`;
    defects.add(...(cells === ',,' ? [] : [`${excerpt(cells)}; expected date, 0 or 1, time`]));
    return null;
  }
  return { text, summerTime: summer === '1' };
}

function serializeDisk(disk: RecordedDisk): string {
  const gb = (value: number | null): string => (value === null ? '' : `${String(value)}GB`);
  const line = [
    disk.name,
    `${gb(disk.capacityGb)}${disk.recording ? '(R)' : ''}`,
    gb(disk.remainingGb),
    ...timeCells(disk.from),
    ...timeCells(disk.to),
  ].join(',');
  const defects = new DefectList();
  if (!DISK_LINE.test(line)) {
    defects.add('a name other than MAIN-1 to EXT5-9');
  }
  readDisk(line, defects);
  if (defects.toArray().length > 0) {
    throw ProtocolError.unexpected('recorded-times', {
      found: defects.toArray().join('; '),
      expected: 'a disk of 5.2.1',
      where: `disk ${excerpt(disk.name)}`,
    });
  }
  return line;
}

function timeCells(time: LocalTime | null): readonly string[] {
  const [date = '', clock = ''] = time?.text.split('T') ?? [];
  return [date.replaceAll('-', '/'), time === null ? '' : time.summerTime ? '1' : '0', clock];
}
