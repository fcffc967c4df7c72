import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { RowNumberType } from '../row-number-type.js';

/** An alarm as it is kept; read and written by alarms/store in plain SQL, because hundreds come at once. */
export const AlarmEntity = defineEntity({
  name: 'Alarm',
  tableName: 'alarms',
  properties: {
    /** From 1, without gaps, in the order in which they were put. */
    id: p.type(RowNumberType).primary().autoincrement(false),
    /** By the gateway's clock, milliseconds since 1970. */
    receivedMs: p.type(RowNumberType),
    /** ISO 8601 with offset, as the device told it. */
    occurredAt: p.text().nullable(),
    /** Id of the recorder, of the configuration file or of the database. */
    recorder: p.text().nullable(),
    camera: p.integer().nullable(),
    kind: p.text(),
    severity: p.text(),
    class: p.text(),
    terminal: p.integer().nullable(),
    category: p.integer().nullable(),
    messageId: p.integer().nullable(),
    text: p.text(),
    title: p.text(),
    /** JSON: numbers. */
    cameras: p.text(),
    /** The other end of the connection. */
    address: p.text(),
    /** Of the nearest hop. */
    mac: p.text().nullable(),
    /** JSON: the hops. */
    chain: p.text(),
    logNumber: p.integer(),
    /** JSON: words. */
    defects: p.text(),
    /** The message as it came. */
    bytes: p.blob(),
    /** Who counts the log numbers. */
    originator: p.text(),
    /** SHA-256 of the bytes, in hex. */
    fingerprint: p.text(),
    /** What a fault is about, so that its recovery finds it. */
    fault: p.text().nullable(),
    /** Which faults a recovery closes. */
    closes: p.text().nullable(),
    /** 1 or 0: indexes of both databases count it. */
    open: p.integer(),
    /** Number of the recovery that closed this fault. */
    closedBy: p.type(RowNumberType).nullable(),
    repeats: p.integer(),
    lostBefore: p.integer(),
    acknowledgedBy: p.text().nullable(),
    /** ISO 8601. */
    acknowledgedAt: p.text().nullable(),
    /** Title, text and MAC in lower case: the databases disagree about what lower case is. */
    searched: p.text(),
  },
  indexes: [
    { name: 'alarms_received_ms_id_index', properties: ['receivedMs', 'id'] },
    { name: 'alarms_recorder_id_index', properties: ['recorder', 'id'] },
    { name: 'alarms_originator_id_index', properties: ['originator', 'id'] },
    { name: 'alarms_mac_id_index', properties: ['mac', 'id'] },
    { name: 'alarms_fault_closed_by_index', properties: ['fault', 'closedBy'] },
    { name: 'alarms_open_severity_index', properties: ['open', 'severity'] },
  ],
});
export type AlarmRowEntity = InferEntity<typeof AlarmEntity>;
