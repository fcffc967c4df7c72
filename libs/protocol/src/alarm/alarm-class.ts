import type { AlarmClass } from './alarm-message.js';
import type { AlarmRowKind, AlarmRowSeverity } from './alarm-catalogue-row.js';

/** Every class, in the order of bits 7 to 5 of the class byte (2.2.1 *1). */
export const alarmClasses = [
  'notification',
  'terminal',
  'motion',
  'command',
  'sabotage',
  'reserved-5',
  'reserved-6',
  'record',
] as const satisfies readonly AlarmClass[];

const TERMINAL_BITS = 5;
const TERMINAL_MASK = 0x1f;

/** What a class says by itself. */
export type AlarmClassMeaning = {
  readonly kind: AlarmRowKind;
  readonly severity: AlarmRowSeverity;
};

/** Class and terminal of the class byte (2.2.1 *1 *2, A15, A16). */
export function readAlarmClass(byte: number): {
  readonly class: AlarmClass;
  readonly terminal: number;
} {
  return {
    class: alarmClasses[(byte & 0xff) >> TERMINAL_BITS] ?? 'notification',
    terminal: byte & TERMINAL_MASK,
  };
}

/** The class byte; `undefined` for a terminal beyond 31. */
export function writeAlarmClass(alarmClass: AlarmClass, terminal: number): number | undefined {
  return Number.isInteger(terminal) && terminal >= 0 && terminal <= TERMINAL_MASK
    ? (alarmClasses.indexOf(alarmClass) << TERMINAL_BITS) | terminal
    : undefined;
}

/**
 * What a message means that has no extension, or one that only says "message from camera" (category 2, id 0). A contact, a
 * command of another system and sabotage are what somebody has to look at now; motion is seen too often for that. What
 * the document reserves is shown as an alarm: better once too often than never (A15).
 */
export function alarmClassMeaning(alarmClass: AlarmClass): AlarmClassMeaning {
  switch (alarmClass) {
    case 'terminal':
    case 'command':
    case 'sabotage':
      return { kind: 'alarm', severity: 'critical' };
    case 'motion':
    case 'record':
    case 'reserved-5':
    case 'reserved-6':
      return { kind: 'alarm', severity: 'warning' };
    case 'notification':
      return { kind: 'information', severity: 'info' };
  }
}
