import type { LogEntry } from '@casement/contract';

/** Without it, spreadsheets take UTF-8 for something else. */
const byteOrderMark = '\ufeff';
const head = ['Number', 'Time', 'Time (UTC)', 'Summer time', 'Camera', 'Camera name', 'Text'];

/** What a spreadsheet would take for a formula, also behind spaces and in full width. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;
const controls = /\p{Cc}+/gu;

/**
 * A log as a file for spreadsheets (RFC 4180): UTF-8 with a byte order mark, CR LF, every value in quotes. Its text comes
 * from devices: control characters become spaces, and what a spreadsheet would run as a formula begins with an apostrophe.
 *
 * @param nameOf the name of a camera; `undefined`: it has none
 */
export function logCsv(
  entries: readonly LogEntry[],
  nameOf: (camera: number) => string | undefined,
): string {
  const rows = entries.map(({ number, time, summerTime, camera, text }) => [
    String(number),
    time,
    utc(time),
    summerTime ? 'yes' : 'no',
    camera === null ? '' : String(camera),
    camera === null ? '' : (nameOf(camera) ?? ''),
    text,
  ]);
  const lines = [head, ...rows].map((row) => row.map(cell).join(','));
  return `${byteOrderMark}${lines.map((line) => `${line}\r\n`).join('')}`;
}

/** `hq`, `error`, 2026-11-21T07:08:09Z: `hq-error-log-20261121T070809Z.csv`. */
export function logFileName(recorder: string, kind: 'error' | 'event', asOfMs: number): string {
  const time = new Date(asOfMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${recorder}-${kind}-log-${time}.csv`;
}

function utc(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().replace('.000Z', 'Z');
}

function cell(text: string): string {
  const plain = text.replace(controls, ' ');
  return `"${(formula.test(plain) ? `'${plain}` : plain).replaceAll('"', '""')}"`;
}
