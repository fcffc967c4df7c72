import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario, parseScenario } from './load-scenario.js';
import { ScenarioError } from './scenario-error.js';

const smallest = { users: [{ username: 'admin', password: 'x' }], cameras: [{ number: 1 }] };

function message(document: unknown): string {
  try {
    parseScenario(document, 'test.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    return (error as ScenarioError).message;
  }
  return '';
}

/** The smallest scenario with other keys of its camera. */
function camera(keys: object) {
  return { ...smallest, cameras: [{ number: 1, ...keys }] };
}

describe('scenario', () => {
  it('fills in everything but users and cameras', () => {
    const scenario = parseScenario(smallest);
    expect(scenario).toMatchObject({
      recorder: { model: 'WJ-NX400', timeZone: 'UTC', cameraConnections: 'digest' },
      http: { host: '127.0.0.1', port: 0 },
      https: false,
      digest: { realm: 'Network disk recorder', qop: true, nonceLifeS: 300 },
      uid: { max: 16, lifeS: 90, digits: 5, maxStreams: 16 },
      cameras: [{ number: 1, connection: 'ok', width: 640, height: 360, fps: 25, codec: 'h264' }],
      faults: [],
      control: { host: '127.0.0.1', port: 0 },
    });
  });

  it('records the last 14 days of every camera unless told otherwise', () => {
    const { recordings, playback, log } = parseScenario(smallest);
    expect(recordings).toEqual({
      ranges: [{ from: '-14d' }],
      gaps: [],
      changes: [],
      longTermReference: 'none',
    });
    expect(playback).toMatchObject({
      ...{ maxCameras: 16, gopDelayMs: 0, controlMs: 3_000, stepMs: 200, startsBefore: 0 },
      ...{ reverseFrom: 'timef', gapAnswer: 'presence', gapMoves: true, playFrom: 'oldest' },
    });
    expect(log).toEqual({ errors: [], events: [] });
    expect(parseScenario({ ...smallest, recordings: false }).recordings).toBe(false);
  });

  it('sends no alarms unless told whom to', () => {
    const { alarms, recorder } = parseScenario(smallest);
    expect(alarms).toEqual({ destinations: [], retries: 2, retryMs: 2_000, schedule: [] });
    expect(recorder.productInfo).toEqual({ style: 'marked', answers: 'both', version: 'V1.50' });
    const told = parseScenario({
      ...smallest,
      alarms: {
        destinations: [{ host: '127.0.0.1' }],
        schedule: [{ every: '30s', class: 'motion' }],
      },
    });
    expect(told.alarms).toMatchObject({
      destinations: [{ host: '127.0.0.1', port: 1818 }],
      schedule: [{ every: '30s', class: 'motion', via: 'recorder', count: 1, fault: 'none' }],
    });
  });

  it.each([
    ['schedule[0].every: expected either every or at', { schedule: [{ class: 'motion' }] }],
    ['schedule[0].every: expected 1s or more', { schedule: [{ every: '0s', class: 'motion' }] }],
    ['schedule[0].messageId: expected category', { schedule: [{ every: '5s', category: 2 }] }],
    ['retries: ', { retries: 31 }],
    ['mac: expected a MAC', { mac: '00-80-45-0D-12-34' }],
  ])('says of alarms: %s', (expected, alarms) => {
    expect(message({ ...smallest, alarms })).toContain(`alarms.${expected}`);
  });

  it.each(['say "x"', 'two\nlines', ''])('has no log that cannot be written: %j', (text) => {
    const log = { errors: [{ at: '-10m', text }] };
    expect(message({ ...smallest, log })).toContain('log.errors[0].text: ');
  });

  it('fills in what sound and JPEG need', () => {
    const { cameras } = parseScenario(camera({ codec: 'jpeg', audio: { codec: 'aac' } }));
    expect(cameras[0]).toMatchObject({
      ...{ fps: 5, jpegChunks: 'both', bFrames: 0 },
      audio: {
        ...{ codec: 'aac', law: 'mu', bitOrder: 'left', packetMs: 40, auHeaderBytes: 4 },
        ...{ timeInfo: true, leadingZero: true, driftPpm: 0 },
      },
    });
  });

  it.each([
    'demo',
    'https',
    'test-9',
    'test-codecs',
    'test-downloads',
    'test-playback',
    'test-ptz',
  ])('of scenarios/%s.yaml is good', async (name) => {
    const file = new URL(`../../../scenarios/${name}.yaml`, import.meta.url);
    const { cameras } = await loadScenario(fileURLToPath(file));
    expect(cameras.length).toBeGreaterThan(0);
  });

  it('names every bad key in a line of its own', () => {
    const lines = message({
      ...smallest,
      users: [{ username: 'a b', password: 'x' }],
      cameras: [
        { number: 1, fps: 400 },
        { number: 200, colour: 'red' },
      ],
      uid: { digits: 20 },
      recorder: { timeZone: 'Mars/Olympus' },
      faults: [{ kind: 'packet-loss' }, { kind: 'earthquake' }],
      colour: 1,
    }).split('\n');
    expect(lines[0]).toBe('test.yaml:');
    expect(lines.slice(1).map((line) => line.trim().split(':')[0])).toEqual(
      expect.arrayContaining([
        'users[0].username',
        'cameras[0].fps',
        'cameras[1].number',
        'cameras[1].colour',
        'uid.digits',
        'recorder.timeZone',
        'faults[0].rate',
        'faults[1].kind',
        'colour',
      ]),
    );
    expect(lines).toHaveLength(10);
  });

  it.each([
    ['no document', null, '(document)'],
    [
      'two cameras of one number',
      { ...smallest, cameras: [{ number: 1 }, { number: 1 }] },
      'cameras',
    ],
    [
      'two users of one name',
      { ...smallest, users: [...smallest.users, ...smallest.users] },
      'users',
    ],
    ['no port at all', { ...smallest, http: false }, 'http'],
    ['more UIDs than digits allow', { ...smallest, uid: { max: 50, digits: 1 } }, 'uid.digits'],
    [
      'a scene and a film',
      { ...smallest, cameras: [{ number: 1, scene: 'sea', footage: 'a.avi' }] },
      'cameras[0].scene',
    ],
    [
      'two kinds of other pictures',
      camera({ altSize: { width: 320, height: 240 }, alternative: { fps: 5 } }),
      'cameras[0].altSize',
    ],
    [
      'JPEG that becomes H.264',
      camera({ codec: 'jpeg', alternative: { codec: 'h264' } }),
      'cameras[0].alternative.codec',
    ],
    ['B pictures of JPEG', camera({ codec: 'jpeg', bFrames: 1 }), 'cameras[0].profile'],
    ['B pictures in Baseline', camera({ profile: 'baseline', bFrames: 1 }), 'cameras[0].profile'],
    ['another sound', camera({ audio: { codec: 'mp3' } }), 'cameras[0].audio.codec'],
    ['an odd width', { ...smallest, cameras: [{ number: 1, width: 641 }] }, 'cameras[0].width'],
  ])('refuses %s', (_name, document, key) => {
    expect(message(document)).toContain(`\n  ${key}: `);
  });
});

describe('scenario file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'casement-scenario-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is YAML, and footage paths start at it', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(
      file,
      'users: [{ username: admin, password: x }]\ncameras: [{ number: 1, footage: films/a.avi }]\n',
    );
    const scenario = await loadScenario(file);
    expect(scenario.cameras[0]?.footage).toBe(join(folder, 'films/a.avi'));
  });

  it('may be JSON', async () => {
    const file = join(folder, 'a.json');
    await writeFile(file, JSON.stringify(smallest));
    expect((await loadScenario(file)).cameras).toHaveLength(1);
  });

  it.each([
    ['missing', undefined, /cannot read/],
    ['no YAML', 'a: [', /is no YAML/],
    ['incomplete', 'name: a', /a\.yaml:\n {2}users: /],
  ])('says what is wrong when it is %s', async (_name, text, expected) => {
    const file = join(folder, 'a.yaml');
    if (text !== undefined) {
      await writeFile(file, text);
    }
    await expect(loadScenario(file)).rejects.toThrow(expected);
  });
});
