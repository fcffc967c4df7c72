import {
  diskSchema,
  logEntrySchema,
  problemSchema,
  recorderHealthSchema,
} from '@casement/contract';
import { AlarmStore } from '../alarms/alarm-model.js';
import { sampleDraft } from '../alarms/testing/sample-draft.js';
import { type FakeAnswer, FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';

const hourMs = 3_600_000;
const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
/** The clock of a recorder in Tokyo. */
const local = (ms: number): string => new Date(ms + 9 * hourMs).toISOString().slice(0, 19);
const tokyo = (ms: number): string => `${local(ms)}+09:00`;
const iso = expect.stringMatching(/^\d{4}-.*Z$/) as unknown;

describe('what recorders tell of themselves', () => {
  let fake: FakeRecorder;
  let odd: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;

  beforeAll(async () => {
    fake = await FakeRecorder.start();
    fake.cameras = [
      { number: 1, connection: 'ok' },
      { number: 2, connection: 'error' },
      { number: 3, connection: 'unregistered' },
    ];
    fake.recordings.disks = [
      {
        name: 'MAIN-1',
        capacityGb: 4001,
        remainingGb: 1000,
        recording: true,
        from: { text: local(nowMs - 240 * hourMs), summerTime: false },
        to: { text: local(nowMs - 30_000), summerTime: false },
      },
      {
        name: 'MAIN-2',
        capacityGb: null,
        remainingGb: null,
        recording: false,
        from: null,
        to: null,
      },
    ];
    fake.recordings.logs.error = [
      {
        number: 1,
        time: tokyo(nowMs - 2 * hourMs),
        summerTime: false,
        text: 'CAM 2 COMMUNICATION ERROR',
        camera: 2,
      },
      {
        number: 2,
        time: tokyo(nowMs - hourMs),
        summerTime: false,
        text: '=POWER LOSS',
        camera: null,
      },
      {
        number: 3,
        time: tokyo(nowMs - 48 * hourMs),
        summerTime: false,
        text: 'HDD1 WARNING',
        camera: null,
      },
    ];
    odd = await FakeRecorder.start();
    const page = { status: 200, contentType: 'text/html', body: '<html>Please sign in</html>' };
    const oddAnswers = new Map<string, FakeAnswer>([
      ['recordedTimes', page],
      ['errorLog', { status: 503 }],
      ['eventLog', { status: 204 }],
    ]);
    odd.answer = ({ command }) => oddAnswers.get(command);
    const recorder = { username: 'admin', password: 'secret', pacing: { controlMs: 0 } };
    gateway = await startTestGateway({
      config: {
        live: { rtpPorts: '23700-23800' },
        recorders: [
          { ...recorder, id: 'hq', url: fake.url.origin, timeZone: 'Asia/Tokyo' },
          { ...recorder, id: 'odd', url: odd.url.origin },
          { ...recorder, id: 'compact', kind: 'povcam', url: 'http://127.0.0.1:1' },
        ],
      },
    });
    cookie = await gateway.signIn();
    await until(() => fake.count('setupLive') === 1 && odd.count('setupLive') === 1);
  });

  afterAll(async () => {
    await gateway.close();
    await fake.dispose();
    await odd.dispose();
  });

  const ask = (path: string, recorder = 'hq') =>
    gateway.http().get(`/api/v1/recorders/${recorder}/${path}`).set('Cookie', cookie);

  it('tells the disks, with times of the zone of the recorder', async () => {
    const { body, headers } = await ask('disks').expect(200);
    expect(diskSchema.array().parse(body)).toEqual([
      {
        name: 'MAIN-1',
        capacityGb: 4001,
        remainingGb: 1000,
        recording: true,
        from: tokyo(nowMs - 240 * hourMs),
        to: tokyo(nowMs - 30_000),
      },
      {
        name: 'MAIN-2',
        capacityGb: null,
        remainingGb: null,
        recording: false,
        from: null,
        to: null,
      },
    ]);
    expect([headers['x-as-of'], headers['cache-control']]).toEqual([iso, 'no-store']);
  });

  it('tells the log, newest first, and what of it is asked for', async () => {
    const { body, headers } = await ask('logs?kind=error').expect(200);
    const entries = logEntrySchema.array().parse(body);
    expect(entries.map(({ number }) => number)).toEqual([2, 1, 3]);
    expect(entries[1]).toEqual({
      number: 1,
      time: tokyo(nowMs - 2 * hourMs),
      summerTime: false,
      text: 'CAM 2 COMMUNICATION ERROR',
      camera: 2,
    });
    expect(headers['x-as-of']).toEqual(iso);
    const from = encodeURIComponent(tokyo(nowMs - 90 * 60_000));
    const texts = async (query: string): Promise<readonly string[]> =>
      logEntrySchema
        .array()
        .parse((await ask(`logs?kind=error${query}`).expect(200)).body)
        .map(({ text }) => text);
    expect(await texts('&camera=2')).toEqual(['CAM 2 COMMUNICATION ERROR']);
    expect(await texts('&search=hdd')).toEqual(['HDD1 WARNING']);
    expect(await texts(`&from=${from}`)).toEqual(['=POWER LOSS']);
    expect(await texts('&limit=1')).toEqual(['=POWER LOSS']);
    expect((await ask('logs?kind=event').expect(200)).body).toEqual([]);
  });

  it('gives the log as a file in which nothing is run', async () => {
    const { text, headers } = await ask('logs.csv?kind=error&search=loss').expect(200);
    expect(text).toContain('"2","');
    expect(text).toContain(`"'=POWER LOSS"\r\n`);
    expect(text.split('\r\n')).toHaveLength(3);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="hq-error-log-\d{8}T\d{6}Z\.csv"$/,
    );
    expect(headers['x-as-of']).toEqual(iso);
  });

  it('judges whether everything is recorded, with the faults that alarms told', async () => {
    gateway.app.get(AlarmStore, { strict: false }).put(
      sampleDraft({
        receivedMs: nowMs,
        kind: 'fault',
        fault: 'fan',
        camera: null,
        title: 'The fan stands still',
      }),
    );
    const health = async () => recorderHealthSchema.parse((await ask('health').expect(200)).body);
    let latest = await health();
    await until(
      () => latest.findings.some(({ words }) => words.startsWith('The fan')),
      () => latest.words,
      async () => {
        latest = await health();
      },
    );
    expect(latest.judgement).toBe('bad');
    expect(latest.words).toMatch(
      /^Recording on 1 disk, 10 days back; camera 2 is not connected; the fan/,
    );
    expect(latest.cameras).toEqual({ asOf: iso, connected: 1, failing: [2], registered: 2 });
    expect(latest.errors).toMatchObject({ asOf: iso, count: 2, newest: { number: 2 } });
    expect(latest.sessions).toEqual({ used: 1, limit: 16 });
    expect(latest.disks).toMatchObject({ capacityGb: 4001, daysKept: 10, daysLeft: 3.33 });
  });

  it('asks a recorder once for all who look', async () => {
    await Promise.all([
      ask('disks'),
      ask('logs?kind=error'),
      ask('logs?kind=event'),
      ask('health'),
    ]);
    const span = `from=${new Date(nowMs - hourMs).toISOString()}&to=${new Date(nowMs).toISOString()}`;
    const recordings = await ask(`cameras/2/recordings?${span}`).expect(200);
    expect(recordings.body).toMatchObject({ timeZone: 'Asia/Tokyo', reason: null });
    for (const command of ['recordedTimes', 'eventLog', 'errorLog'] as const) {
      expect([command, fake.count(command)]).toEqual([command, 1]);
    }
  });

  it('has figures of it, and tells the doctor', async () => {
    const { text } = await gateway.http().get('/metrics').set('Cookie', cookie).expect(200);
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'casement_recorder_disk_capacity_bytes{recorder="hq",disk="MAIN-1"} 4001000000000',
        'casement_recorder_disk_remaining_bytes{recorder="hq",disk="MAIN-1"} 1000000000000',
        'casement_recorder_disk_recording{recorder="hq",disk="MAIN-1"} 1',
        'casement_recorder_disk_days_kept{recorder="hq"} 10',
        'casement_recorder_disk_days_left{recorder="hq"} 3.33',
        'casement_recorder_errors_day{recorder="hq"} 2',
        'casement_recorder_cameras{recorder="hq",connection="error"} 1',
        expect.stringMatching(
          /^casement_recorder_information_age_seconds\{recorder="hq",what="disks"\} /,
        ),
      ]),
    );
    const { body } = await gateway.http().get('/api/v1/doctor').set('Cookie', cookie).expect(200);
    expect(body).toContainEqual(
      expect.objectContaining({
        name: 'recordings of hq',
        state: 'problem',
        detail: expect.stringContaining('camera 2 is not connected') as unknown,
      }),
    );
  });

  it.each([
    ['disks', 'The disks of "odd" could not be read: '],
    [
      'logs?kind=error',
      'The error log of "odd" could not be read: the recorder is too busy (503).',
    ],
    [
      'logs.csv?kind=event',
      'The event log of "odd" could not be read: the recorder gave an empty answer (204).',
    ],
  ])('says why a recorder did not tell: %s', async (path, detail) => {
    const { body, headers } = await ask(path, 'odd').expect(503);
    expect(problemSchema.parse(body).detail).toContain(detail);
    expect(headers['retry-after']).toBe('30');
    const { body: health } = await ask('health', 'odd').expect(200);
    expect(recorderHealthSchema.parse(health)).toMatchObject({ judgement: 'unknown', disks: null });
  });

  it.each([
    ['logs', 400],
    ['logs?kind=alarm', 400],
    ['logs.csv?kind=error&camera=x', 400],
  ])('refuses %s', async (path, status) => {
    await ask(path).expect(status);
  });

  it.each(['disks', 'logs?kind=error', 'logs.csv?kind=error', 'health'])(
    'knows no others and nobody who is not signed in: %s',
    async (path) => {
      await ask(path, 'none').expect(404);
      await ask(path, 'compact').expect(404);
      await gateway.http().get(`/api/v1/recorders/hq/${path}`).expect(401);
    },
  );
});
