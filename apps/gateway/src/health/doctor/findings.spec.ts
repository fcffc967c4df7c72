import type { Finding, Recorder, RecorderState } from '@casement/contract';
import { recorderStateSchema } from '@casement/contract';
import type { MediaThreadStatus } from '../media-status.js';
import { databaseFinding } from './database.finding.js';
import { ffmpegFinding } from './ffmpeg.finding.js';
import { advise, bySeverity, fine } from './finding.js';
import { iceServersFinding } from './ice-servers.finding.js';
import { mediaThreadFindings } from './media-threads.finding.js';
import { nodeVersionFinding } from './node-version.finding.js';
import { offloadFinding } from './offload.finding.js';
import { portsFinding } from './ports.finding.js';
import { recorderFindings } from './recorders.finding.js';
import { secureContextFinding } from './secure-context.finding.js';

const thread = (changes: Partial<MediaThreadStatus> = {}): MediaThreadStatus => ({
  thread: 0,
  backend: 'ffi',
  sender: 'offload',
  notes: [],
  udpPort: 50_000,
  tcpPort: 50_000,
  cameras: 1,
  viewers: 3,
  ...changes,
});

const udpPorts = { from: 50_000, to: 50_999 };

const recorder = (state: RecorderState, reason: string | null = null): Recorder => ({
  id: 'hq',
  name: 'Head office',
  kind: 'nvr',
  state,
  reason,
  sessions: { used: null, limit: null },
  clockOffsetMs: null,
  origin: 'file',
  url: 'https://192.0.2.10',
  retryAt: null,
  timeZone: null,
  asleepSince: null,
});

describe('single findings', () => {
  const cases: readonly (readonly [string, Finding, Finding['state'], string])[] = [
    ['a new Node.js', nodeVersionFinding('24.9.0'), 'ok', 'Version 24.9.0.'],
    ['a newer one', nodeVersionFinding('25.0.1'), 'ok', 'Version 25.0.1.'],
    ['an old one', nodeVersionFinding('24.8.9'), 'problem', 'made for 24.9 and later'],
    ['one that is no number', nodeVersionFinding('nightly'), 'problem', 'nightly'],
    [
      'an ffmpeg',
      ffmpegFinding({ path: 'ffmpeg', version: '5.1.9' }),
      'ok',
      'Version 5.1.9 (ffmpeg).',
    ],
    [
      'no ffmpeg',
      ffmpegFinding(new Error('ffmpeg was not found')),
      'warning',
      'Ffmpeg was not found.',
    ],
    ['a database', databaseFinding({ ok: true }, 'file:/x'), 'ok', 'SQLite answers.'],
    [
      'a database that is gone',
      databaseFinding({ ok: false, detail: 'no answer' }, 'postgres://user:secret@db/x'),
      'problem',
      'PostgreSQL: no answer.',
    ],
    [
      'https',
      secureContextFinding({ tls: { certFile: 'c', keyFile: 'k' }, host: '::', trustProxy: [] }),
      'ok',
      'https by itself',
    ],
    [
      'this machine only',
      secureContextFinding({ host: '127.0.0.1', trustProxy: [] }),
      'ok',
      'this machine only',
    ],
    [
      'a proxy',
      secureContextFinding({ host: '0.0.0.0', trustProxy: ['10.0.0.1'] }),
      'ok',
      'reverse proxy',
    ],
    [
      'plain http',
      secureContextFinding({ host: '0.0.0.0', trustProxy: [] }),
      'warning',
      'passwords can be read',
    ],
    [
      'offload',
      offloadFinding([thread(), thread({ thread: 1 })], { offload: 'auto' }),
      'ok',
      'many packets with one call',
    ],
    ['no offload by choice', offloadFinding([thread()], { offload: 'off' }), 'ok', 'Switched off'],
    [
      'no offload',
      offloadFinding([thread(), thread({ thread: 1, sender: 'single' })], { offload: 'on' }),
      'warning',
      '(media thread 1)',
    ],
    ['ports', portsFinding([thread()], { udpPorts, tcp: true }), 'ok', 'UDP 50000; TCP 50000.'],
    [
      'no TCP by choice',
      portsFinding([thread({ tcpPort: undefined })], { udpPorts, tcp: false }),
      'ok',
      'UDP 50000; TCP is switched off by webrtc.tcp.',
    ],
    [
      'TCP ports that are taken',
      portsFinding([thread({ tcpPort: undefined })], { udpPorts, tcp: true }),
      'warning',
      'not all of them could be opened for TCP',
    ],
    [
      'UDP ports that are taken',
      portsFinding([thread(), thread({ thread: 1, udpPort: undefined })], { udpPorts, tcp: true }),
      'problem',
      '1 of 2 media threads have no UDP port out of 50000-50999.',
    ],
    ['no ICE servers', iceServersFinding({ iceServers: [], tcp: true }), 'ok', 'directly'],
    ['no way around UDP', iceServersFinding({ iceServers: [], tcp: false }), 'warning', 'no UDP'],
    [
      'a TURN server',
      iceServersFinding({
        iceServers: [
          { urls: ['turn:192.0.2.1', 'stun:192.0.2.1'], username: 'u', credential: 'c' },
        ],
        tcp: false,
      }),
      'ok',
      '2 addresses are configured, 1 of them of TURN servers.',
    ],
    [
      'a TURN server without an account',
      iceServersFinding({ iceServers: [{ urls: ['turns:192.0.2.1'] }], tcp: true }),
      'problem',
      'no user name or no credential',
    ],
  ];

  it.each(cases)('%s', (_name, finding, state, detail) => {
    expect(finding.state).toBe(state);
    expect(finding.detail).toContain(detail);
    expect(finding.advice === null).toBe(state === 'ok');
  });

  it('tell no secret of the database', () => {
    const finding = databaseFinding({ ok: false }, 'postgres://user:secret@db/x');
    expect(JSON.stringify(finding)).not.toContain('secret');
  });
});

