import { z } from 'zod';

/**
 * How a picture can reach a browser. `websocket-frames`: whole pictures for WebCodecs or, of JPEG, for a canvas.
 * `websocket-mse`: fragmented MP4 for MediaSource.
 */
export const deliveryWaySchema = z.enum([
  'webrtc',
  'websocket-frames',
  'websocket-mse',
  'hls',
  'mjpeg',
  'snapshot',
]);
export type DeliveryWay = z.infer<typeof deliveryWaySchema>;

/** `context` of the 406 problem: what would work instead. */
export const notAcceptableContextSchema = z.object({ ways: z.array(deliveryWaySchema) });
export type NotAcceptableContext = z.infer<typeof notAcceptableContextSchema>;

/**
 * What a viewing gets. `waiting`: nothing yet. `all-pictures`: everything. `key-pictures`: its network loses
 * too much, so that only pictures without predecessors are sent until it is better. `unsupported`: the camera
 * sends a codec that was not negotiated, and it cannot be converted; `reason` says why.
 */
export const viewingModeSchema = z.enum(['waiting', 'all-pictures', 'key-pictures', 'unsupported']);
export type ViewingMode = z.infer<typeof viewingModeSchema>;

/** Codecs in which a camera's pictures can reach a browser. */
export const videoCodecSchema = z.enum(['h264', 'h265', 'jpeg']);
export type VideoCodec = z.infer<typeof videoCodecSchema>;

/** Codecs in which a camera's sound can reach a browser. */
export const audioCodecSchema = z.enum(['pcmu', 'pcma', 'aac', 'opus', 'flac']);
export type AudioCodec = z.infer<typeof audioCodecSchema>;

/**
 * A text message of a stream's WebSocket: what the binary messages behind it are. A new one comes whenever that
 * changes. With `mimeType` (fragmented MP4) the next binary message is an initialisation segment, and each one after
 * it a fragment. With `frames` each binary message is one frame, see `frameHeaderBytes`.
 */
