import { excerpt } from '../excerpt.js';
import { ProtocolError } from '../protocol-error.js';
import { MAX_CAMERA } from './camera-mask.js';
import { DefectList } from './defect-list.js';
import { localDateTime } from './local-date.js';
import { readLogCells } from './log-cells.js';

/** One line of a recorder's log (NVR v1.5R1 5.1). */
export type LogEntry = {
  /** 1 to 1000. */
  readonly number: number;
  /**
   * ISO 8601 with offset, such as `2021-11-14T14:48:00+03:00`: the clock of the recorder as it showed. In summer time the
   * offset is an hour more than the zone that the log names, which is that of winter (A26).
   */
  readonly time: string;
  readonly summerTime: boolean;
  readonly text: string;
  /** The camera that the text names; null: none. */
  readonly camera: number | null;
};

/** Which of the two logs. */
export type RecorderLogKind = 'error' | 'event';

/** A log as read. */
export type RecorderLog = {
  readonly kind: RecorderLogKind;
  readonly entries: readonly LogEntry[];
  readonly defects: readonly string[];
};

/** 1000 entries of 5.1 have less than 200 KiB. */
const MAX_LOG_CHARS = 1024 * 1024;
const MAX_ENTRIES = 1000;
const CELLS_PER_ENTRY = 5;
/** The longest text of the manuals has less than 60 characters. */
const MAX_TEXT_CHARS = 400;
const SUMMER_MINUTES = 60;
const MAX_ZONE_HOURS = 23;
const MAX_ZONE_MINUTES = 59;

const COUNT_LINE = /^[^\S\r\n]*(ERROR|EVENT)_LOG_NO[^\S\r\n]*=[^\S\r\n]*(\d{1,6})/mu;
const LIST_LINE = /^[^\S\r\n]*(ERROR|EVENT)_LOG[^\S\r\n]*=/mu;
const NUMBER = /^\d{1,4}$/u;
/** What stands where a time belongs, whether or not there is such a day. */
const CLOCK = /^(\d{4}\/\d\d\/\d\d)(\d\d:\d\d:\d\d)$/u;
const ZONE_AT_END = /G\s*M\s*T\s*[+-]\s*\d(?:\s*\d)?\s*:\s*\d\s*\d$/u;
/** Also those that turn the direction of text: a log is shown beside other words. */
const CONTROLS = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)([+-])(\d\d):(\d\d)$/u;
const ZONE = /^GMT([+-])(\d{1,2}):(\d{2})$/u;
/** `CAM 3 COMMUNICATION ERROR`, `CAM3`, and the number at the end of `SITE(VMD)-2`. */
const CAMERA_IN_TEXT = /\bCAM(?:ERA)?[ .]?(\d{1,3})\b|\)-(\d{1,3})$/iu;

/**
 * Reads the answer of `loglist.cgi` (NV26 to NV28). Lines may be wrapped anywhere, also within quotes (B59). Entries that
 * make no sense, and a rest of less than five cells, are left out and named in `defects`.
 *
 * @throws ProtocolError `recorder-log` for a page without a log, and for one that is far too large
 */
export function parseRecorderLog(page: string): RecorderLog {
  const count = COUNT_LINE.exec(page);
  const list = LIST_LINE.exec(page);
  const word = list?.[1] ?? count?.[1];
  if (page.length > MAX_LOG_CHARS || word === undefined) {
    throw ProtocolError.unexpected('recorder-log', {
      found: word === undefined ? 'a page without a log' : `${String(page.length)} characters`,
      expected: word === undefined ? 'ERROR_LOG or EVENT_LOG' : `at most ${String(MAX_LOG_CHARS)}`,
      where: 'answer to loglist.cgi',
    });
  }
  const defects = new DefectList();
  const cells = list === null ? [] : readLogCells(page.slice(list.index + list[0].length));
  const entries = readEntries(cells, defects);
  const declared = count?.[2] === undefined ? undefined : Number(count[2]);
  if (declared !== undefined && declared !== entries.length) {
    defects.add(`${String(declared)} entries declared; found ${String(entries.length)}`);
  }
  return { kind: word === 'ERROR' ? 'error' : 'event', entries, defects: defects.toArray() };
}

/**
 * Writes a log as 5.1 shows it.
 *
 * @throws ProtocolError `recorder-log` for more than 1000 entries, a time without offset and a text with quotes or line ends
 */
