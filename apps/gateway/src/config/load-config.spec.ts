import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { CasementConfig } from './config.js';
import { ConfigError } from './config-error.js';
import type { Environment } from './expand.js';
import { configWarnings, loadConfig, parseConfig } from './load-config.js';

const parse = (text: string, env: Environment = {}, files: Record<string, string> = {}) =>
  parseConfig({
    text,
    env,
    baseDir: '/etc/casement',
    read: (path) => {
      const content = files[path];
      if (content === undefined) {
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      }
      return content;
    },
  });

const problemsOf = (...args: Parameters<typeof parse>): string[] => {
  try {
    parse(...args);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split('\n');
  }
  return [];
};

const recorder = (lines: string) => `recorders:
  - id: hq
    url: https://192.0.2.10
    username: admin
    password: secret
${lines}`;

describe('parseConfig', () => {
  it('fills the documented defaults when there is no file', () => {
    const expected: CasementConfig = {
      server: {
        host: '0.0.0.0',
        port: 8080,
        basePath: '/',
        trustProxy: [],
        metricsOpen: false,
      },
      database: { url: 'file:/srv/data/casement.db' },
      dataDir: '/srv/data',
      access: { anonymousRole: 'none' },
      log: { level: 'info', format: 'json' },
      webrtc: {
        udpPorts: { from: 50_000, to: 50_999 },
        announce: [],
        iceServers: [],
        tcp: true,
        workers: 'auto',
        backend: 'auto',
        offload: 'auto',
      },
      downloads: {
        dir: '/srv/data/downloads',
        retentionDays: 7,
        maxGb: 100,
        reserveGb: 1,
        perRecorder: 2,
        utc: true,
      },
      alarms: {
        listen: { host: '0.0.0.0', port: 1818 },
        allow: [],
        ratePerSource: 200,
        retentionDays: 365,
        maxKept: 1_000_000,
        summerTimeIncluded: true,
        mac: null,
        forward: [],
        forwarding: { retries: 2, actAsRecorder: false },
        webhooks: [],
        mqtt: null,
      },
      live: {
        rtpPorts: { from: 40_000, to: 40_999 },
        lingerS: 30,
        firstPacketMs: 4_000,
        instantStart: true,
      },
      transcoding: {
        enabled: true,
        maxJobs: 'auto',
        maxCores: 'auto',
        maxHeight: 720,
        maxFps: 15,
      },
      recorders: [],
    };
    expect(parseConfig({ baseDir: '/srv', env: {} })).toEqual(expected);
  });

  it('reads every key of the documented example', () => {
    const config = parse(
      `
server: { host: 127.0.0.1, port: 9000, basePath: /cctv, trustProxy: [10.0.0.0/8, loopback], metricsOpen: true }
database: { url: postgres://user:pass@host/db }
dataDir: state
access: { anonymousRole: viewer }
webrtc:
  udpPorts: 51000
  announce: [198.51.100.7]
  iceServers: [{ urls: 'turn:turn.example:3478', username: u, credential: c }]
  tcp: false
  workers: 1
  backend: wasm
  offload: off
alarms:
  listen: '[::]:1818'
  allow: [192.0.2.0/24]
  ratePerSource: 50
  retentionDays: 30
  maxKept: 1000
  summerTimeIncluded: false
  mac: 02-00-5e-10-00-01
  forward: [{ host: vms, port: 1818 }, 'other:1819']
  forwarding: { retries: 5, actAsRecorder: true }
  webhooks: [{ url: 'https://hooks.example/a?key=1', secret: '\${HOOK}', minSeverity: warning }]
  mqtt: { url: 'mqtts://broker.example', username: u, password: '\${MQTT}', topic: site/alarms, qos: 0 }
recorders:
  - id: hq
    name: Head office
    kind: nvr
    url: https://192.0.2.10
    username: admin
    password: \${HQ_PASSWORD}
    tls: { caFile: ca.pem, fingerprint256: '${'ab:'.repeat(31)}ab' }
    transport: http
    timeZone: Asia/Tokyo
    cameras: [{ number: 1, name: Gate, codec: h264, ptzScale: 256 }, { number: 2, audio: g726, g726BitOrder: right }]
    audio: g711
    audioLaw: a
    pacing: { controlMs: 1000 }
    uidLimit: 4
  - { id: gate, kind: povcam, url: 'http://192.0.2.11:8080', username: u, passwordFile: gate.pw, transport: rtsp-tcp }
`,
      { HQ_PASSWORD: 'p4ss', HOOK: 'signing-key', MQTT: 'p4ss' },
      {
        '/etc/casement/ca.pem': '-----BEGIN CERTIFICATE-----\n',
        '/etc/casement/gate.pw': 'from file\n',
      },
    );
    expect(config.server).toEqual({
      host: '127.0.0.1',
      port: 9000,
      basePath: '/cctv/',
      trustProxy: ['10.0.0.0/8', 'loopback'],
      metricsOpen: true,
    });
    expect(config.database.url).toBe('postgres://user:pass@host/db');
    expect(config.dataDir).toBe('/etc/casement/state');
    expect(config.webrtc).toEqual({
      udpPorts: { from: 51_000, to: 51_000 },
      announce: ['198.51.100.7'],
      iceServers: [{ urls: ['turn:turn.example:3478'], username: 'u', credential: 'c' }],
      tcp: false,
      workers: 1,
      backend: 'wasm',
      offload: 'off',
    });
    expect(config.alarms).toMatchObject({
      listen: { host: '::', port: 1818 },
      allow: ['192.0.2.0/24'],
      ratePerSource: 50,
      retentionDays: 30,
      maxKept: 1_000,
      summerTimeIncluded: false,
      mac: '02:00:5E:10:00:01',
      forward: [
        { host: 'vms', port: 1818 },
        { host: 'other', port: 1819 },
      ],
      forwarding: { retries: 5, actAsRecorder: true },
      webhooks: [{ url: 'https://hooks.example/a?key=1', minSeverity: 'warning' }],
      mqtt: { url: 'mqtts://broker.example', username: 'u', topic: 'site/alarms', qos: 0 },
    });
    expect(config.alarms.webhooks[0]?.secret.reveal()).toBe('signing-key');
    expect(config.alarms.mqtt?.password?.reveal()).toBe('p4ss');
    const [hq, gate] = config.recorders;
    expect(hq).toMatchObject({
      id: 'hq',
      name: 'Head office',
      kind: 'nvr',
      tls: { ca: '-----BEGIN CERTIFICATE-----\n', fingerprint256: `${'AB:'.repeat(31)}AB` },
      transport: 'http',
      timeZone: 'Asia/Tokyo',
      cameras: [
        { number: 1, name: 'Gate', codec: 'h264', ptzScale: 256 },
        { number: 2, codec: 'auto', ptzScale: 16, audio: 'g726', g726BitOrder: 'right' },
      ],
      audio: 'g711',
      audioLaw: 'a',
      pacing: { controlMs: 1_000, ptzMs: 200 },
      uidLimit: 4,
      origin: 'file',
    });
    expect(hq?.url.href).toBe('https://192.0.2.10/');
    expect(hq?.credentials.reveal()).toBe('p4ss');
    expect(gate).toMatchObject({ name: 'gate', cameras: 'auto', transport: 'rtsp-tcp' });
    expect(gate?.credentials.reveal()).toBe('from file');
  });

  it('gives one line per mistake, all at once', () => {
    const lines = problemsOf(`
server: { port: eighty, bsePath: / }
webrtc: { udpPorts: 50999-50000 }
recorders:
  - id: HQ
    url: ftp://192.0.2.10
    username: admin
    password: \${HQ_PASSWORD}
`);
    expect(lines).toEqual([
      'recorders[0].password: environment variable HQ_PASSWORD is not set',
      'server.port: found "eighty", expected a port from 0 to 65535',
      'server.bsePath: found an unknown key; did you mean "basePath"?',
      'webrtc.udpPorts: found "50999-50000", expected a port or a range such as 50000-50999',
      'recorders[0].id: found "HQ", expected an id of 1 to 32 of a-z, 0-9 and "-"',
      'recorders[0].url: found "ftp://192.0.2.10", expected an http:// or https:// address',
    ]);
  });

  it.each([
    [
      'a port out of range',
      'server: { port: 70000 }',
      'server.port: found 70000, expected a port from 0 to 65535',
    ],
    [
      'a section that is text',
      'server: hunter2',
      'server: found text, expected a section with keys',
    ],
    ['a list that is a number', 'recorders: 5', 'recorders: found a number, expected a list'],
    ['a file that is a list', '[1, 2]', '(file): found a list of 2, expected a section with keys'],
    [
      'too many media threads',
      'webrtc: { workers: 17 }',
      'webrtc.workers: found 17, expected auto or a whole number from 1 to 16',
    ],
    [
      'a back end that there is not',
      'webrtc: { backend: native }',
      'webrtc.backend: found "native", expected one of auto, ffi, wasm, node',
    ],
    [
      'more media threads than ports',
      'webrtc: { udpPorts: 50000-50001, workers: 4 }',
      'webrtc.workers: found 4, expected at most 2, because webrtc.udpPorts has no more ports',
    ],
    [
      'a transport of the other kind',
      recorder('    transport: rtsp-tcp'),
      'recorders[0].transport: found "rtsp-tcp", expected one of auto, rtp, http for kind nvr',
    ],
    [
      'a camera twice',
      recorder('    cameras: [{ number: 1 }, { number: 1 }]'),
      'recorders[0].cameras[1].number: found camera 1 a second time, expected every number once',
    ],
    [
      'an empty list of cameras',
      recorder('    cameras: []'),
      'recorders[0].cameras: found a list of 0, expected at least 1',
    ],
    [
      'a zone that does not exist',
      recorder('    timeZone: Mars/Base'),
      'recorders[0].timeZone: found "Mars/Base", expected a time zone such as Asia/Tokyo',
    ],
    [
      'a missing password',
      'recorders: [{ id: a, url: "http://a", username: u }]',
      'recorders[0].password: found nothing, expected a password or a passwordFile',
    ],
    [
      'an address with a path',
      'recorders: [{ id: a, url: "http://a/b", username: u, password: p }]',
      'recorders[0].url: found "http://a/b", expected an address without a path, such as https://192.0.2.10',
    ],
    [
      'a missing address',
      'recorders: [{ id: a, username: u, password: p }]',
      'recorders[0].url: found nothing, expected an http:// or https:// address',
    ],
    [
      'a password file that is not there',
      'recorders: [{ id: a, url: "http://a", username: u, passwordFile: x.pw }]',
      'recorders[0].passwordFile: cannot read /etc/casement/x.pw (ENOENT)',
    ],
    [
      'a file without a certificate',
      recorder('    tls: { caFile: ca.pem }'),
      'recorders[0].tls.caFile: /etc/casement/ca.pem contains no PEM certificate',
    ],
    [
      'a broken reference',
      'dataDir: ${HOME',
      'dataDir: found "${" without a name and "}", expected ${NAME}, or $${ for the text "${" itself',
    ],
    [
      'a proxy that is no address',
      'server: { trustProxy: [true] }',
      'server.trustProxy[0]: found true, expected an address, a range or one of loopback, linklocal, uniquelocal',
    ],
    [
      'a range with too long a prefix',
      'alarms: { allow: [10.0.0.0/33] }',
      'alarms.allow[0]: found "10.0.0.0/33", expected an address or a range such as 10.0.0.0/8',
    ],
    [
      'an unknown key of the alarms',
      'alarms: { retentionDay: 3 }',
      'alarms.retentionDay: found an unknown key; did you mean "retentionDays"?',
    ],
    [
      'a rate of nothing',
      'alarms: { ratePerSource: 0 }',
      'alarms.ratePerSource: found 0, expected alarms per second from 1 to 100000',
    ],
    [
      'more retries than the protocol has',
      'alarms: { forwarding: { retries: 31 } }',
      'alarms.forwarding.retries: found 31, expected retries from 0 to 30',
    ],
    [
      'the MAC address of a group',
      'alarms: { mac: "01:00:5E:00:00:01" }',
      'alarms.mac: found "01:00:5E:00:00:01", expected the MAC address of one device such as 02:00:5E:10:00:01',
    ],
    [
      'a webhook without a secret',
      'alarms: { webhooks: [{ url: "http://a" }] }',
      'alarms.webhooks[0].secret: found nothing, expected a secret of 8 to 256 characters',
    ],
    [
      'a severity that there is not',
      'alarms: { webhooks: [{ url: "http://a", secret: 12345678x, minSeverity: high }] }',
      'alarms.webhooks[0].minSeverity: found "high", expected one of critical, warning, info',
    ],
    [
      'a broker that is no broker',
      'alarms: { mqtt: { url: "http://a" } }',
      'alarms.mqtt.url: found "http://a", expected an mqtt:// or mqtts:// address',
    ],
    [
      'a quality of service that forgets nothing',
      'alarms: { mqtt: { url: "mqtt://a", qos: 2 } }',
      'alarms.mqtt.qos: found 2, expected 0 or 1',
    ],
    [
      'a topic with a wildcard',
      'alarms: { mqtt: { url: "mqtt://a", topic: "a/#" } }',
      'alarms.mqtt.topic: found "a/#", expected a topic such as casement/alarms, without + and #',
    ],
  ])('refuses %s', (_name, text, line) => {
    expect(problemsOf(text, {}, { '/etc/casement/ca.pem': 'nothing' })).toEqual([line]);
  });

  it('refuses an id that is used twice, also beside other mistakes', () => {
    const entry = '{ id: a, url: "http://a", username: u, password: p, uidLimit: 0 }';
    expect(problemsOf(`recorders: [${entry}, ${entry}]`)).toEqual([
      'recorders[0].uidLimit: found 0, expected a whole number from 1 to 64',
      'recorders[1].uidLimit: found 0, expected a whole number from 1 to 64',
      'recorders[1].id: found the id of recorders[0] again, expected every id once',
    ]);
  });

  it.each([
    ['server: { port: 1', 'line 1, column'],
    ['a: 1\na: 2', 'found the same key a second time'],
    ['a: b: c', 'found a second ":" in one line'],
    ['--- 1\n--- 2', 'found a second document'],
  ])('says where the YAML %j is wrong', (text, part) => {
    expect(problemsOf(text)[0]).toContain(part);
  });

  it('reads JSON as well', () => {
    expect(parse('{"server": {"port": 81}}').server.port).toBe(81);
  });

  it('takes anchors, merge keys and empty sections', () => {
    const config = parse(`
server:
recorders:
  - &first { id: a, url: 'http://a', username: u, password: p }
  - { <<: *first, id: b }
`);
    expect(config.recorders.map(({ id, url }) => [id, url.href])).toEqual([
      ['a', 'http://a/'],
      ['b', 'http://a/'],
    ]);
  });

  it('keeps a literal ${ that is written $${', () => {
    expect(
      parse(recorder('').replace('secret', () => "'a$${b}'")).recorders[0]?.credentials.reveal(),
    ).toBe('a${b}');
  });
});

