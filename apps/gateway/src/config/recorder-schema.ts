import { recorderIdSchema } from '@casement/contract';
import { z } from 'zod';
import type { ConfigFiles } from './config-files.js';
import { COMPLETE, integer, isTimeZone, oneOf, single, text } from './values.js';

const FINGERPRINT = /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/;

/** The transports that make sense for each kind of device. */
const TRANSPORTS = {
  nvr: ['auto', 'rtp', 'http'],
  povcam: ['auto', 'rtsp-tcp', 'rtsp-udp', 'rtsp-multicast', 'cgi'],
} as const;

const name = () => text('1 to 64 characters', (value) => value.trim() !== '' && value.length <= 64);

/** The address of a device: scheme, host and port only. */
const deviceUrl = z.unknown().transform((input, context): URL => {
  const fail = (message: string, params = {}): URL => {
    context.addIssue({ code: 'custom', message, params, input });
    return z.NEVER;
  };
  const url = typeof input === 'string' && URL.canParse(input) ? new URL(input) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return fail('expected an http:// or https:// address');
  }
  if (url.username !== '' || url.password !== '') {
    return fail(
      'found a user name or password in the address, expected them in username and password',
      COMPLETE,
    );
  }
  return url.pathname === '/' && url.search === '' && url.hash === ''
    ? url
    : fail('expected an address without a path, such as https://192.0.2.10');
});

/** Of a recorder, and of a camera, which goes before. */
const soundKeys = () => ({
  audio: oneOf(['auto', 'off', 'aac', 'g711', 'g726']).optional(),
  audioLaw: oneOf(['mu', 'a']).optional(),
  g726BitOrder: oneOf(['left', 'right']).optional(),
});

const camera = z.strictObject({
  number: integer(1, 128, 'a camera number'),
  name: name().optional(),
  codec: oneOf(['auto', 'h264', 'h265', 'jpeg']).default('auto'),
  ptzScale: single('16 or 256', (found): 16 | 256 | undefined =>
    found === '16' ? 16 : found === '256' ? 256 : undefined,
  ).default(16),
  ...soundKeys(),
});

const cameras = z.preprocess(
  (input) => (input === 'auto' ? undefined : input),
  z
    .array(camera)
    .min(1)
    .max(128)
    .superRefine((list, context) => {
      const twice = list.findIndex(
        ({ number }, index) => list.findIndex((other) => other.number === number) < index,
      );
      if (twice >= 0) {
        context.addIssue({
          code: 'custom',
          path: [twice, 'number'],
          message: `found camera ${list[twice]?.number ?? ''} a second time, expected every number once`,
          params: COMPLETE,
        });
      }
    })
    .optional(),
);

/** One entry of `recorders`, before the rules that join several of its keys. */
export const recorderSchema = (files: ConfigFiles) =>
  z.strictObject({
    id: text(
      'an id of 1 to 32 of a-z, 0-9 and "-"',
      (value) => recorderIdSchema.safeParse(value).success,
    ),
    name: name().optional(),
    kind: oneOf(['nvr', 'povcam']).default('nvr'),
    url: deviceUrl,
    username: text('a user name of 1 to 64 characters', (value) => /^[^:]{1,64}$/.test(value)),
    password: text(
      'a password of at most 128 characters',
      (value) => value.length <= 128,
    ).optional(),
    passwordFile: files.secret().optional(),
    tls: z
      .strictObject({
        fingerprint256: single('a SHA-256 fingerprint such as AB:CD:… (32 bytes)', (found) =>
          FINGERPRINT.test(found.toUpperCase()) ? found.toUpperCase() : undefined,
        ).optional(),
        caFile: files.pem().optional(),
      })
      .optional(),
    transport: oneOf([...new Set([...TRANSPORTS.nvr, ...TRANSPORTS.povcam])]).default('auto'),
    timeZone: single('a time zone such as Asia/Tokyo', (found) =>
      isTimeZone(found) ? found : undefined,
    ).default('UTC'),
    cameras,
    downloadTime: oneOf(['utc', 'local']).optional(),
    ...soundKeys(),
    pacing: z
      .strictObject({
        controlMs: integer(0, 60_000, 'milliseconds').default(3_000),
        ptzMs: integer(0, 10_000, 'milliseconds').default(200),
      })
      .prefault({}),
    uidLimit: integer(1, 64).default(12),
  });

/** Whether a device of this kind has this transport; unknown words are reported elsewhere. */
export const transportsOf = (kind: unknown): readonly string[] =>
  kind === 'povcam' ? TRANSPORTS.povcam : TRANSPORTS.nvr;
