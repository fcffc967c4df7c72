import { nvrCommands, parseRecordedTimes, parseRecorderLog } from '@casement/protocol';
import { ManualClock } from '../testing/manual-clock.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import type { TestRecorder } from '../testing/test-recorder.js';
import type { ScenarioInput } from '../scenario.js';

afterEach(closeTestRecorders);

/** 02:30 in the night in which the clocks of Berlin go back, for the second time. */
const now = Date.UTC(2025, 9, 26, 1, 30);

function start(scenario: Partial<ScenarioInput>): Promise<TestRecorder> {
  return startTestRecorder({
    clock: new ManualClock(now),
    scenario: { recorder: { timeZone: 'Europe/Berlin' }, ...scenario },
  });
}

describe('loglist.cgi', () => {
  it('tells of each gap in the order of time, in local time with its zone', async () => {
    const test = await start({
      cameras: [{ number: 3, recordings: { gaps: [{ from: '-1h30m', for: '1h' }] } }],
      log: { errors: [{ at: '-30m', text: 'HDD 1 WARNING' }] },
    });
    const uid = await test.client.login();
    const reply = await test.client.get(nvrCommands.errorLog(uid).path);
    expect(reply.headers['content-type']).toBe('text/html');
    expect(reply.body).toContain('ERROR_LOG_NO=3\r\n');
    expect(reply.body).toContain(
      '"2025/10/26 02:00:00","1","CAM 3 COMMUNICATION ERROR","GMT+01:00"',
    );
    const { kind, entries, defects } = parseRecorderLog(reply.body);
    expect([kind, defects]).toEqual(['error', []]);
    expect(entries.map(({ number, time, text, camera }) => [number, time, text, camera])).toEqual([
      [1, '2025-10-26T02:00:00+02:00', 'CAM 3 COMMUNICATION ERROR', 3],
      [2, '2025-10-26T02:00:00+01:00', 'CAM 3 COMMUNICATION RECOVERED', 3],
      [3, '2025-10-26T02:00:00+01:00', 'HDD 1 WARNING', null],
    ]);
  });

  it('tells of motion, the latest first, only while the camera is recorded', async () => {
    const test = await start({
      cameras: [{ number: 1 }, { number: 2, recordings: false }],
      recordings: { ranges: [{ from: '-40m' }] },
      log: { motionEvery: '10m', events: [{ at: '-5m', text: 'TERMINAL ALARM-1' }] },
    });
    const uid = await test.client.login();
    const page = await test.client.get(nvrCommands.eventLog(uid).path);
    const { kind, entries, defects } = parseRecorderLog(page.body);
    expect([kind, defects]).toEqual(['event', []]);
    expect(entries.map(({ time, text, camera }) => [time.slice(11, 16), text, camera])).toEqual([
      ['02:25', 'TERMINAL ALARM-1', null],
      ['02:20', 'SITE(VMD)-1', 1],
      ['02:00', 'SITE(VMD)-1', 1],
    ]);
  });

  it('needs a UID, and is empty when nothing happened', async () => {
    const test = await start({});
    expect((await test.client.get(nvrCommands.errorLog('99999').path)).status).toBe(401);
    const uid = await test.client.login();
    const { body } = await test.client.get(nvrCommands.eventLog(uid).path);
    expect(parseRecorderLog(body).entries).toEqual([]);
  });
});

describe('recordedtime.cgi', () => {
  const { path } = nvrCommands.recordedTimes();

  it('lists the period of all cameras in local time, and empty slots', async () => {
    const test = await start({ recordings: { ranges: [{ from: '-1d' }] } });
    expect((await test.client.get(path)).status).toBe(401);
    const reply = await test.client.getWithDigest(path);
    expect(reply.headers['content-type']).toBe('text/plain');
    expect(reply.body).toContain(
      'MAIN-1,4001GB(R),1529GB,2025/10/25,1,03:30:00,2025/10/26,0,02:29:58\r\n',
    );
    const { disks, defects } = parseRecordedTimes(reply.body);
    expect(defects).toEqual([]);
    expect(disks).toHaveLength(54);
    expect(disks[0]).toMatchObject({
      recording: true,
      from: { text: '2025-10-25T03:30:00', summerTime: true },
      to: { text: '2025-10-26T02:29:58', summerTime: false },
    });
    expect(disks[53]).toMatchObject({ name: 'EXT5-9', capacityGb: null, from: null });
  });

  it('spreads it over several disks, the last of them in use', async () => {
    const test = await start({
      recordings: { ranges: [{ from: '-2h', to: '-1h' }] },
      playback: { disks: 2 },
      recorder: { cameraConnections: 'open' },
    });
    const { disks } = parseRecordedTimes((await test.client.get(path)).body);
    expect(
      disks.slice(0, 3).map(({ recording, from, to }) => [recording, from?.text, to?.text]),
    ).toEqual([
      [false, '2025-10-25T23:30:00', '2025-10-26T00:00:00'],
      [true, '2025-10-26T00:00:00', '2025-10-26T00:30:00'],
      [false, undefined, undefined],
    ]);
  });

  it('goes on in the extension units behind the ninth disk', async () => {
    const test = await start({
      recordings: { ranges: [{ from: '-2h', to: '-1h' }] },
      playback: { disks: 11 },
    });
    const { disks, defects } = parseRecordedTimes((await test.client.getWithDigest(path)).body);
    expect(defects).toEqual([]);
    expect(disks.slice(8, 12).map(({ name, recording }) => [name, recording])).toEqual([
      ['MAIN-9', false],
      ['EXT1-1', false],
      ['EXT1-2', true],
      ['EXT1-3', false],
    ]);
    expect(disks[11]?.capacityGb).toBeNull();
  });

  it('has no period when nothing is recorded', async () => {
    const test = await start({ recordings: false });
    const { disks } = parseRecordedTimes((await test.client.getWithDigest(path)).body);
    expect(disks[0]).toMatchObject({ capacityGb: 4_001, from: null, to: null });
  });
});