describe('secrets', () => {
  it.each([
    ['a password that is a number', recorder('').replace('secret', '907351')],
    ['a password that is too long', recorder('').replace('secret', '907351'.repeat(30))],
    ['a password in a list', recorder('').replace('secret', '[907351]')],
    ['a password under a wrong key', recorder('    pasword: "907351"')],
    ['a database address', 'database: { url: "mysql://u:907351@h/d" }'],
    [
      'a recorder address',
      'recorders: [{ id: a, username: u, password: p, url: "http://u:907351@h" }]',
    ],
    ['a half address', 'recorders: [{ id: a, username: u, password: p, url: "u:907351@h" }]'],
    ['a TURN credential', 'webrtc: { iceServers: [{ urls: [], credential: [907351] }] }'],
    ['a secret of a webhook', 'alarms: { webhooks: [{ url: "http://a", secret: 907351 }] }'],
    ['an address of a webhook', 'alarms: { webhooks: [{ url: "ftp://a/907351" }] }'],
    ['a password of a broker', 'alarms: { mqtt: { url: "mqtt://a", password: 907351 } }'],
    ['the address of a broker', 'alarms: { mqtt: { url: "mqtt://u:907351@a" } }'],
    ['text from the environment', 'server: { host: "${SECRET}" }'],
    ['a password that looks like an alias', recorder('').replace('secret', '*907351')],
    ['a password that breaks the YAML', recorder('').replace('secret', '@907351')],
    ['a password that breaks a string', recorder('').replace('secret', '"907351')],
  ])('never shows %s', (_name, text) => {
    const lines = problemsOf(text, { SECRET: '-907351-' });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain('907351');
  });

  it('has no text form for a password', () => {
    const alarms =
      'alarms: { webhooks: [{ url: "http://a", secret: hidden-key }], mqtt: { url: "mqtt://a", password: hidden } }';
    const config = parse(`${recorder('').replaceAll('secret', 'hidden')}\n${alarms}`, {
      CASEMENT_ADMIN_PASSWORD: 'hidden-admin',
    });
    expect(`${JSON.stringify(config)}${inspect(config, { depth: 9 })}`).not.toMatch(/hidden/);
    expect(config.adminPassword?.reveal()).toBe('hidden-admin');
  });

  it('reads the first password of the administrator from a file', () => {
    const env = { CASEMENT_ADMIN_PASSWORD_FILE: '/run/secrets/admin' };
    const config = parse('{}', env, { '/run/secrets/admin': 'from-file\n' });
    expect(config.adminPassword?.reveal()).toBe('from-file');
    expect(problemsOf('{}', env)).toEqual([
      'CASEMENT_ADMIN_PASSWORD_FILE: cannot read /run/secrets/admin (ENOENT)',
    ]);
  });
});