export const streamStartSchema = z.discriminatedUnion('format', [
  z.object({
    format: z.literal('fmp4'),
    /** For `MediaSource.isTypeSupported`, such as `video/mp4; codecs="avc1.4d401f,mp4a.40.2"`. */
    mimeType: z.string(),
    /** null: no pictures (yet), or no sound. */
    video: z.string().nullable(),
    audio: z.string().nullable(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    /** Made by the gateway out of what the camera sends: in words, such as "H.265 converted to H.264". */
    converted: z.string().nullable(),
  }),
  z.object({
    format: z.literal('frames'),
    /** Codec string for WebCodecs, `jpeg`, or null while there are no pictures. */
    video: z.string().nullable(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    /** Codec string for WebCodecs with what its decoder needs; `description` in base64 (AudioSpecificConfig). */
    audio: z
      .object({
        codec: z.string(),
        sampleRate: z.number().int(),
        channels: z.number().int(),
        description: z.string().nullable(),
      })
      .nullable(),
    converted: z.string().nullable(),
  }),
]);
export type StreamStart = z.infer<typeof streamStartSchema>;

/**
 * In front of each frame: u8 kind (1 picture where decoding may start, 2 other picture, 3 sound), u8 flags (1: frames
 * are missing before this one), u16 0, f64 time in milliseconds on the stream's clock, common to pictures and sound.
 * Big endian. Behind it: H.264 and H.265 as Annex B with parameter sets in front of kind 1, a JPEG, or one frame of sound.
 */
export const frameHeaderBytes = 12;

/** A text message at any time: why nothing comes, in words; null when it comes again. */
export const streamNoteSchema = z.object({
  format: z.literal('note'),
  reason: z.string().nullable(),
});
export type StreamNote = z.infer<typeof streamNoteSchema>;

/** A shared conversion that runs or was refused, for administrators. */
export const transcodingSchema = z
  .object({
    recorder: z.string(),
    camera: z.number().int(),
    /** What is made: `h264`, `opus`, `mjpeg` or `hls`, with the height where pictures are scaled, such as `h264-360`. */
    target: z.string(),
    /** What it is made of, such as `h265`. */
    source: z.string(),
    state: z.enum(['starting', 'running', 'restarting', 'refused']),
    reason: z.string().nullable(),
    /** Share of one core over the last seconds; null while unknown. */
    cpu: z.number().nullable(),
    /** Who uses it. */
    users: z.number().int(),
    restarts: z.number().int(),
    since: z.string(),
  })
  .meta({ id: 'Transcoding' });
export type Transcoding = z.infer<typeof transcodingSchema>;

/** All conversions, and how many there may be. */
export const transcodingsSchema = z
  .object({
    jobs: z.array(transcodingSchema),
    budget: z.object({ maxJobs: z.number().int(), maxCores: z.number() }),
  })
  .meta({ id: 'Transcodings' });
export type Transcodings = z.infer<typeof transcodingsSchema>;

/** Figures of one WHEP viewing, about a second old; null while unknown. */
export const viewingSchema = z
  .object({
    id: z.string(),
    state: z.enum(['connecting', 'connected', 'closed']),
    mode: viewingModeSchema,
    /** Why there are no pictures although the connection stands; null when there is nothing to explain. */
    reason: z.string().nullable(),
    /** What is sent; null before the first picture. */
    video: videoCodecSchema.nullable(),
    audio: audioCodecSchema.nullable(),
    /** Whether the camera sends sound; null: nobody asked it yet. */
    hasSound: z.boolean().nullable(),
    /** As in {@link streamStartSchema}. */
    converted: z.string().nullable(),
    /** What else would work. */
    ways: z.array(deliveryWaySchema),
    transport: z.enum(['udp', 'tcp']).nullable(),
    /** Where the browser receives, as the gateway sees it. */
    remoteAddress: z.string().nullable(),
    packetsSent: z.number().int(),
    /** As the browser reports: packets that did not come, before retransmission. */
    packetsLost: z.number().int().nullable(),
    /** 0 to 1, of the browser's last report. */
    fractionLost: z.number().nullable(),
    roundTripMs: z.number().nullable(),
    jitterMs: z.number().nullable(),
    /** Packets sent again because the browser missed them. */
    retransmitted: z.number().int(),
    keyFrameRequests: z.number().int(),
    /** Access units that the browser was too slow for. */
    skippedAccessUnits: z.number().int(),
  })
  .meta({ id: 'Viewing' });
export type Viewing = z.infer<typeof viewingSchema>;

/** Paths below `<basePath>`; the page and the gateway build them with the same functions. */
export const paths = {
  api: 'api/v1',
  whep: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/live/whep`,
  stream: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/live/stream`,
  hls: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/live/index.m3u8`,
  mjpeg: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/live/mjpeg`,
  snapshot: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/snapshot.jpg`,
  transcodings: 'api/v1/transcodings',
  cameras: (recorder: string) => `api/v1/recorders/${recorder}/cameras`,
  recorder: (recorder: string) => `api/v1/recorders/${recorder}`,
  recorders: 'api/v1/recorders',
  login: 'api/v1/auth/login',
  logout: 'api/v1/auth/logout',
  me: 'api/v1/auth/me',
  password: 'api/v1/auth/password',
  tokens: 'api/v1/auth/tokens',
  doctor: 'api/v1/doctor',
  alarms: 'api/v1/alarms',
  alarmSummary: 'api/v1/alarms/summary',
  alarmStatus: 'api/v1/alarms/status',
  alarmSenders: 'api/v1/alarms/senders',
  adoptAlarmSender: 'api/v1/alarms/senders/adopt',
  acknowledgeAlarms: 'api/v1/alarms/acknowledge',
  alarm: (id: number) => `api/v1/alarms/${id}`,
  acknowledgeAlarm: (id: number) => `api/v1/alarms/${id}/acknowledge`,
  socketIo: 'socket.io',
} as const;
