import { recordingsSchema } from '@casement/contract';
import type { Recordings } from '@casement/contract';
import { startTestGateway } from '../../testing/test-gateway.js';
import type { TestGateway } from '../../testing/test-gateway.js';
import { FakeRecorder } from '../../recorders/testing/fake-recorder.js';
import { until } from '../../recorders/testing/until.js';
import { RecordingLog } from './recording-log.js';

const from = Date.UTC(2026, 10, 21);
const iso = (ms: number): string => new Date(ms).toISOString();

describe('/recorders/:rid/cameras/:n/recordings', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;

  beforeAll(async () => {
    fake = await FakeRecorder.start();
    fake.recordings.disks = [
      {
        name: 'MAIN-1',
        capacityGb: 4001,
        remainingGb: 0,
        recording: false,
        from: { text: '2026-10-25T02:30:00', summerTime: true },
        to: { text: '2026-11-21T03:00:00', summerTime: false },
      },
    ];
    fake.recordings.logs.event = [
      {
        number: 1,
        time: '2026-11-21T01:30:00+01:00',
        summerTime: false,
        text: 'SITE(VMD)-2',
        camera: 2,
      },
    ];
    const recorder = {
      url: fake.url.origin,
      username: 'admin',
      password: 'secret',
      pacing: { controlMs: 0 },
    };
    gateway = await startTestGateway({
      config: {
        live: { rtpPorts: '23600-23700' },
        recorders: [
          { id: 'hq', timeZone: 'Europe/Berlin', ...recorder },
          { ...recorder, id: 'compact', kind: 'povcam', url: 'http://127.0.0.1:1' },
        ],
      },
    });
    cookie = await gateway.signIn();
    await until(() => fake.count('setupLive') === 1);
  });

  afterAll(async () => {
    await gateway.close();
    await fake.dispose();
  });

  const ask = (query: string, camera = '2', recorder = 'hq') =>
    gateway
      .http()
      .get(`/api/v1/recorders/${recorder}/cameras/${camera}/recordings${query}`)
      .set('Cookie', cookie);
  const day = `?from=${iso(from)}&to=${encodeURIComponent('2026-11-22T01:00:00+01:00')}`;

  it('says what is known, asking the recorder once', async () => {
    const log = gateway.app.get(RecordingLog);
    log.saw('hq', 2, from + 3_600_000, from + 3_601_000);
    const { body } = await ask(day).expect(200);
    const recordings: Recordings = recordingsSchema.parse(body);
    expect(recordings).toEqual({
      recorder: 'hq',
      camera: 2,
      from: iso(from),
      to: iso(from + 86_400_000),
      timeZone: 'Europe/Berlin',
      oldest: '2026-10-25T00:30:00.000Z',
      newest: '2026-11-21T02:00:00.000Z',
      spans: [
        { from: iso(from), to: iso(from + 3_600_000), kind: 'likely' },
        { from: iso(from + 3_600_000), to: iso(from + 3_601_000), kind: 'recorded' },
        { from: iso(from + 3_601_000), to: iso(from + 7_200_000), kind: 'likely' },
      ],
      marks: [{ at: iso(from + 1_800_000), kind: 'alarm', text: 'SITE(VMD)-2', camera: 2 }],
      asOf: expect.any(String) as unknown,
      reason: null,
    });
    const again = await ask(day, '3').expect(200);
    expect(recordingsSchema.parse(again.body).marks).toEqual([]);
    for (const command of ['recordedTimes', 'eventLog', 'errorLog'] as const) {
      expect(fake.count(command)).toBe(1);
    }
  });

  it('counts what was not noted', async () => {
    const { text } = await gateway.http().get('/metrics').set('Cookie', cookie).expect(200);
    expect(text).toContain('casement_recordings_dropped_total 0');
    expect(text).toContain('casement_recorder_playbacks{recorder="hq",state="waiting"} 0');
  });

  it.each([
    ['no time', '', 422],
    ['a time without an offset', '?from=2026-11-21T00:00:00&to=2026-11-22T00:00:00', 422],
    ['a day that does not exist', '?from=2026-13-21T00:00:00Z&to=2026-11-22T00:00:00Z', 422],
    ['nothing between', '?from=2026-11-21T00:00:00Z&to=2026-11-21T00:00:00Z', 422],
    ['more than 62 days', '?from=2026-09-01T00:00:00Z&to=2026-11-03T00:00:00Z', 422],
  ])('refuses %s', async (_name, query, status) => {
    await ask(query).expect(status);
  });

  it('knows no other cameras and recorders, and nobody who is not signed in', async () => {
    await ask(day, '9').expect(404);
    await ask(day, 'x').expect(400);
    await ask(day, '2', 'none').expect(404);
    await ask(day, '1', 'compact').expect(404);
    await gateway.http().get(`/api/v1/recorders/hq/cameras/2/recordings${day}`).expect(401);
  });
});
