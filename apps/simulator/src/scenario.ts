import { z } from 'zod';
import { alarmsSchema } from './alarms/alarms-scenario.js';
import { faultSchema } from './faults/fault.js';
import { downloadsSchema } from './nvr/download/downloads-scenario.js';
import { h264Profiles, pictureCodecs, sceneNames } from './media/index.js';
import { ptzSchema } from './ptz-scenario.js';
import { logSchema, playbackSchema, recordingsSchema } from './recordings-scenario.js';
import { isTimeZone } from './time-zone.js';

const host = z.string().min(1).max(253);
const port = z.int().min(0).max(65_535);
const listener = z.strictObject({ host: host.default('127.0.0.1'), port: port.default(0) });

/** What footage there can be; the limits are those of `FootageOptions`. */
const pictureSize = {
  width: z.int().min(320).max(4096).multipleOf(2),
  height: z.int().min(240).max(2304).multipleOf(2),
};

/** Pictures a second of a camera that the scenario says nothing about. */
const defaultFps = { h264: 25, h265: 25, jpeg: 5 } as const;

/** Sound of a camera; without it the camera has no microphone. */
const audioSchema = z.strictObject({
  codec: z.enum(['g711', 'g726', 'aac']),
  /** Which law G.711 has; recorders do not say it anywhere (B47). */
  law: z.enum(['mu', 'a']).default('mu'),
  /** At which end of a byte the first code word of G.726 is (B47): as ffmpeg's `g726` or `g726le`. */
  bitOrder: z.enum(['left', 'right']).default('left'),
  /** Milliseconds of sound in a packet of G.711 and G.726; AAC has one access unit of 1,024 samples. */
  packetMs: z.int().min(20).max(128).default(40),
  /** AU header of AAC over RTP (B49): RFC 3640, without its length field, or none. */
  auHeaderBytes: z.union([z.literal(4), z.literal(2), z.literal(0)]).default(4),
  /** TLVs 0x0011 and 0x0012 with the time of the first sample in each RTP packet (RT07). */
  timeInfo: z.boolean().default(true),
  /** The byte 0x00 in front of sound over HTTP (2.3.7, B46). */
  leadingZero: z.boolean().default(true),
  /** Content-Type of parts over HTTP instead of the usual one; for G.711 nobody documents any (B48). */
  contentType: z
    .string()
    .regex(/^[!-~]{1,60}$/)
    .optional(),
  /** How much faster than the true time the clock of the camera's sound runs. */
  driftPpm: z.number().min(-10_000).max(10_000).default(0),
});

/** The other pictures of a camera; what is missing is as in its usual ones. */
const alternativeSchema = z.strictObject({
  codec: z.enum(['h264', 'h265']).optional(),
  width: pictureSize.width.optional(),
  height: pictureSize.height.optional(),
  fps: z.int().min(2).max(60).optional(),
});