export function serializeRecorderLog(kind: RecorderLogKind, entries: readonly LogEntry[]): string {
  if (entries.length > MAX_ENTRIES) {
    throw notWritable(`${String(entries.length)} entries`, `at most ${String(MAX_ENTRIES)}`);
  }
  const key = kind === 'error' ? 'ERROR_LOG' : 'EVENT_LOG';
  const cells = entries.flatMap((entry) => serializeEntry(entry));
  const lines = [
    `FILENAME=as_${kind}log.html`,
    `${key}_NO=${String(entries.length)}`,
    `${key}=${cells.map((cell) => `"${cell}"`).join(',')}`,
    '',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/**
 * Five values are an entry. Where they are not, as when a text has quotes and commas that end its value too early, the
 * next number with a time behind it is where the next entry begins.
 */
function readEntries(cells: readonly string[], defects: DefectList): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  let at = 0;
  for (let index = 1; index <= MAX_ENTRIES && at + CELLS_PER_ENTRY <= cells.length; index += 1) {
    const five = cells.slice(at, at + CELLS_PER_ENTRY);
    let entry = readEntry(five);
    let end = at + CELLS_PER_ENTRY;
    if (typeof entry === 'string') {
      end = nextEntry(cells, at + 1);
      const whole = readEntry(joinText(cells.slice(at, end)));
      entry = typeof whole === 'string' ? entry : whole;
    }
    if (typeof entry === 'string') {
      defects.add(`entry ${String(index)}: ${entry}`);
    } else {
      entries.push(entry);
    }
    at = end;
  }
  const rest = cells.length - at;
  if (rest >= CELLS_PER_ENTRY) {
    const beyond = Math.floor(rest / CELLS_PER_ENTRY);
    defects.add(`${String(beyond)} entries beyond ${String(MAX_ENTRIES)} left out`);
  } else if (rest > 0) {
    defects.add(`a rest of ${String(rest)} values; expected 5 each`);
  }
  return entries;
}

/** Where the next entry begins; the end when there is none. */
function nextEntry(cells: readonly string[], from: number): number {
  for (let at = from; at < cells.length; at += 1) {
    if (NUMBER.test(unwrapped(cells[at])) && CLOCK.test(unwrapped(cells[at + 1]))) {
      return at;
    }
  }
  return cells.length;
}

/** The values of an entry whose text came in pieces. */
function joinText([
  number = '',
  clock = '',
  summer = '',
  ...rest
]: readonly string[]): readonly string[] {
  const joined = rest.join(', ');
  const [zone = ''] = ZONE_AT_END.exec(joined) ?? [];
  let end = joined.length - zone.length;
  while (end > 0 && ' ",'.includes(joined.charAt(end - 1))) {
    end -= 1;
  }
  return [number, clock, summer, joined.slice(0, end), zone];
}

/** What has no blanks of its own, or none that matter: a line end anywhere within it became one (B59). */
function unwrapped(cell = ''): string {
  return cell.replace(/\s+/gu, '');
}

/** An entry, or what is wrong with it. */
function readEntry(cells: readonly string[]): LogEntry | string {
  const number = unwrapped(cells[0]);
  const summer = unwrapped(cells[2]);
  const zone = unwrapped(cells[4]);
  const [, date = '', time = ''] = CLOCK.exec(unwrapped(cells[1])) ?? [];
  const local = localDateTime(date, time);
  const offset = readZone(zone);
  if (!NUMBER.test(number) || local === undefined || !/^[01]$/u.test(summer)) {
    return `${excerpt(cells.slice(0, 3).join(','))}; expected number, date and time, 0 or 1`;
  }
  if (offset === undefined) {
    return `${excerpt(zone)}; expected GMT±hh:mm`;
  }
  const summerTime = summer === '1';
  const plain = plainText(cells[3] ?? '');
  return {
    number: Number(number),
    time: `${local}${offsetText(offset + (summerTime ? SUMMER_MINUTES : 0))}`,
    summerTime,
    text: plain,
    camera: cameraOf(plain),
  };
}

/** As it may be shown: quotes that were doubled once, nothing that steers (A10), and not without end. */
function plainText(text: string): string {
  const isDoubled =
    text.includes('"') && (text.match(/"+/gu) ?? []).every((run) => run.length % 2 === 0);
  const plain = (isDoubled ? text.replaceAll('""', '"') : text).replace(CONTROLS, '\ufffd');
  return plain.length > MAX_TEXT_CHARS ? `${plain.slice(0, MAX_TEXT_CHARS)}…` : plain;
}

function serializeEntry({ number, time, summerTime, text }: LogEntry): readonly string[] {
  const [, date, clock, sign = '', hours = '', minutes = ''] = ISO.exec(time) ?? [];
  if (date === undefined || clock === undefined || /["\r\n]/u.test(text)) {
    throw notWritable(
      excerpt(`${time} ${text}`),
      'a time with offset and a text without quotes and line ends',
    );
  }
  const offset = signed(sign, hours, minutes) - (summerTime ? SUMMER_MINUTES : 0);
  return [
    String(number).padStart(3, '0'),
    `${date.replaceAll('-', '/')} ${clock}`,
    summerTime ? '1' : '0',
    text,
    `GMT${offsetText(offset)}`,
  ];
}

function readZone(zone: string): number | undefined {
  const [, sign = '', hours = '', minutes = ''] = ZONE.exec(zone) ?? [];
  return sign === '' || Number(hours) > MAX_ZONE_HOURS || Number(minutes) > MAX_ZONE_MINUTES
    ? undefined
    : signed(sign, hours, minutes);
}

function signed(sign: string, hours: string, minutes: string): number {
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}

function offsetText(minutes: number): string {
  const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(hour)}:${two(minute)}`;
}

function cameraOf(text: string): number | null {
  const match = CAMERA_IN_TEXT.exec(text);
  const camera = Number(match?.[1] ?? match?.[2] ?? 0);
  return camera >= 1 && camera <= MAX_CAMERA ? camera : null;
}

function notWritable(found: string, expected: string): ProtocolError {
  return ProtocolError.unexpected('recorder-log', { found, expected, where: 'log' });
}
