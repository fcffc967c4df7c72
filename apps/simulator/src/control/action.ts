import { z } from 'zod';
import { alarmFields, checkAlarm } from '../alarms/alarm-request.js';
import {
  alarmDestinationsSchema,
  alarmRetriesSchema,
  alarmScheduleSchema,
} from '../alarms/alarms-scenario.js';
import { ptzViewFields } from '../ptz-scenario.js';

/** What may be asked of a running simulator, by the last part of `POST /actions/<name>`. */
export const actionSchema = z.discriminatedUnion('name', [
  /** Everything dies; the ports are closed for `downS` seconds. */
  z.strictObject({
    name: z.literal('reboot'),
    downS: z.number().min(0).max(3600).default(5),
  }),
  /** The UID that a login beyond the limit would end, ends. */
  z.strictObject({ name: z.literal('evict-uid') }),
  /** All UIDs end as if their 90 seconds were over. */
  z.strictObject({ name: z.literal('expire-uids') }),
  /** All digest nonces given out become stale. */
  z.strictObject({ name: z.literal('expire-nonces') }),
  /** All connections break; the ports stay open. */
  z.strictObject({ name: z.literal('reset-connections') }),
  /** A camera's cable is pulled (`error`), plugged in (`ok`), or the input is cleared. */
  z.strictObject({
    name: z.literal('set-connection'),
    camera: z.int().min(1).max(128),
    connection: z.enum(['ok', 'error', 'unregistered']),
  }),
  /** A camera that can move is put somewhere at once; what is missing stays. */
  z.strictObject({
    name: z.literal('set-ptz'),
    camera: z.int().min(1).max(128),
    ...ptzViewFields,
  }),
  /** The recorder's clock is set to so many milliseconds ahead of the true time. */
  z.strictObject({
    name: z.literal('set-clock'),
    offsetMs: z.int().min(-1e12).max(1e12),
  }),
  /** An alarm, or a storm of it. */
  z.strictObject({ name: z.literal('send-alarm'), ...alarmFields }).superRefine(checkAlarm),
  /** Who gets alarms, how often they are tried again, and which come by themselves; what is missing stays. */
  z.strictObject({
    name: z.literal('set-alarms'),
    destinations: alarmDestinationsSchema.optional(),
    retries: alarmRetriesSchema.optional(),
    schedule: alarmScheduleSchema.optional(),
  }),
  /** All storms of alarms end. */
  z.strictObject({ name: z.literal('calm') }),
  /** The mains fail: POWER LOSS at once, down after `batteryS`, back after `downS` more with POWER RECOVERD. */
  z.strictObject({
    name: z.literal('power-loss'),
    batteryS: z.number().min(0).max(3600).default(1),
    downS: z.number().min(0).max(3600).default(5),
  }),
  /** SLEEP, and black pictures for so long (3.2 *2). */
  z.strictObject({ name: z.literal('sleep'), forS: z.number().positive().max(86_400).default(30) }),
]);

/** An action and its arguments. */
export type Action = z.output<typeof actionSchema>;

/** The names of all actions. */
export const actionNames: readonly string[] = actionSchema.options.map(
  ({ shape }) => shape.name.value,
);