describe('environment', () => {
  it('wins over the file', () => {
    const config = parse('server: { port: 1, host: a }\ndatabase: { url: "${MISSING}" }', {
      CASEMENT_SERVER_PORT: '81',
      CASEMENT_SERVER_BASE_PATH: 'cctv',
      CASEMENT_SERVER_TRUST_PROXY: '127.0.0.1, 10.0.0.0/8',
      CASEMENT_SERVER_METRICS_OPEN: 'true',
      CASEMENT_DATABASE_URL: 'file:x.db',
      CASEMENT_DATA_DIR: '/var/lib/casement',
      CASEMENT_ACCESS_ANONYMOUS_ROLE: 'viewer',
      CASEMENT_WEBRTC_UDP_PORTS: '52000-52001',
      CASEMENT_ALARMS_LISTEN: '127.0.0.1:2818',
      CASEMENT_ALARMS_FORWARDING_RETRIES: '3',
      CASEMENT_ALARMS_MQTT_URL: 'mqtt://broker:1884',
      CASEMENT_ALARMS_MQTT_PASSWORD: 'p',
      CASEMENT_LIVE_LINGER_S: '5',
      CASEMENT_LOG_LEVEL: '',
    });
    expect(config.server).toEqual({
      host: 'a',
      port: 81,
      basePath: '/cctv/',
      trustProxy: ['127.0.0.1', '10.0.0.0/8'],
      metricsOpen: true,
    });
    expect(config).toMatchObject({
      database: { url: 'file:/etc/casement/x.db' },
      dataDir: '/var/lib/casement',
      access: { anonymousRole: 'viewer' },
      webrtc: { udpPorts: { from: 52_000, to: 52_001 } },
      alarms: {
        listen: { host: '127.0.0.1', port: 2818 },
        forwarding: { retries: 3, actAsRecorder: false },
        mqtt: { url: 'mqtt://broker:1884', topic: 'casement/alarms', qos: 1 },
      },
      live: { lingerS: 5 },
      log: { level: 'info' },
    });
  });

  it('names the variable that is wrong', () => {
    expect(problemsOf('{}', { CASEMENT_SERVER_PORT: 'abc' })).toEqual([
      'CASEMENT_SERVER_PORT: found "abc", expected a port from 0 to 65535',
    ]);
  });

  it('puts the database beside the other data', () => {
    expect(parse('dataDir: /var/lib/casement').database.url).toBe(
      'file:/var/lib/casement/casement.db',
    );
  });

  it('warns about variables that set nothing', () => {
    expect(
      configWarnings({
        CASEMENT_SERVR_PORT: '1',
        CASEMENT_ADMIN_PASSWORD: 'x',
        CASEMENT_DATA_DIR: '/',
        HOME: '/',
      }),
    ).toEqual([
      'environment variable CASEMENT_SERVR_PORT sets nothing; did you mean CASEMENT_SERVER_PORT?',
    ]);
  });
});

