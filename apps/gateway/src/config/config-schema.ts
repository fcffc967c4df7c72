import { createSecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { alarmsSchema } from './alarms-schema.js';
import type { ConfigFiles } from './config-files.js';
import { downloadsSchema } from './downloads-schema.js';
import { recorderSchema } from './recorder-schema.js';
import {
  COMPLETE,
  MAX_WORKERS,
  autoOr,
  autoOrCores,
  flag,
  integer,
  isAddressRange,
  isHost,
  listOf,
  oneOf,
  portRange,
  single,
  text,
} from './values.js';
import { isIP } from 'node:net';

const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

const basePath = () =>
  single('a path such as / or /cctv/', (found) => {
    const path = `/${found.replace(/^\/+|\/+$/g, '')}/`.replace('//', '/');
    const segments = path.split('/').slice(1, -1);
    const plain = segments.every((part) => /^[\w.~-]+$/.test(part) && !/^\.+$/.test(part));
    return plain || path === '/' ? path : undefined;
  });

const tls = (files: ConfigFiles) =>
  z
    .strictObject({ certFile: files.readable(), keyFile: files.readable() })
    .superRefine(({ certFile, keyFile }, context) => {
      try {
        createSecureContext({ cert: files.read(certFile), key: files.read(keyFile) });
      } catch {
        context.addIssue({
          code: 'custom',
          message: 'found files that are not a certificate and its private key in PEM form',
          params: COMPLETE,
        });
      }
    });

/** `file:` with a path, which becomes absolute, or the address of a PostgreSQL database. */
const databaseUrl = (files: ConfigFiles) =>
  single('file:PATH or postgres://USER:PASSWORD@HOST/DATABASE', (found) => {
    if (/^postgres(ql)?:\/\//.test(found)) {
      return URL.canParse(found) ? found : undefined;
    }
    const path = /^file:(.+)$/.exec(found)?.[1];
    if (path === undefined || path.includes('\0')) {
      return undefined;
    }
    if (!path.startsWith('//')) {
      return `file:${files.resolve(path)}`;
    }
    try {
      return `file:${fileURLToPath(found)}`;
    } catch {
      return undefined;
    }
  });

const iceUrl = () =>
  single('an address such as stun:host:3478 or turns:host:5349?transport=tcp', (found) =>
    /^(stun|turn)s?:[^\s/@]+$/.test(found) ? found : undefined,
  );

/** The configuration file, key by key, with the documented defaults. */
export const configSchema = (files: ConfigFiles) =>
  z.strictObject({
    server: z
      .strictObject({
        host: single('an address or host name to listen on', (found) =>
          isHost(found) ? found : undefined,
        ).default('0.0.0.0'),
        port: integer(0, 65_535, 'a port').default(8080),
        basePath: basePath().default('/'),
        trustProxy: listOf(
          single(`an address, a range or one of ${PROXY_NAMES.join(', ')}`, (found) =>
            isAddressRange(found) || PROXY_NAMES.includes(found) ? found : undefined,
          ),
        ).default([]),
        tls: tls(files).optional(),
        metricsOpen: flag().default(false),
      })
      .prefault({}),
    database: z.strictObject({ url: databaseUrl(files).optional() }).prefault({}),
    dataDir: text('the path of a folder', (value) => value !== '' && !value.includes('\0'))
      .transform((path) => files.resolve(path))
      .prefault('./data'),
    access: z
      .strictObject({ anonymousRole: oneOf(['none', 'viewer']).default('none') })
      .prefault({}),
    log: z
      .strictObject({
        level: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default(
          'info',
        ),
        format: oneOf(['json', 'text']).default('json'),
      })
      .prefault({}),
    webrtc: z
      .strictObject({
        udpPorts: portRange().default({ from: 50_000, to: 50_999 }),
        announce: listOf(
          single('an IP address', (found) => (isIP(found) === 0 ? undefined : found)),
        ).default([]),
        iceServers: z
          .array(
            z.strictObject({
              urls: listOf(iceUrl()),
              username: text('text', () => true).optional(),
              credential: text('text', () => true).optional(),
            }),
          )
          .max(16)
          .default([]),
        tcp: flag().default(true),
        workers: autoOr(1, MAX_WORKERS).default('auto'),
        backend: oneOf(['auto', 'ffi', 'wasm', 'node']).default('auto'),
        offload: oneOf(['auto', 'on', 'off']).default('auto'),
      })
      .prefault({}),
    alarms: alarmsSchema().prefault({}),
    downloads: downloadsSchema(files).prefault({}),
    live: z
      .strictObject({
        rtpPorts: portRange().default({ from: 40_000, to: 40_999 }),
        lingerS: integer(0, 86_400, 'seconds').default(30),
        firstPacketMs: integer(100, 60_000, 'milliseconds').default(4_000),
        instantStart: flag().default(true),
      })
      .prefault({}),
    transcoding: z
      .strictObject({
        enabled: flag().default(true),
        maxJobs: autoOr(1, 64).default('auto'),
        maxCores: autoOrCores().default('auto'),
        ffmpegPath: text('the path or name of a program', (value) => value !== '').optional(),
        maxHeight: integer(90, 2_160, 'pixels').default(720),
        maxFps: integer(1, 60, 'pictures per second').default(15),
      })
      .prefault({}),
    recorders: z.array(recorderSchema(files)).max(1_000).default([]),
  });

/** The configuration as written, checked key by key and with defaults. */
export type ParsedConfig = z.output<ReturnType<typeof configSchema>>;
