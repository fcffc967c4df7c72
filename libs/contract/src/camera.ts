import { z } from 'zod';

export const liveStateSchema = z.enum(['idle', 'starting', 'playing', 'waiting', 'failed']);
export type LiveState = z.infer<typeof liveStateSchema>;

/** Figures of a camera's upstream as the gateway measures them; null while unknown. */
export const liveStatisticsSchema = z.object({
  transport: z.enum(['rtp', 'http']).nullable(),
  codec: z.string().nullable(),
  /** As in `VideoDecoder.isConfigSupported`, such as `avc1.4d401f`; `jpeg` for JPEG. */
  codecString: z.string().nullable(),
  /** Pictures are shown in another order than they are sent (B pictures). */
  reorders: z.boolean().nullable(),
  /** Sound as it comes from the recorder, such as "AAC-LC 48 kHz stereo"; null while none comes. */
  audio: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Access units per second over the last seconds. */
  fps: z.number().nullable(),
  bitsPerSecond: z.number().nullable(),
  packetsReceived: z.number().int(),
  packetsLost: z.number().int(),
});
export type LiveStatistics = z.infer<typeof liveStatisticsSchema>;

/** One live upstream: what it does, why, and for how many viewers. */
export const cameraLiveSchema = z.object({
  state: liveStateSchema,
  /** What it is doing or why it cannot, in words: "signing in to the recorder", "waiting for the first key frame". */
  reason: z.string().nullable(),
  viewers: z.number().int(),
  statistics: liveStatisticsSchema,
});
export type CameraLive = z.infer<typeof cameraLiveSchema>;

/** A camera of a recorder. */
export const cameraSchema = z
  .object({
    number: z.number().int(),
    name: z.string(),
    connection: z.enum(['ok', 'error', 'unregistered', 'unknown']),
    video: z.enum(['h264', 'h265', 'jpeg']).nullable(),
    audio: z.enum(['aac', 'g711', 'g726']).nullable(),
    ptz: z.boolean(),
    live: cameraLiveSchema,
  })
  .meta({ id: 'Camera' });
export type Camera = z.infer<typeof cameraSchema>;