describe('loadConfig', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'casement-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('starts relative paths at the file', () => {
    const file = join(folder, 'casement.yaml');
    writeFileSync(file, 'dataDir: ./state');
    expect(loadConfig({ file, env: {} }).dataDir).toBe(join(folder, 'state'));
  });

  it('says which file cannot be read', () => {
    const file = join(folder, 'missing.yaml');
    expect(() => loadConfig({ file, env: {} })).toThrow(
      new ConfigError([{ path: file, message: 'cannot be read (ENOENT)' }]),
    );
  });

  it('refuses TLS files that do not belong together', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(folder, 'cert.pem'), 'not a certificate');
    const file = join(folder, 'casement.yaml');
    writeFileSync(file, 'server: { tls: { certFile: cert.pem, keyFile: key.pem } }');
    expect(() => loadConfig({ file, env: {} })).toThrow(
      'server.tls: found files that are not a certificate and its private key in PEM form',
    );
  });

  it('accepts the example of the repository', () => {
    const file = join(import.meta.dirname, '../../../../casement.example.yaml');
    const config = loadConfig({ file, env: { HQ_PASSWORD: 'x' } });
    expect(config.recorders.map(({ id }) => id)).toEqual(['hq']);
  });

  it('has every variable in the documentation', () => {
    const guide = readFileSync(
      join(import.meta.dirname, '../../../../docs/configuration.md'),
      'utf8',
    );
    const documented = new Set(guide.match(/CASEMENT_[A-Z0-9_]+/g));
    const env = Object.fromEntries([...documented].map((name) => [name, 'x']));
    expect(configWarnings(env)).toEqual([]);
    for (const key of ['SERVER_BASE_PATH', 'DATABASE_URL', 'LIVE_RTP_PORTS', 'LOG_FORMAT']) {
      expect(documented).toContain(`CASEMENT_${key}`);
    }
  });
});

