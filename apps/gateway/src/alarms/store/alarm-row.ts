import type { Alarm, AlarmHop, AlarmKind, AlarmSeverity } from '@casement/contract';
import type { SqlRow, SqlValue } from '../../database/sql-session.js';
import type { AlarmDraft, StoredAlarm } from '../alarm-model.js';

/** Keys are looked up by indexes, which PostgreSQL bounds to 2,700 bytes. */
const MAX_KEY = 256;
/** Of `int` in PostgreSQL. */
const MAX_INT = 0x7fff_ffff;

/** A draft with its number, as it goes into the table. */
export type NumberedDraft = {
  readonly id: number;
  readonly draft: AlarmDraft;
  /** SHA-256 of the bytes, in hex. */
  readonly fingerprint: string;
  readonly repeats: number;
  readonly lostBefore: number;
  /** Number of the recovery that closed it before it was even written. */
  readonly closedBy: number | null;
};

/** Alarms and faults wait for somebody to see them. */
export const startsOpen = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'alarm' || kind === 'fault';

const writers: Readonly<Record<string, (row: NumberedDraft) => SqlValue>> = {
  id: ({ id }) => id,
  received_ms: ({ draft }) => Math.round(draft.receivedMs),
  occurred_at: ({ draft }) => textOrNull(draft.occurredAt),
  recorder: ({ draft }) => keyOrNull(draft.recorder),
  camera: ({ draft }) => wholeOrNull(draft.camera),
  kind: ({ draft }) => draft.kind,
  severity: ({ draft }) => draft.severity,
  class: ({ draft }) => textOf(draft.class),
  terminal: ({ draft }) => wholeOrNull(draft.terminal),
  category: ({ draft }) => wholeOrNull(draft.category),
  message_id: ({ draft }) => wholeOrNull(draft.messageId),
  text: ({ draft }) => textOf(draft.text),
  title: ({ draft }) => textOf(draft.title),
  cameras: ({ draft }) => JSON.stringify(draft.cameras),
  address: ({ draft }) => keyOf(draft.source.address),
  mac: ({ draft }) => keyOrNull(draft.source.mac),
  chain: ({ draft }) => textOf(JSON.stringify(draft.chain)),
  log_number: ({ draft }) => wholeOrNull(draft.logNumber) ?? 0,
  defects: ({ draft }) => textOf(JSON.stringify(draft.defects)),
  bytes: ({ draft: { bytes } }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  originator: ({ draft }) => keyOf(draft.originator),
  fingerprint: ({ fingerprint }) => fingerprint,
  fault: ({ draft }) => keyOrNull(draft.fault),
  closes: ({ draft }) => keyOrNull(draft.closes),
  open: ({ draft, closedBy }) => (startsOpen(draft) && closedBy === null ? 1 : 0),
  closed_by: ({ closedBy }) => closedBy,
  repeats: ({ repeats }) => repeats,
  lost_before: ({ lostBefore }) => lostBefore,
  searched: ({ draft: { title, text, source } }) =>
    textOf(`${title}\n${text}\n${source.mac ?? ''}`.toLowerCase()),
};

/** Those that are written with a new alarm; the others begin as null. */
export const writtenColumns: readonly string[] = Object.keys(writers);

/** In the order of {@link writtenColumns}. */
export const valuesOf = (row: NumberedDraft): SqlValue[] =>
  Object.values(writers).map((write) => write(row));

/** What an {@link Alarm} is made of. */
export const alarmColumns = [
  ...writtenColumns.filter(
    (each) => !['bytes', 'originator', 'fingerprint', 'fault', 'closes', 'searched'].includes(each),
  ),
  'acknowledged_by',
  'acknowledged_at',
].join(', ');

/** The alarm of a row with {@link alarmColumns}. */
export const alarmOf = (row: SqlRow): Alarm => ({
  id: Number(row['id']),
  receivedAt: new Date(Number(row['received_ms'])).toISOString(),
  occurredAt: stringOrNull(row['occurred_at']),
  recorder: stringOrNull(row['recorder']),
  camera: numberOrNull(row['camera']),
  // Written by this file alone.
  kind: row['kind'] as AlarmKind,
  severity: row['severity'] as AlarmSeverity,
  class: String(row['class']),
  terminal: numberOrNull(row['terminal']),
  category: numberOrNull(row['category']),
  messageId: numberOrNull(row['message_id']),
  text: String(row['text']),
  title: String(row['title']),
  cameras: JSON.parse(String(row['cameras'])) as number[],
  source: { address: String(row['address']), mac: stringOrNull(row['mac']) },
  chain: JSON.parse(String(row['chain'])) as AlarmHop[],
  logNumber: Number(row['log_number']),
  acknowledged: acknowledgedOf(row),
  open: Number(row['open']) === 1,
  closedBy: numberOrNull(row['closed_by']),
  repeats: Number(row['repeats']),
  lostBefore: Number(row['lost_before']),
  defects: JSON.parse(String(row['defects'])) as string[],
});

/** The alarm of a row with {@link alarmColumns} and `bytes`. */
export const storedOf = (row: SqlRow): StoredAlarm => ({
  alarm: alarmOf(row),
  // Both databases give a Buffer; a copy of its own does not keep the memory of the whole answer.
  bytes: new Uint8Array(row['bytes'] as Uint8Array),
});

/** The alarm that was just written. */
export const writtenAlarm = (row: NumberedDraft): Alarm => {
  const { id, draft, repeats, lostBefore, closedBy } = row;
  return {
    id,
    receivedAt: new Date(Math.round(draft.receivedMs)).toISOString(),
    occurredAt: textOrNull(draft.occurredAt),
    recorder: draft.recorder,
    camera: draft.camera,
    kind: draft.kind,
    severity: draft.severity,
    class: draft.class,
    terminal: draft.terminal,
    category: draft.category,
    messageId: draft.messageId,
    text: textOf(draft.text),
    title: textOf(draft.title),
    cameras: draft.cameras,
    source: draft.source,
    chain: draft.chain,
    logNumber: draft.logNumber,
    acknowledged: null,
    open: startsOpen(draft) && closedBy === null,
    closedBy,
    repeats,
    lostBefore,
    defects: draft.defects,
  };
};

function acknowledgedOf(row: SqlRow): Alarm['acknowledged'] {
  const by = stringOrNull(row['acknowledged_by']);
  const at = stringOrNull(row['acknowledged_at']);
  return by === null || at === null ? null : { by, at };
}

/** PostgreSQL keeps no NUL in texts, and one that is refused must not hold up all that come after it. */
function textOf(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

function textOrNull(text: string | null): string | null {
  return text === null ? null : textOf(text);
}

/** A text that is looked up. */
export function keyOf(text: string): string {
  return textOf(text).slice(0, MAX_KEY);
}

function keyOrNull(text: string | null): string | null {
  return text === null ? null : keyOf(text);
}

function wholeOrNull(value: number | null): number | null {
  return value !== null && Number.isInteger(value) && Math.abs(value) <= MAX_INT ? value : null;
}

/** A text of a row. */
export function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A whole number of a row, of whichever type the database has it. */
export function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