const cameraSchema = z
  .strictObject({
    number: z.int().min(1).max(128),
    name: z.string().min(1).max(64).optional(),
    connection: z.enum(['ok', 'error', 'unregistered']).default('ok'),
    width: pictureSize.width.default(640),
    height: pictureSize.height.default(360),
    /** Default 25, of JPEG 5. */
    fps: z.int().min(2).max(60).optional(),
    codec: z.enum(pictureCodecs).default('h264'),
    /** Of H.264; default Constrained Baseline, with B pictures Main. All are coded with CAVLC. */
    profile: z.enum(h264Profiles).optional(),
    /** B pictures between two others; H.264 alone. */
    bFrames: z.int().min(0).max(3).default(0),
    /** Chunks in front of each JPEG (B26): of the recorder, also of the camera, or none. */
    jpegChunks: z.enum(['both', 'recorder', 'none']).default('both'),
    /** What a generated picture shows; without it and without `footage` chosen by the camera's number. */
    scene: z.enum(sceneNames).optional(),
    /** A film file instead of a generated scene; relative to the scenario file. */
    footage: z.string().min(1).optional(),
    /** Seconds until the pictures repeat. */
    loopSeconds: z.int().min(2).max(120).optional(),
    /** Speed of the camera's link, which spreads an RTP picture over time; without it pictures leave in bursts. */
    linkMbps: z.number().positive().max(100_000).optional(),
    /** The other picture size, for the fault `size-change`; short for `alternative`. */
    altSize: z.strictObject(pictureSize).optional(),
    /** The other pictures, for the faults `stream-change` and `size-change`. */
    alternative: alternativeSchema.optional(),
    audio: audioSchema.optional(),
    /** A camera that can move. Its pictures are drawn, in H.264. */
    ptz: ptzSchema.optional(),
    /** What is recorded of it; without it as of all cameras, `false`: nothing. */
    recordings: z.union([recordingsSchema, z.literal(false)]).optional(),
  })
  .refine(({ scene, footage }) => scene === undefined || footage === undefined, {
    path: ['scene'],
    message: 'expected either a scene or footage, not both',
  })
  .refine(({ altSize, alternative }) => altSize === undefined || alternative === undefined, {
    path: ['altSize'],
    message: 'expected either altSize or alternative, not both',
  })
  .refine(({ codec, alternative }) => codec !== 'jpeg' || alternative?.codec === undefined, {
    path: ['alternative', 'codec'],
    message: 'a JPEG camera has no other codec: its stream is another one',
  })
  .refine(({ codec, profile, bFrames }) => codec === 'h264' || (!profile && bFrames === 0), {
    path: ['profile'],
    message: 'profile and bFrames are for h264 alone',
  })
  .refine(({ profile, bFrames }) => profile !== 'baseline' || bFrames === 0, {
    path: ['profile'],
    message: 'B pictures need main or high',
  })
  .refine(
    ({ ptz, codec, profile = 'baseline', bFrames }) =>
      !ptz || (codec === 'h264' && profile === 'baseline' && bFrames === 0),
    { path: ['ptz'], message: 'a camera that can move sends H.264 baseline' },
  )
  .refine(
    ({ ptz, scene, footage, alternative, altSize }) =>
      !ptz || (scene ?? footage ?? alternative ?? altSize) === undefined,
    {
      path: ['ptz'],
      message: 'a camera that can move has its own scene: no scene, footage, alternative, altSize',
    },
  )
  .transform((camera) => ({ ...camera, fps: camera.fps ?? defaultFps[camera.codec] }));

