import { z } from 'zod';

/** A recorder's id as used in paths: lower-case letters, digits and hyphens. */
export const recorderIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'expected 1 to 32 of a-z, 0-9 and "-"');

/** What the gateway's session with a recorder is doing. */
export const recorderStateSchema = z.enum([
  'connecting',
  'online',
  'degraded',
  'offline',
  'refused',
]);
export type RecorderState = z.infer<typeof recorderStateSchema>;

export const recorderKindSchema = z.enum(['nvr', 'povcam']);
export type RecorderKind = z.infer<typeof recorderKindSchema>;

/** A recorder as the page sees it. */
export const recorderSchema = z
  .object({
    id: recorderIdSchema,
    name: z.string(),
    kind: recorderKindSchema,
    state: recorderStateSchema,
    /** Why it is in this state, in words; null when there is nothing to explain. */
    reason: z.string().nullable(),
    /** Sessions (UIDs) of the recorder that are taken by anybody, of how many; null while unknown. */
    sessions: z.object({ used: z.number().int().nullable(), limit: z.number().int().nullable() }),
    /** Recorder clock minus gateway clock, in milliseconds; null while unknown. */
    clockOffsetMs: z.number().nullable(),
    /**
     * The zone in which it shows times: an IANA name, or `+09:00` as the recorder tells it, summer time included; null
     * while it is neither configured nor told.
     */
    timeZone: z
      .string()
      .nullable()
      .describe(
        'IANA name, or an offset such as +09:00: the zone in which the recorder shows times; null while unknown',
      ),
    /** `file`: from the configuration file, read-only in the page. `database`: added in the page. */
    origin: z.enum(['file', 'database']),
    url: z.string(),
    /** When the gateway will try again by itself, ISO 8601; null when no attempt is waiting. */
    retryAt: z.string().nullable(),
    /** Said to be asleep since then, ISO 8601: its disks are off and its cameras show no pictures; null: not. */
    asleepSince: z.string().nullable(),
  })
  .meta({ id: 'Recorder' });
export type Recorder = z.infer<typeof recorderSchema>;

/** Of a recorder, and of a camera, which goes before; missing: `auto`, `mu` and `left`. */
const soundSettings = {
  /** `off`: the recorder is never asked for sound; the codecs are those that are not to be guessed. */
  audio: z.enum(['auto', 'off', 'aac', 'g711', 'g726']).optional(),
  /** Which law G.711 has: recorders do not say. */
  audioLaw: z.enum(['mu', 'a']).optional(),
  /** At which end of a byte the first code word of G.726 is. */
  g726BitOrder: z.enum(['left', 'right']).optional(),
};

const cameraSettingSchema = z.object({
  number: z.number().int().min(1).max(128),
  name: z.string().min(1).max(64).optional(),
  codec: z.enum(['auto', 'h264', 'h265', 'jpeg']).default('auto'),
  ptzScale: z.union([z.literal(16), z.literal(256)]).default(16),
  ...soundSettings,
});

const fingerprintSchema = z
  .string()
  .regex(
    /^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$/,
    'expected a SHA-256 fingerprint such as AB:CD:… (32 bytes)',
  );

/** The keys of a recorder's settings, before defaults: the patch must not fill any in. */
const recorderSettings = {
  name: z.string().min(1).max(64),
  kind: recorderKindSchema,
  url: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }),
  username: z.string().min(1).max(64),
  password: z.string().max(128),
  tls: z.strictObject({ fingerprint256: fingerprintSchema }),
  transport: z.enum(['auto', 'rtp', 'http']),
  timeZone: z.string(),
  cameras: z.union([z.literal('auto'), z.array(cameraSettingSchema).min(1).max(128)]),
  /** Which times it reads in download commands; missing: as the configuration's `downloads.utc` says. */
  downloadTime: z.enum(['utc', 'local']),
  ...soundSettings,
  pacing: z.strictObject({
    controlMs: z.number().int().min(0).max(60_000).default(3_000),
    ptzMs: z.number().int().min(0).max(10_000).default(200),
  }),
  uidLimit: z.number().int().min(1).max(64),
};

/** What a person enters to add a recorder in the page; the same keys as `recorders[]` of the configuration file. */
export const recorderInputSchema = z
  .strictObject({
    ...recorderSettings,
    id: recorderIdSchema,
    name: recorderSettings.name.optional(),
    kind: recorderSettings.kind.default('nvr'),
    tls: recorderSettings.tls.optional(),
    transport: recorderSettings.transport.default('auto'),
    timeZone: recorderSettings.timeZone.default('UTC'),
    cameras: recorderSettings.cameras.default('auto'),
    downloadTime: recorderSettings.downloadTime.optional(),
    pacing: recorderSettings.pacing.default({ controlMs: 3_000, ptzMs: 200 }),
    uidLimit: recorderSettings.uidLimit.default(12),
  })
  .meta({ id: 'RecorderInput' });
export type RecorderInput = z.infer<typeof recorderInputSchema>;

/** A change to a recorder that was added in the page: any of the input's keys but its id. */
export const recorderPatchSchema = z
  .strictObject(recorderSettings)
  .partial()
  .meta({ id: 'RecorderPatch' });
export type RecorderPatch = z.infer<typeof recorderPatchSchema>;
