import type { TimelineMark } from '@casement/contract';
import type { LogEntry } from '@casement/protocol';

/** Something of a recorder's log, with its time in milliseconds since 1970 (UTC). */
export type LogMark = TimelineMark & { readonly atMs: number };

/**
 * What kind of thing the text of a log entry tells (v1.5R1 5.1.1, 5.1.2). Recorders number nothing here, so the words
 * decide: what is recovered is named after its fault, so that comes first.
 */
export function kindOfText(text: string, log: 'error' | 'event'): TimelineMark['kind'] {
  if (/RECOVER(?!Y FAILURE)/i.test(text)) {
    return 'recovery';
  }
  if (/ERR(OR)?\b|FAIL|WARNING|LOSS|FULL|DOWN|REMOVED|ALTERED|REMAINS|NO DATA/i.test(text)) {
    return 'fault';
  }
  if (/ALARM SUSPEND/i.test(text)) {
    return 'information';
  }
  if (/ALARM|VMD|SITE|TERMINAL|COMMAND|EMERGENCY|MOTION|SABOTAGE|TAMPER/i.test(text)) {
    return 'alarm';
  }
  return log === 'error' ? 'fault' : 'information';
}

/** The entries as marks, oldest first; an entry without a usable time is left out. */
export function marksOf(entries: readonly LogEntry[], log: 'error' | 'event'): readonly LogMark[] {
  return entries
    .flatMap(({ time, text, camera }): LogMark[] => {
      const atMs = Date.parse(time);
      return Number.isFinite(atMs)
        ? [{ atMs, at: new Date(atMs).toISOString(), kind: kindOfText(text, log), text, camera }]
        : [];
    })
    .sort((a, b) => a.atMs - b.atMs);
}
