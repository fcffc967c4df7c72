import { z } from 'zod';
import { faultDuration } from './fault-scope.js';

/** The UID that gets its GOP number `afterGops` from now on ends there, as if another login had pushed it out; once. */
export const playbackEvictionSchema = z.strictObject({
  kind: z.literal('playback-eviction'),
  ...faultDuration,
  afterGops: z.int().min(0).max(1_000_000).default(0),
  /** Counts GOPs of this direction only. */
  during: z.enum(['play', 'reverse', 'fast-forward', 'fast-reverse']).optional(),
});

/** See {@link playbackEvictionSchema}. */
export type PlaybackEviction = z.infer<typeof playbackEvictionSchema>;
