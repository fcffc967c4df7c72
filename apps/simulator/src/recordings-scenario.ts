import { z } from 'zod';
import { isDuration, isScenarioTime } from './scenario-time.js';

/** A moment: with its zone, or relative to the start of the simulator. */
const time = z
  .string()
  .refine(isScenarioTime, 'expected a time such as 2026-11-21T07:08:09Z or -1h30m');

const duration = z.string().refine(isDuration, 'expected a duration such as 90s, 1h30m, 14d');

/** Enough for every minute of two days; a list costs nothing but its own lines. */
const maxEntries = 3_000;

/** What is recorded of a camera. Everything is rounded down to whole seconds. */
export const recordingsSchema = z.strictObject({
  /** What is recorded; without `to` it goes on for ever. Default: the last 14 days, and on. */
  ranges: z
    .array(z.strictObject({ from: time, to: time.optional() }))
    .max(maxEntries)
    .default([{ from: '-14d' }]),
  /** What is missing in it: up to `to`, or as long as `for`. */
  gaps: z
    .array(
      z
        .strictObject({ from: time, to: time.optional(), for: duration.optional() })
        .refine((gap) => (gap.to === undefined) !== (gap.for === undefined), {
          message: 'expected either to or for',
        }),
    )
    .max(maxEntries)
    .default([]),
  /** From when on the camera's `alternative` pictures were recorded, or its usual ones again. */
  changes: z
    .array(z.strictObject({ at: time, to: z.enum(['main', 'alternative']) }))
    .max(maxEntries)
    .default([]),
  /** What TLVs 0x0028 and 0x0029 say: no long-term reference pictures, or some, with an IDR picture to show or not. */
  longTermReference: z.enum(['none', 'show-idr', 'hide-idr']).default('none'),
});

/** What is recorded of a camera, as a scenario says it. */
export type RecordingsScenario = z.output<typeof recordingsSchema>;

/** How the recorder plays back: where nobody documents what it does, a scenario chooses. */
export const playbackSchema = z.strictObject({
  /** Cameras that play on one UID at the same time. */
  maxCameras: z.int().min(1).max(128).default(16),
  /** The recorder takes so long for each GOP. */
  gopDelayMs: z.int().min(0).max(60_000).default(0),
  /** Control commands closer together than this are counted (B63): 3,000 on every documented model. */
  controlMs: z.int().min(0).max(60_000).default(3_000),
  /** PTZ commands and frame steps closer together than this are counted. */
  stepMs: z.int().min(0).max(60_000).default(200),
  /** GOTODATE answers with the GOP that contains the time, or so many GOPs earlier ("near", 3.2.1). */
  startsBefore: z.int().min(0).max(60).default(0),
  /** Where BPLAY begins: before its TIMEF, or before the GOP that was sent last. */
  reverseFrom: z.enum(['timef', 'cursor']).default('timef'),
  /** What a camera without a picture there gets: presence 0 (B36), 204, or the next recording that there is. */
  gapAnswer: z.enum(['presence', '204', 'next-recording']).default('presence'),
  /** Whether an answer without picture moves the position on by a second. */
  gapMoves: z.boolean().default(true),
  /** Where PLAY begins on a UID that was nowhere before (F5). */
  playFrom: z.enum(['oldest', 'latest']).default('oldest'),
  /** What the end of a GOP is in its GOP information: its last picture, or where the next one begins. */
  gopEnd: z.enum(['last-picture', 'next-gop']).default('last-picture'),
  /** Whether the information of the camera stands in front of each picture (B29). */
  cameraInformation: z.boolean().default(true),
  /** Seconds until a picture that was taken can be played. */
  delayS: z.int().min(0).max(60).default(2),
  /** Disks that the recordings are spread over, the oldest on the first one. */
  disks: z.int().min(0).max(54).default(1),
});

/** One line of a log. */
/** The page of a log puts texts in quotes and has no way to write one. Faults (`log-defect`) do it all the same. */
const logText = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^"\r\n]*$/, 'expected no quotes and no line ends');
const logEntry = z.strictObject({ at: time, text: logText });

/** The logs of the recorder; what happened to the recordings is added to them. */
export const logSchema = z.strictObject({
  errors: z.array(logEntry).max(1_000).default([]),
  events: z.array(logEntry).max(1_000).default([]),
  /** A motion event `SITE(VMD)-n` that often, of one camera after the other; without it none. */
  motionEvery: duration.optional(),
});
