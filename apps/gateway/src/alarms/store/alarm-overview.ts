import type { AlarmSummary } from '@casement/contract';
import type { SqlSession } from '../../database/sql-session.js';
import type { AlarmStranger } from '../alarm-model.js';
import { numberOrNull, stringOrNull } from './alarm-row.js';
import { keysOf, MAX_RECENT, type RecentAlarm, RETRY_WINDOW_MS } from './recent-alarms.js';

const LATELY_MS = 30 * 24 * 60 * 60_000;
/** Of alarms that belong to nobody only so many are looked at: a storm of them must not hold up anything else. */
const MAX_LOOKED_AT = 10_000;
const MAX_STRANGERS = 100;

/** The open alarms by severity. */
export const readOpen = async (sql: SqlSession): Promise<AlarmSummary['open']> => {
  const open = { critical: 0, warning: 0, info: 0 };
  const rows = await sql.query(
    'select severity, count(*) as number from alarms where open = 1 group by severity',
  );
  for (const { severity, number } of rows) {
    open[severity as keyof typeof open] = Number(number);
  }
  return open;
};

/** The devices that sent something lately that belongs to no recorder, the newest first. */
export const readStrangers = async (
  sql: SqlSession,
  nowMs: number,
): Promise<readonly AlarmStranger[]> => {
  const rows = await sql.query(
    `select mac, address, count(*) as number, max(received_ms) as last_ms from (
       select mac, address, received_ms from alarms
       where recorder is null and class <> 'gateway' and received_ms >= ?
       order by id desc limit ${MAX_LOOKED_AT}
     ) as lately group by mac, address order by last_ms desc limit ${MAX_STRANGERS}`,
    [nowMs - LATELY_MS],
  );
  return rows.map((row) => ({
    mac: stringOrNull(row['mac']),
    address: String(row['address']),
    alarms: Number(row['number']),
    lastAt: new Date(Number(row['last_ms'])).toISOString(),
  }));
};

/** The alarms that may still come again, oldest first: those of a gateway that has just been restarted. */
export const readRecent = async (
  sql: SqlSession,
  nowMs: number,
): Promise<readonly { readonly alarm: RecentAlarm; readonly keys: readonly string[] }[]> => {
  const rows = await sql.query(
    `select id, received_ms, repeats, originator, fingerprint, log_number, occurred_at, class, terminal, category, message_id, camera
     from alarms where received_ms >= ? and class <> 'gateway' order by received_ms desc, id desc limit ${MAX_RECENT}`,
    [nowMs - RETRY_WINDOW_MS],
  );
  return rows.toReversed().map((row) => ({
    alarm: {
      id: Number(row['id']),
      receivedMs: Number(row['received_ms']),
      repeats: Number(row['repeats']),
    },
    keys: keysOf({
      originator: String(row['originator']),
      fingerprint: String(row['fingerprint']),
      logNumber: Number(row['log_number']),
      occurredAt: stringOrNull(row['occurred_at']),
      class: String(row['class']),
      terminal: numberOrNull(row['terminal']),
      category: numberOrNull(row['category']),
      messageId: numberOrNull(row['message_id']),
      camera: numberOrNull(row['camera']),
    }),
  }));
};
