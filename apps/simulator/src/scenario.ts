import { z } from 'zod';
import { faultSchema } from './faults/fault.js';
import { sceneNames } from './media/index.js';
import { isTimeZone } from './time-zone.js';

const host = z.string().min(1).max(253);
const port = z.int().min(0).max(65_535);
const listener = z.strictObject({ host: host.default('127.0.0.1'), port: port.default(0) });

/** What footage there can be; the limits are those of `FootageOptions`. */
const pictureSize = {
  width: z.int().min(320).max(4096).multipleOf(2),
  height: z.int().min(240).max(2304).multipleOf(2),
};

const cameraSchema = z
  .strictObject({
    number: z.int().min(1).max(128),
    name: z.string().min(1).max(64).optional(),
    connection: z.enum(['ok', 'error', 'unregistered']).default('ok'),
    width: pictureSize.width.default(640),
    height: pictureSize.height.default(360),
    fps: z.int().min(2).max(60).default(25),
    codec: z.literal('h264').default('h264'),
    /** What a generated picture shows; without it and without `footage` chosen by the camera's number. */
    scene: z.enum(sceneNames).optional(),
    /** A film file instead of a generated scene; relative to the scenario file. */
    footage: z.string().min(1).optional(),
    /** Seconds until the pictures repeat. */
    loopSeconds: z.int().min(2).max(120).optional(),
    /** Speed of the camera's link, which spreads an RTP picture over time; without it pictures leave in bursts. */
    linkMbps: z.number().positive().max(100_000).optional(),
    /** The other picture size, for the fault `size-change`. */
    altSize: z.strictObject(pictureSize).optional(),
  })
  .refine(({ scene, footage }) => scene === undefined || footage === undefined, {
    path: ['scene'],
    message: 'expected either a scene or footage, not both',
  });

const userSchema = z.strictObject({
  username: z
    .string()
    .regex(/^[^":\s]{1,32}$/, 'expected 1 to 32 characters without ":", quotes or blanks'),
  password: z.string().min(1).max(64),
  /** Higher wins when a login must end somebody's UID. */
  priority: z.int().min(1).max(16).default(1),
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
