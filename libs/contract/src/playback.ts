import { z } from 'zod';

const isoTime = z.iso.datetime({ offset: true });

/** Speeds of `play` and `reverse`, times real time. */
export const playbackSpeedSchema = z.number().min(0.25).max(16);

/** POST `/playbacks`: it starts paused and shows the picture at `at`. */
export const newPlaybackSchema = z
  .object({
    recorder: z.string(),
    /** 1 to 16 numbers, each once. */
    cameras: z.array(z.number().int().min(1).max(128)).min(1).max(16),
    at: isoTime,
    /**
     * Id of another playback of the same user whose clock this one shares: cameras of several recorders start, seek, step
     * and stop together. `at` is then the position of that clock.
     */
    with: z.string().optional(),
  })
  .refine(({ cameras }) => new Set(cameras).size === cameras.length, {
    path: ['cameras'],
    message: 'expected each camera once',
  })
  .meta({ id: 'NewPlayback' });
export type NewPlayback = z.infer<typeof newPlaybackSchema>;

/**
 * POST `/playbacks/:id/commands`. `play`, `reverse`: run, at `speed` (default 1). `forward`, `rewind`: faster by a step (1, 2,
 * 4, 8, 16), or at `speed`; the recorder may leave pictures out. `pause`. `next`, `previous`: pause and one picture on or
 * back. `seek`: to `at`, playing or paused as before. `stop`: ends the playback, as DELETE does.
 */
export const playbackCommandSchema = z
  .object({
    command: z.enum([
      'play',
      'pause',
      'reverse',
      'forward',
      'rewind',
      'next',
      'previous',
      'seek',
      'stop',
    ]),
    at: isoTime.optional(),
    speed: playbackSpeedSchema.optional(),
  })
  .refine(({ command, at }) => command !== 'seek' || at !== undefined, {
    path: ['at'],
    message: 'expected a time to seek to',
  })
  .meta({ id: 'PlaybackCommand' });
export type PlaybackCommand = z.infer<typeof playbackCommandSchema>;

export const playbackCameraStateSchema = z.enum(['playing', 'paused', 'waiting', 'gap', 'failed']);
export type PlaybackCameraState = z.infer<typeof playbackCameraStateSchema>;

/** A camera of a playback. */
export const playbackCameraSchema = z.object({
  number: z.number().int(),
  /** The recorder's time of the picture last sent, to 10 ms; null before the first. */
  position: z.string().nullable(),
  state: playbackCameraStateSchema,
  /** "no recording 03:10:00-03:40:00", "waiting for the recorder", "the recorder refused: all 16 sessions in use". */
  reason: z.string().nullable(),
  /** The gap in which the position is, as far as it is known. */
  gap: z.object({ from: z.string(), to: z.string().nullable() }).nullable(),
  /** What is recorded at the position; null while unknown. */
  video: z.enum(['h264', 'h265', 'jpeg']).nullable(),
  audio: z.enum(['aac', 'g711', 'g726']).nullable(),
});
export type PlaybackCamera = z.infer<typeof playbackCameraSchema>;

export const playbackStateSchema = z.enum(['playing', 'paused', 'waiting', 'stopped', 'failed']);

/** One playback: some cameras of one recorder on one clock. */
export const playbackSchema = z
  .object({
    id: z.string(),
    recorder: z.string(),
    state: playbackStateSchema,
    direction: z.union([z.literal(1), z.literal(-1)]),
    /** Times real time; also of the next `play` while paused. */
    speed: z.number(),
    reason: z.string().nullable(),
    /** Where the clock is, to 10 ms; the same for all playbacks that share it. */
    position: z.string(),
    /** Id of the clock: equal for playbacks that share it. */
    clock: z.string(),
    cameras: z.array(playbackCameraSchema),
  })
  .meta({ id: 'Playback' });
export type Playback = z.infer<typeof playbackSchema>;

/**
 * Text messages of the WebSocket `/playbacks/:id/cameras/:n/stream?audio=0|1`, gateway to page.
 *
 * `clock`: how the clock stands as this is sent; the page runs on from there (`position + direction x speed x time since
 * the message came` while `running`). Sent first, at every change and every second. A new `generation` means: what was sent
 * before and lies ahead is of no use (seek, other direction, single step); what is buffered around the new position may stay.
 * While it stands still, the picture with the largest time up to `positionMs` is to be shown; after a single step that is
 * the picture of exactly `positionMs`.
 */
export const playbackClockMessageSchema = z.object({
  type: z.literal('clock'),
  generation: z.number().int(),
  /** False: stands still, at `positionMs`. */
  running: z.boolean(),
  state: playbackStateSchema,
  direction: z.union([z.literal(1), z.literal(-1)]),
  speed: z.number(),
  /** Milliseconds since 1970 (UTC), recorder's time. */
  positionMs: z.number(),
  reason: z.string().nullable(),
  camera: playbackCameraSchema,
});
export type PlaybackClockMessage = z.infer<typeof playbackClockMessageSchema>;