const userSchema = z.strictObject({
  username: z
    .string()
    .regex(/^[^":\s]{1,32}$/, 'expected 1 to 32 characters without ":", quotes or blanks'),
  password: z.string().min(1).max(64),
  /** Higher wins when a login must end somebody's UID. */
  priority: z.int().min(1).max(16).default(1),
});

/** How `cgi-bin/getinfo` answers; no password is needed (alarm protocol 4, A29). */
const productInfoSchema = z.strictObject({
  /** As the document has it, as real devices do (a byte order mark and an empty line first), or nothing but lines. */
  style: z.enum(['document', 'marked', 'plain']).default('marked'),
  /** What it answers: with `?FILE=1`, without, both, or neither (404). */
  answers: z.enum(['both', 'file', 'bare', 'none']).default('both'),
  version: z
    .string()
    .regex(/^[ -~]{1,40}$/)
    .default('V1.50'),
});

const recorderSchema = z.strictObject({
  /** Stands in the title of the login page. */
  model: z.string().min(1).max(40).default('WJ-NX400'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected an IANA zone such as Asia/Tokyo, or +hh:mm')
    .default('UTC'),
  /** How far the recorder's clock is ahead of the true time. */
  clockOffsetMs: z.int().min(-1e12).max(1e12).default(0),
  /** Who may read as_getinfo.cgi without a UID; `unsupported` answers 404 as firmware for v1.4 does. */
  cameraConnections: z.enum(['digest', 'open', 'uid', 'unsupported']).default('digest'),
  /** A START within this time after another START of the same camera and UID is answered 204. */
  startChurnMs: z.int().min(0).max(60_000).default(1_000),
  /** What a START asks for that the camera does not send (H265 of an H.264 camera) brings. */
  wrongCompression: z.enum(['silence', 'real-codec']).default('silence'),
  /** Which RTP packets carry the recorder's TLVs in a header extension. */
  rtpExtension: z.enum(['every-packet', 'first-packet', 'none']).default('every-packet'),
  productInfo: productInfoSchema.prefault({}),
  /** How camera control that a camera cannot do is answered: with 400, or as if it were done. */
  cameraControl: z.enum(['refuse', 'silent']).default('refuse'),
});

const digestSchema = z.strictObject({
  realm: z
    .string()
    .regex(/^[^"\\]{1,64}$/)
    .default('Network disk recorder'),
  /** Without it answers follow RFC 2069: no cnonce, no nonce count (NV05). */
  qop: z.boolean().default(true),
  algorithm: z.enum(['MD5', 'SHA-256']).default('MD5'),
  /** Also offers Basic, which nobody should take (NV06). */
  alsoBasic: z.boolean().default(false),
  nonceLifeS: z.number().positive().max(86_400).default(300),
  /** `login`: a valid UID is enough for all other CGIs, as real recorders do; or digest on each. */
  demandedOn: z.enum(['login', 'every-request']).default('login'),
});

const uidSchema = z
  .strictObject({
    max: z.int().min(1).max(64).default(16),
    lifeS: z.number().positive().max(86_400).default(90),
    digits: z.int().min(1).max(19).default(5),
    /** Live streams of one UID, 16 on every documented model. */
    maxStreams: z.int().min(1).max(128).default(16),
  })
  .refine(({ max, digits }) => max < 10 ** digits / 2, {
    path: ['digits'],
    message: 'too few digits for so many UIDs',
  });

/** A recorder with its cameras, users and troubles, as written in a scenario file. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).max(64).default('recorder'),
    /** Every choice by chance follows from it. */
    seed: z.int().min(0).max(0xffff_ffff).default(1),
    recorder: recorderSchema.prefault({}),
    http: z.union([listener, z.literal(false)]).default({ host: '127.0.0.1', port: 0 }),
    https: z.union([listener, z.literal(false)]).default(false),
    users: z.array(userSchema).min(1),
    digest: digestSchema.prefault({}),
    uid: uidSchema.prefault({}),
    cameras: z.array(cameraSchema).min(1).max(128),
    /** What is recorded of the cameras that do not say it themselves; `false`: nothing. */
    recordings: z.union([recordingsSchema, z.literal(false)]).prefault({}),
    playback: playbackSchema.prefault({}),
    log: logSchema.prefault({}),
    /** How files are made of recordings. */
    downloads: downloadsSchema.prefault({}),
    /** Who gets alarms, and which come by themselves. */
    alarms: alarmsSchema.prefault({}),
    faults: z.array(faultSchema).default([]),
    control: listener.prefault({}),
  })
  .refine(({ http, https }) => http !== false || https !== false, {
    path: ['http'],
    message: 'http and https are both false: nobody could connect',
  })
  .refine(({ cameras }) => new Set(cameras.map(({ number }) => number)).size === cameras.length, {
    path: ['cameras'],
    message: 'two cameras have the same number',
  })
  .refine(({ users }) => new Set(users.map(({ username }) => username)).size === users.length, {
    path: ['users'],
    message: 'two users have the same name',
  });

/** A checked scenario, every default filled in. */
export type Scenario = z.output<typeof scenarioSchema>;

/** A scenario as somebody writes it, with the defaults left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** One camera of a scenario. */
export type CameraScenario = Scenario['cameras'][number];

/** Where something listens. */
export type ListenerScenario = z.output<typeof listener>;

/** The name of a camera, also when the scenario gives it none. */
export function cameraName({ name, number }: CameraScenario): string {
  return name ?? `Camera ${number}`;
}

/** The sound of a camera in a scenario. */
export type AudioScenario = NonNullable<CameraScenario['audio']>;
