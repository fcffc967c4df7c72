import type { LogEntry, RecordedDisk } from '@casement/protocol';
import { type Principal, principalOf } from '../access/principal.js';
import type { AlarmsService } from '../alarms/alarms.service.js';
import { ManualClock, settle } from '../net/testing/manual-clock.js';
import { DialError } from '../net/dial-error.js';
import type { DirectoryPlaybacks } from '../recorders/directory-playbacks.js';
import type { RecorderDirectory } from '../recorders/recorder-directory.js';
import { type InformationSource, RecorderAnswers } from './ask/recorder-answers.js';
import type { ClockLooks } from './health/clock-looks.js';
import { RecorderHealths } from './health/recorder-healths.js';
import { InformationService } from './information.service.js';
import { readLogQuery } from './log/log-query.js';
import { sampleFault } from './testing/sample-facts.js';

const disk: RecordedDisk = {
  name: 'MAIN-1',
  capacityGb: 4001,
  remainingGb: 10,
  recording: true,
  from: null,
  to: null,
};
const viewer = principalOf({
  username: 'guard',
  role: 'viewer',
  via: 'session',
  credentialId: 'x',
  mustChangePassword: false,
});
const errorLog = readLogQuery(new URLSearchParams('kind=error'));

describe('InformationService', () => {
  let clock: ManualClock;
  let information: InformationService;
  let healths: RecorderHealths;
  let asked: string[];
  let clocksLooked: string[];
  let zone: string;
  let answerDisks: () => Promise<readonly RecordedDisk[]>;
  let answerLog: () => Promise<readonly LogEntry[]>;
  let listFaults: () => Promise<readonly ReturnType<typeof sampleFault>[]>;

  const entry = (text: string, camera: number | null): LogEntry => ({
    number: 1,
    time: new Date(clock.wallMs() - 60_000).toISOString(),
    summerTime: false,
    text,
    camera,
  });
  /** Runs it while the clock goes on for so long. */
  const after = async <T>(ms: number, work: Promise<T>): Promise<PromiseSettledResult<T>> => {
    const [result] = await Promise.all([Promise.allSettled([work]), clock.advance(ms)]);
    return result[0];
  };

  beforeEach(() => {
    clock = new ManualClock();
    asked = [];
    answerDisks = () => Promise.resolve([disk]);
    answerLog = () =>
      Promise.resolve([
        entry('CAM 1 ERROR', 1),
        entry('CAM 2 ERROR', 2),
        entry('POWER LOSS', null),
      ]);
    listFaults = () => Promise.resolve([]);
    const source: InformationSource = {
      recordedTimes: () => {
        asked.push('disks');
        return answerDisks().then((disks) => ({ disks, defects: [] }));
      },
      log: (kind) => {
        asked.push(kind);
        return answerLog().then((entries) => ({ kind, entries, defects: [] }));
      },
    };
    zone = 'Asia/Tokyo';
    const zoned = {
      ...source,
      get zone() {
        return { kind: 'named', name: zone };
      },
    };
    const playbacks = {
      find: (id: string) => (id === 'hq' ? zoned : undefined),
    } as unknown as DirectoryPlaybacks;
    const recorder = {
      config: { id: 'hq', cameras: 'auto' },
      camerasAsOfMs: clock.wallMs(),
      cameras: [1, 2].map((number) => ({ number, name: `Gate ${number}`, connection: 'error' })),
    };
    const view = {
      id: 'hq',
      state: 'online',
      reason: null,
      sessions: { used: 1, limit: 16 },
      clockOffsetMs: null,
      asleepSince: null,
    };
    const directory = {
      onChange: () => () => undefined,
      has: (id: string) => id === 'hq',
      find: () => recorder,
      view: (id: string) => (id === 'hq' ? view : undefined),
      open: [recorder],
    } as unknown as RecorderDirectory;
    const answers = new RecorderAnswers(playbacks, clock, directory);
    const alarms = { list: () => listFaults() } as unknown as AlarmsService;
    healths = new RecorderHealths(directory, playbacks, answers, alarms, clock);
    clocksLooked = [];
    const clocks = {
      begin: (id: string) => clocksLooked.push(id),
    } as unknown as ClockLooks;
    information = new InformationService(directory, playbacks, answers, healths, clocks, clock);
  });

  it('answers for ten minutes without asking again, and then asks', async () => {
    const { asOfMs } = await information.disks('hq');
    await clock.advance(599_999);
    expect((await information.disks('hq')).asOfMs).toBe(asOfMs);
    await clock.advance(1);
    expect((await information.disks('hq')).asOfMs).toBe(asOfMs + 600_000);
    expect(asked).toEqual(['disks', 'disks']);
  });

  it('lets a log tell the zone of the disks where none is known', async () => {
    zone = 'UTC';
    await information.disks('hq');
    await information.disks('hq');
    expect(asked).toEqual(['disks', 'error']);
  });

  it('asks for a log again after two minutes', async () => {
    await information.log('hq', errorLog, viewer);
    await clock.advance(119_999);
    await information.log('hq', errorLog, viewer);
    await clock.advance(1);
    await information.log('hq', errorLog, viewer);
    expect(asked).toEqual(['error', 'error']);
  });

  it('gives the last answer of a recorder that is gone, with its age', async () => {
    const { asOfMs } = await information.disks('hq');
    answerDisks = () => Promise.reject(new DialError('no-answer', 'no answer'));
    await clock.advance(3_600_000);
    expect(await information.disks('hq')).toMatchObject({ asOfMs, value: [{ name: 'MAIN-1' }] });
  });

  it('gives the last answer of a recorder that is slow, and the new one when it has come', async () => {
    const { asOfMs } = await information.disks('hq');
    let tell: (disks: readonly RecordedDisk[]) => void = () => undefined;
    answerDisks = () => new Promise((resolve) => (tell = resolve));
    await clock.advance(600_000);
    const late = await after(5_000, information.disks('hq'));
    expect(late).toMatchObject({ status: 'fulfilled', value: { asOfMs } });
    tell([]);
    await settle();
    expect((await information.disks('hq')).value).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it.each<readonly [string, () => Promise<never>, string]>([
    ['slow', () => new Promise(() => undefined), 'will be known soon: it is being asked.'],
    [
      'gone',
      () => Promise.reject(new DialError('no-answer', 'no answer')),
      'could not be read: no answer.',
    ],
  ])('says so when a recorder that is %s never told', async (_name, answer, words) => {
    answerDisks = answer;
    expect(await after(5_000, information.disks('hq'))).toMatchObject({
      status: 'rejected',
      reason: { status: 503, message: `The disks of "hq" ${words}` },
    });
  });

  it('shows nobody what cameras tell that he may not see', async () => {
    const some: Principal = { ...viewer, mayView: (_recorder, camera) => camera === 2 };
    const texts = (await information.log('hq', errorLog, some)).value.map(({ text }) => text);
    expect(texts).toEqual(['CAM 2 ERROR', 'POWER LOSS']);
    const file = (await information.logFile('hq', errorLog, some)).value.text;
    expect(file).toContain('"Gate 2"');
    expect(file).not.toContain('CAM 1');
    const health = await information.health('hq', some);
    expect(clocksLooked).toEqual(['hq']);
    expect(health).toMatchObject({ cameras: { failing: [2] }, errors: { count: 2 } });
    expect(JSON.stringify(health)).not.toMatch(/CAM 1|Gate 1/);
  });

  it('judges with what it has when recorder and database are slow', async () => {
    answerDisks = () => new Promise(() => undefined);
    listFaults = () => new Promise(() => undefined);
    expect(await after(7_000, information.health('hq', viewer))).toMatchObject({
      status: 'fulfilled',
      value: { disks: null, errors: { count: 3 } },
    });
    listFaults = () => Promise.reject(new Error('the database is gone'));
    expect(await after(5_000, information.health('hq', viewer))).toMatchObject({
      status: 'fulfilled',
    });
  });

  it('tells the doctor what is known, and asks nobody for it', async () => {
    listFaults = () => Promise.resolve([sampleFault()]);
    expect(await healths.known()).toMatchObject([{ disks: null, judgement: 'bad' }]);
    expect(asked).toEqual([]);
    await information.disks('hq');
    await clock.advance(24 * 3_600_000);
    expect((await healths.known())[0]?.disks?.capacityGb).toBe(4001);
    expect(asked).toEqual(['disks']);
  });

  it('knows no other recorder', async () => {
    await expect(information.disks('none')).rejects.toMatchObject({ status: 404 });
    await expect(information.health('none', viewer)).rejects.toMatchObject({ status: 404 });
  });
});