/** `refused`: the page cannot get this camera in this way; the close code is 4406. */
export const playbackNoteSchema = z.object({ type: z.literal('note'), reason: z.string() });
export type PlaybackNote = z.infer<typeof playbackNoteSchema>;

/** First bytes of a binary message. */
export const playbackMessageKinds = { gop: 1, sound: 2 } as const;

/**
 * A binary message: u8 kind, 3 bytes 0, u32 length of the header (big endian), the header as JSON in UTF-8, then the data
 * of all pictures or sound frames, one after the other.
 */
export const playbackMessageHeadBytes = 8;

/**
 * Header of kind `gop`: the pictures from one random access picture to the next, in decoding order: but for B
 * pictures the order of time. H.264 and H.265 as Annex B with the parameter sets in front of the key picture, JPEG as JPEGs.
 */
export const gopHeaderSchema = z.object({
  generation: z.number().int(),
  /** Time of the first picture, and the end of what it covers: the first picture of the next GOP as far as it is known. */
  startMs: z.number(),
  endMs: z.number(),
  /** For `VideoDecoder.configure`, or `jpeg`. */
  codec: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  /** One of fast forward: what lies before and behind is not to come. */
  alone: z.boolean(),
  pictures: z.array(
    z.object({
      timeMs: z.number(),
      bytes: z.number().int(),
      key: z.boolean(),
      /** False: decoded and not shown (long-term reference pictures, TLV 0x0029). */
      show: z.boolean(),
    }),
  ),
});
export type GopHeader = z.infer<typeof gopHeaderSchema>;

/** Header of kind `sound`: some frames one after the other, sent only while the clock runs forward at speed 1. */
export const soundHeaderSchema = z.object({
  generation: z.number().int(),
  startMs: z.number(),
  /** As for live frames: codec string for WebCodecs (`mp4a.40.2`) or `pcmu`, `pcma`, `pcm-s16` (G.726, decoded by the gateway). */
  codec: z.string(),
  sampleRate: z.number().int(),
  channels: z.number().int(),
  /** Base64 (AudioSpecificConfig), or null. */
  description: z.string().nullable(),
  frames: z.array(z.object({ bytes: z.number().int(), samples: z.number().int() })),
});
export type SoundHeader = z.infer<typeof soundHeaderSchema>;

/** What is known of a span of time of a camera. */
export const recordedSpanSchema = z.object({
  from: z.string(),
  to: z.string(),
  /** `recorded`: GOPs were seen. `likely`: within the disks' range, not looked at. `gap`: asked, and nothing there. */
  kind: z.enum(['recorded', 'likely', 'gap']),
});
export type RecordedSpan = z.infer<typeof recordedSpanSchema>;

/** Something that happened, from the recorder's log (or an alarm, later). */
export const timelineMarkSchema = z.object({
  at: z.string(),
  kind: z.enum(['alarm', 'fault', 'recovery', 'information']),
  text: z.string(),
  /** null: of the recorder as a whole. */
  camera: z.number().int().nullable(),
});
export type TimelineMark = z.infer<typeof timelineMarkSchema>;

/** GET `/recorders/:rid/cameras/:n/recordings?from=&to=`: times that are in no span are unknown. */
export const recordingsSchema = z
  .object({
    recorder: z.string(),
    camera: z.number().int(),
    from: z.string(),
    to: z.string(),
    /** IANA name or `+09:00`: the zone in which the recorder shows times. */
    timeZone: z.string(),
    /** Oldest and newest recording on the disks; null while unknown. */
    oldest: z.string().nullable(),
    newest: z.string().nullable(),
    spans: z.array(recordedSpanSchema),
    marks: z.array(timelineMarkSchema),
    /** When the recorder was asked last; null: not yet. */
    asOf: z.string().nullable(),
    /** Why something is missing, in words. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'Recordings' });
export type Recordings = z.infer<typeof recordingsSchema>;

/** Paths of playback below `<basePath>`. */
export const playbackPaths = {
  playbacks: 'api/v1/playbacks',
  playback: (id: string) => `api/v1/playbacks/${id}`,
  commands: (id: string) => `api/v1/playbacks/${id}/commands`,
  whep: (id: string, camera: number) => `api/v1/playbacks/${id}/cameras/${camera}/whep`,
  stream: (id: string, camera: number) => `api/v1/playbacks/${id}/cameras/${camera}/stream`,
  /** `?at=`: a JPEG of about that time; 202 with `Retry-After` while the recorder is asked, 404 in a gap. */
  preview: (id: string, camera: number) => `api/v1/playbacks/${id}/cameras/${camera}/preview.jpg`,
  recordings: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/recordings`,
} as const;
