import { alarmClasses, findAlarmRow } from '@casement/protocol';
import { z } from 'zod';
import { durationMs, isDuration } from '../scenario-time.js';
import { findRecovery } from './find-recovery.js';

const byte = z.int().min(0).max(0xff);

/** Where alarms go. */
export const alarmDestinationSchema = z.strictObject({
  host: z.string().min(1).max(253),
  /** The documented port (2.2.5). */
  port: z.int().min(1).max(65_535).default(1818),
});

/** Where alarms go. */
export type AlarmDestination = z.output<typeof alarmDestinationSchema>;

/** What goes wrong with a message on its way. */
export const alarmFaultNames = [
  'none',
  'split',
  'coalesced',
  'duplicate',
  'truncated',
  'oversized',
  'garbage',
  'half-open',
] as const;

/** One of {@link alarmFaultNames}. */
export type AlarmFaultName = (typeof alarmFaultNames)[number];

/** Which way a message takes (2.1): from the camera itself, in both versions, or through others. */
export const alarmWays = ['camera-v1', 'camera-v2', 'recorder', 'recorder-and-pc'] as const;

const duration = z.string().refine(isDuration, 'expected a duration such as 90s, 1h30m');

/** Enough for a minute of 10,000 a second. */
const maxCount = 600_000;

/** The fields of an alarm to be sent, in a scenario and in `POST /actions/send-alarm`. */
export const alarmFields = {
  /** A row of the tables, or a message that no table knows. */
  category: byte.optional(),
  messageId: byte.optional(),
  /** Default: what the message demands; without one `motion`. */
  class: z.enum(alarmClasses).optional(),
  terminal: z.int().min(0).max(31).default(1),
  /** A number, 0 for none, one by chance, or each in turn. Default: 1 where the message is about a camera. */
  camera: z.union([z.int().min(0).max(0xfffe), z.enum(['any', 'each'])]).optional(),
  /** Of an emergency recording (2, 0x04). */
  cameras: z.array(z.int().min(1).max(128)).max(128).optional(),
  /** Instead of the text of the tables; control characters too. */
  text: z
    .string()
    .max(503)
    .regex(/^[\u0001-\u00ff]*$/, 'expected Latin-1 without NUL')
    .optional(),
  /** The percent, hours or count in the text. */
  value: z.int().min(0).max(999).default(10),
  /** The disk, port or fan in the text; of RAID messages the extension unit, without it the main one. */
  unit: z.int().min(0).max(99).optional(),
  via: z.enum(alarmWays).default('recorder'),
  /** How times are written: as documented, or as some cameras do (A5). */
  written: z.enum(['bcd', 'binary']).default('bcd'),
  /** The camera has no IPv4 address: 0.0.0.0 and an IPv6 info area (A21). */
  ipv6: z.boolean().default(false),
  /** Instead of the next one of the device, which goes on from it. */
  logNumber: z.int().min(0).max(0xffff).optional(),
  fault: z.enum(alarmFaultNames).default('none'),
  /** Bytes that are left of a truncated message; default by chance. */
  keepBytes: z.int().min(1).max(4_096).optional(),
  /** Default: those of the scenario. */
  destination: alarmDestinationSchema.optional(),
  /** The address of this machine from which it is sent, such as 127.0.0.2. */
  from: z.union([z.ipv4(), z.ipv6()]).optional(),
  count: z.int().min(1).max(maxCount).default(1),
  perSecond: z.number().positive().max(10_000).default(100),
  /** The message that ends what this one began follows after so long. */
  recoverAfter: duration.optional(),
};

type AlarmFields = z.output<z.ZodObject<typeof alarmFields>>;

/** An alarm that somebody wants sent. */
export const alarmRequestSchema = z.strictObject(alarmFields).superRefine(checkAlarm);

/** An alarm that somebody wants sent. */
export type AlarmRequest = z.output<typeof alarmRequestSchema>;

/** One as somebody writes it, with the defaults left out. */
export type AlarmRequestInput = z.input<typeof alarmRequestSchema>;

/** What the fields of an alarm must be together. */
export function checkAlarm(alarm: AlarmFields, context: z.RefinementCtx): void {
  const { category, messageId, via, ipv6, recoverAfter } = alarm;
  const complain = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message });
  if ((category === undefined) !== (messageId === undefined)) {
    complain('messageId', 'expected category and messageId, or neither');
  }
  if (via === 'camera-v1' && category !== undefined) {
    complain('via', 'a message of version 1 has a class, but neither category nor messageId');
  }
  if (ipv6 && (via === 'camera-v1' || (via !== 'camera-v2' && category !== 1))) {
    complain('ipv6', 'only a camera of version 2 has an IPv6 info area');
  }
  if (recoverAfter !== undefined && findRecovery(category, messageId) === undefined) {
    const row = findAlarmRow(category ?? 0, messageId ?? 0);
    complain('recoverAfter', `nothing ends ${row?.sent ?? 'this message'}`);
  }
}

/** Milliseconds until the recovery. */
export function recoverAfterMs({ recoverAfter }: AlarmRequest): number | undefined {
  return recoverAfter === undefined ? undefined : durationMs(recoverAfter);
}
