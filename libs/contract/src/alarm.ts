import { z } from 'zod';

export const alarmKindSchema = z.enum(['alarm', 'fault', 'recovery', 'information']);
export type AlarmKind = z.infer<typeof alarmKindSchema>;

export const alarmSeveritySchema = z.enum(['critical', 'warning', 'info']);
export type AlarmSeverity = z.infer<typeof alarmSeveritySchema>;

/** One device that an alarm passed on its way, the one where it began first. */
export const alarmHopSchema = z.object({
  /** Such as `00:80:45:0D:12:34`. */
  mac: z.string(),
  camera: z.number().int().nullable(),
  /** Its own time, ISO 8601 with the offset that it named; null when it named none. */
  time: z.string().nullable(),
});
export type AlarmHop = z.infer<typeof alarmHopSchema>;

/** A notification of a device, as it is kept. */
export const alarmSchema = z
  .object({
    /** From 1, without gaps, in the order in which they were stored. */
    id: z.number().int(),
    /** By the gateway's clock, ISO 8601. */
    receivedAt: z.string(),
    /** By the clock of the device, ISO 8601 with offset; null when it wrote none that can be read. */
    occurredAt: z.string().nullable(),
    /** Id of the recorder that it concerns; null: nobody that is configured. */
    recorder: z.string().nullable(),
    camera: z.number().int().nullable(),
    kind: alarmKindSchema,
    severity: alarmSeveritySchema,
    /** `notification`, `terminal`, `motion`, `command`, `sabotage`, `reserved-5`, `reserved-6`, `record`; `gateway`: the gateway's own. */
    class: z.string(),
    terminal: z.number().int().nullable(),
    category: z.number().int().nullable(),
    messageId: z.number().int().nullable(),
    /** As the device sent it. */
    text: z.string(),
    /** In plain words, such as "Video of camera 3 is lost". */
    title: z.string(),
    /** Those of an emergency recording. */
    cameras: z.array(z.number().int()),
    source: z.object({ address: z.string(), mac: z.string().nullable() }),
    chain: z.array(alarmHopSchema),
    logNumber: z.number().int(),
    acknowledged: z.object({ by: z.string(), at: z.string() }).nullable(),
    /** Alarms and faults until somebody acknowledges them, or a recovery closes them. */
    open: z.boolean(),
    /** Of the recovery that closed this fault; null while it goes on, and for all that is no fault. */
    closedBy: z.number().int().nullable(),
    /** How often the same bytes came again and were not kept again. */
    repeats: z.number().int(),
    /** So many notifications of this device are missing before this one, by its log numbers. */
    lostBefore: z.number().int(),
    /** What was wrong with the message that is kept all the same. */
    defects: z.array(z.string()),
  })
  .meta({ id: 'Alarm' });
export type Alarm = z.infer<typeof alarmSchema>;

/** How things stand, for badges. */
export const alarmSummarySchema = z
  .object({
    /** Number of the newest; 0: there is none. */
    latest: z.number().int(),
    /** Those that are open, by severity. */
    open: z.object({
      critical: z.number().int(),
      warning: z.number().int(),
      info: z.number().int(),
    }),
  })
  .meta({ id: 'AlarmSummary' });
export type AlarmSummary = z.infer<typeof alarmSummarySchema>;

/** A device that sends alarms and belongs to no recorder that is configured. */
export const alarmSenderSchema = z
  .object({
    mac: z.string().nullable(),
    address: z.string(),
    alarms: z.number().int(),
    lastAt: z.string(),
    /** The recorder that somebody said it belongs to; null: nobody has. */
    recorder: z.string().nullable(),
  })
  .meta({ id: 'AlarmSender' });
export type AlarmSender = z.infer<typeof alarmSenderSchema>;

/** Somebody to whom alarms are passed on, as it is now. */
export const alarmDestinationSchema = z.object({
  kind: z.enum(['forward', 'webhook', 'mqtt']),
  /** Without secrets. */
  address: z.string(),
  state: z.enum(['idle', 'sending', 'retrying', 'failing']),
  /** Why, in words; null while all is well. */
  reason: z.string().nullable(),
  sent: z.number().int(),
  failed: z.number().int(),
  /** Not passed on by the rules, such as a message that had been here already. */
  skipped: z.number().int(),
  waiting: z.number().int(),
  dropped: z.number().int(),
  lastSentAt: z.string().nullable(),
});
export type AlarmDestination = z.infer<typeof alarmDestinationSchema>;

/** How the receiver does, for administrators. */
export const alarmStatusSchema = z
  .object({
    listening: z.boolean(),
    /** Where, or why not. */
    words: z.string(),
    connections: z.number().int(),
    /** Counted since the start, by what became of them. */
    counters: z.record(z.string(), z.number().int()),
    /** `ok`: what comes is on disk at once. `failing`: it waits in memory, and why. */
    storage: z.object({
      state: z.enum(['ok', 'failing']),
      reason: z.string().nullable(),
      waiting: z.number().int(),
      dropped: z.number().int(),
    }),
    destinations: z.array(alarmDestinationSchema),
  })
  .meta({ id: 'AlarmStatus' });
export type AlarmStatus = z.infer<typeof alarmStatusSchema>;

/** POST `/alarms/acknowledge`: many at once. */
export const acknowledgeAlarmsSchema = z.strictObject({
  ids: z.array(z.number().int().min(1)).min(1).max(1_000),
});

/** POST `/alarms/senders/adopt`: what this device sends belongs to that recorder from now on, and what it sent before. */
export const adoptSenderSchema = z.strictObject({
  mac: z.string().regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/),
  /** Null: to nobody any more. */
  recorder: z.string().nullable(),
});

/** What GET `/alarms` takes as its query, all optional. */
export type AlarmFilter = {
  /** Exclusive; oldest first from there. */
  readonly after?: number | undefined;
  /** Exclusive; the newest before it, still oldest first in the answer. Not together with `after`. */
  readonly before?: number | undefined;
  /** 1 to 1,000, default 100. */
  readonly limit?: number | undefined;
  readonly recorder?: string | undefined;
  readonly camera?: number | undefined;
  readonly kind?: AlarmKind | undefined;
  readonly severity?: AlarmSeverity | undefined;
  readonly open?: boolean | undefined;
  /** Received in this span, ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Part of title, text or MAC, in any case. */
  readonly search?: string | undefined;
};