describe('mediaThreadFindings', () => {
  it('is content with the fastest back end', () => {
    expect(mediaThreadFindings([thread()], { backend: 'auto' })).toEqual([
      fine('media thread 0', "Encrypts with Node's own OpenSSL (ffi); 1 camera, 3 viewers."),
    ]);
  });

  it('says why something faster is not used, unless it was asked for', () => {
    const slow = [thread({ backend: 'wasm', notes: ['koffi is not installed'], viewers: 1 })];
    const [finding] = mediaThreadFindings(slow, { backend: 'auto' });
    expect(finding).toMatchObject({
      state: 'warning',
      detail: 'Encrypts with WebAssembly (wasm); 1 camera, 1 viewer. koffi is not installed.',
    });
    expect(mediaThreadFindings(slow, { backend: 'wasm' })[0]?.state).toBe('ok');
  });

  it('says that nobody can watch without threads', () => {
    const [finding] = mediaThreadFindings([], { backend: 'auto' });
    expect(finding).toMatchObject({ state: 'problem', name: 'media threads' });
  });
});

describe('recorderFindings', () => {
  it.each(recorderStateSchema.options)('knows the state "%s"', (state) => {
    const [finding] = recorderFindings([recorder(state, 'because')]);
    expect(finding?.name).toBe('recorder hq');
    expect(finding?.detail).toMatch(/^[A-Z][a-z]+: because\.$/);
  });

  it('says that there is none', () => {
    expect(recorderFindings([])).toMatchObject([{ state: 'warning', name: 'recorders' }]);
  });
});

describe('bySeverity', () => {
  it('puts problems first and keeps the order otherwise', () => {
    const findings = [
      fine('a', ''),
      advise('warning', 'b', '', 'do'),
      advise('problem', 'c', '', 'do'),
      fine('d', ''),
      advise('problem', 'e', '', 'do'),
    ];
    expect(bySeverity(findings).map(({ name }) => name)).toEqual(['c', 'e', 'b', 'a', 'd']);
  });
});
