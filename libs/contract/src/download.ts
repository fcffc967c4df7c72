import { z } from 'zod';

export const downloadFormatSchema = z.enum(['mp4', 'mp4-no-audio', 'n3', 'n3-no-audio', 'list']);
export type DownloadFormat = z.infer<typeof downloadFormatSchema>;

/** `gops`: pictures pulled as in playback and put into MP4 by the gateway, where the recorder cannot make one. */
export const downloadSourceSchema = z.enum(['recorder', 'gops']);
export type DownloadSource = z.infer<typeof downloadSourceSchema>;

/** POST `/downloads`. */
export const downloadInputSchema = z.strictObject({
  recorder: z.string(),
  /** One, or `cameras`. */
  camera: z.number().int().min(1).max(128).optional(),
  cameras: z.array(z.number().int().min(1).max(128)).min(1).max(64).optional(),
  /** ISO 8601 with offset. */
  from: z.string(),
  to: z.string(),
  format: downloadFormatSchema.default('mp4'),
  source: downloadSourceSchema.default('recorder'),
});
export type DownloadInput = z.input<typeof downloadInputSchema>;

export const downloadStateSchema = z.enum([
  'queued',
  'running',
  'waiting',
  'done',
  'failed',
  'cancelled',
]);
export type DownloadState = z.infer<typeof downloadStateSchema>;

export const downloadFileSchema = z.object({
  name: z.string(),
  camera: z.number().int(),
  size: z.number().int(),
  sha256: z.string(),
  /** What it shows, as far as it is known; else the part of the range that it belongs to: an hour, or less. */
  from: z.string(),
  to: z.string(),
  /** How long an MP4 plays, by its own words; null: it does not say, or is none. */
  durationMs: z.number().int().nullable().optional(),
});
export type DownloadFile = z.infer<typeof downloadFileSchema>;

export const downloadSchema = z
  .object({
    id: z.string(),
    recorder: z.string(),
    cameras: z.array(z.number().int()),
    from: z.string(),
    to: z.string(),
    format: downloadFormatSchema,
    source: downloadSourceSchema,
    state: downloadStateSchema,
    /** What it waits for, why it failed, or what is missing, in words. */
    reason: z.string().nullable(),
    /** 0 to 1. */
    progress: z.number(),
    bytes: z.number().int(),
    /** Bytes per second of late, and how long it will take; null while nobody can tell. */
    rate: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    pieces: z.object({ done: z.number().int(), all: z.number().int() }),
    /** Whole ones only. */
    files: z.array(downloadFileSchema),
    /** Where there is no recording. */
    gaps: z.array(z.object({ camera: z.number().int(), from: z.string(), to: z.string() })),
    /** What would work instead; null: nothing else is needed. */
    offer: downloadSourceSchema.nullable(),
    createdBy: z.string(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
    /** Then its files are deleted. */
    expiresAt: z.string().nullable(),
  })
  .meta({ id: 'Download' });
export type Download = z.infer<typeof downloadSchema>;

export const downloadPaths = {
  downloads: 'api/v1/downloads',
  download: (id: string) => `api/v1/downloads/${id}`,
  /** POST: tries a failed one again, from the piece where it stopped. */
  retry: (id: string) => `api/v1/downloads/${id}/retry`,
  /** POST: ends it and keeps what is whole. */
  cancel: (id: string) => `api/v1/downloads/${id}/cancel`,
  file: (id: string, name: string) => `api/v1/downloads/${id}/files/${encodeURIComponent(name)}`,
  /** All files, the manifest and its signature, streamed. */
  zip: (id: string) => `api/v1/downloads/${id}/files.zip`,
  manifest: (id: string) => `api/v1/downloads/${id}/manifest.json`,
} as const;
