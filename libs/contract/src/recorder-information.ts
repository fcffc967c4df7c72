import { z } from 'zod';

/** One disk of a recorder, GET `/recorders/:rid/disks`. */
export const diskSchema = z
  .object({
    name: z.string(),
    /** Null: there is no disk in this slot. */
    capacityGb: z.number().nullable(),
    remainingGb: z.number().nullable(),
    recording: z.boolean(),
    /** Oldest and newest recording, ISO 8601 with offset; null: nothing is recorded. */
    from: z.string().nullable(),
    to: z.string().nullable(),
  })
  .meta({ id: 'Disk' });
export type Disk = z.infer<typeof diskSchema>;

/** One line of a log, GET `/recorders/:rid/logs?kind=error|event`; `.csv` behind `logs` for a file. */
export const logEntrySchema = z
  .object({
    number: z.number().int(),
    /** ISO 8601 with offset. */
    time: z.string(),
    summerTime: z.boolean(),
    text: z.string(),
    camera: z.number().int().nullable(),
  })
  .meta({ id: 'LogEntry' });
export type LogEntry = z.infer<typeof logEntrySchema>;

const judgement = z.enum(['good', 'attention', 'bad', 'unknown']);

/** GET `/recorders/:rid/health`: is everything recorded? Each part says when it was asked for. */
export const recorderHealthSchema = z
  .object({
    recorder: z.string(),
    judgement,
    /** The answer in words, such as "Recording on 4 disks, 12 days back; camera 7 is not connected". */
    words: z.string(),
    findings: z.array(
      z.object({
        judgement,
        words: z.string(),
        camera: z.number().int().nullable(),
        disk: z.string().nullable(),
      }),
    ),
    disks: z
      .object({
        asOf: z.string(),
        capacityGb: z.number(),
        remainingGb: z.number(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        /** Until the oldest recordings are overwritten at the rate of the last day, or how far they reach back; null: unknown. */
        daysKept: z.number().nullable(),
        daysLeft: z.number().nullable(),
      })
      .nullable(),
    cameras: z
      .object({
        asOf: z.string(),
        connected: z.number().int(),
        failing: z.array(z.number().int()),
        registered: z.number().int(),
      })
      .nullable(),
    sessions: z.object({ used: z.number().int().nullable(), limit: z.number().int().nullable() }),
    clockOffsetMs: z.number().nullable(),
    /** Of the last day; null: unknown. */
    errors: z
      .object({ asOf: z.string(), count: z.number().int(), newest: logEntrySchema.nullable() })
      .nullable(),
  })
  .meta({ id: 'RecorderHealth' });
export type RecorderHealth = z.infer<typeof recorderHealthSchema>;

export const informationPaths = {
  disks: (recorder: string) => `api/v1/recorders/${recorder}/disks`,
  logs: (recorder: string) => `api/v1/recorders/${recorder}/logs`,
  logsCsv: (recorder: string) => `api/v1/recorders/${recorder}/logs.csv`,
  health: (recorder: string) => `api/v1/recorders/${recorder}/health`,
} as const;
