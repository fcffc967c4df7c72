import { z } from 'zod';
import { durationMs, isDuration, isScenarioTime } from '../scenario-time.js';
import { alarmDestinationSchema, alarmFields, checkAlarm } from './alarm-request.js';

/** More than any recorder has; what is sent to one keeps the next one waiting. */
const maxDestinations = 16;

const mac = z
  .string()
  .regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/, 'expected a MAC such as 00:80:45:0D:12:34');

const time = z
  .string()
  .refine(isScenarioTime, 'expected a time such as 2026-11-21T07:08:09Z or +1h30m');

const period = z
  .string()
  .refine((text) => isDuration(text) && durationMs(text) >= 1_000, 'expected 1s or more');

/** An alarm that comes by itself, again and again or at some moments. */
export const scheduledAlarmSchema = z
  .strictObject({
    ...alarmFields,
    every: period.optional(),
    /** By how much of `every` each pause may be shorter or longer, by chance. */
    spread: z.number().min(0).max(1).default(0),
    at: z.array(time).max(1_000).optional(),
  })
  .superRefine(checkAlarm)
  .refine(({ every, at }) => (every === undefined) !== (at === undefined), {
    path: ['every'],
    message: 'expected either every or at',
  });

/** An alarm that comes by itself. */
export type ScheduledAlarm = z.output<typeof scheduledAlarmSchema>;

/** Where alarms go, in this order, one after the other (A1). */
export const alarmDestinationsSchema = z.array(alarmDestinationSchema).max(maxDestinations);

/** How often a notification is tried again (A2). */
export const alarmRetriesSchema = z.int().min(0).max(30);

/** What comes by itself. */
export const alarmScheduleSchema = z.array(scheduledAlarmSchema).max(100);

/** How the recorder and its cameras send alarms. */
export const alarmsSchema = z.strictObject({
  destinations: alarmDestinationsSchema.default([]),
  retries: alarmRetriesSchema.default(2),
  /** Milliseconds between them. */
  retryMs: z.int().min(10).max(60_000).default(2_000),
  /** The recorder's own; default: made from its name. */
  mac: mac.optional(),
  schedule: alarmScheduleSchema.default([]),
});

/** How the recorder and its cameras send alarms. */
export type AlarmsScenario = z.output<typeof alarmsSchema>;