describe('any input', () => {
  const onlyConfigErrors = (text: string, env: Environment = {}) => {
    try {
      parse(text, env);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      for (const { path, message } of (error as ConfigError).problems) {
        expect(`${path}: ${message}`.includes('\n')).toBe(false);
      }
    }
  };

  it('throws nothing but ConfigError for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => onlyConfigErrors(text)),
    );
  });

  it('throws nothing but ConfigError for any values in the places of known keys', () => {
    const value = fc.anything({ maxDepth: 3 });
    const section = (...keys: string[]) =>
      fc.oneof(
        value,
        fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] }),
      );
    const config = fc.record(
      {
        server: section('host', 'port', 'basePath', 'trustProxy', 'tls', 'metricsOpen'),
        database: section('url'),
        dataDir: value,
        webrtc: section(
          'udpPorts',
          'announce',
          'iceServers',
          'tcp',
          'workers',
          'backend',
          'offload',
        ),
        alarms: section('listen', 'allow', 'forward', 'mac', 'webhooks', 'mqtt', 'forwarding'),
        recorders: fc.array(
          section(
            'id',
            'url',
            'username',
            'password',
            'passwordFile',
            'tls',
            'cameras',
            'pacing',
            'transport',
          ),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(config, (tree) => {
        let text: string;
        try {
          text = JSON.stringify(tree);
        } catch {
          return;
        }
        onlyConfigErrors(text);
      }),
    );
  });

  it('throws nothing but ConfigError for YAML made of its own signs', () => {
    const signs = [
      'server',
      'recorders',
      ':',
      ' ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '<<: ',
      '!!binary ',
      '%YAML 1.1\n---\n',
      '? ',
      '|',
      '>',
      '#',
      '${',
      '}',
      '__proto__',
      'null',
      '~',
      '.nan',
      '1e999',
      '\t',
      ',',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...signs), { maxLength: 40 }), (parts) =>
        onlyConfigErrors(parts.join('')),
      ),
      { numRuns: 500 },
    );
  });

  it('ends for aliases that multiply and aliases that contain themselves', () => {
    const bomb = [
      'a0: &a0 [x]',
      ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`),
    ].join('\n');
    expect(problemsOf(bomb)[0]).toContain('anchors and aliases');
    expect(problemsOf('server: &s { tls: *s }').length).toBeGreaterThan(0);
    expect(problemsOf('['.repeat(100_000)).length).toBeGreaterThan(0);
    expect(problemsOf(`# ${'x'.repeat(1 << 20)}`)[0]).toContain('expected at most');
  });

  it('is not changed by a key called __proto__', () => {
    expect(problemsOf('{"__proto__": {"polluted": true}}')[0]).toContain('unknown key');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
