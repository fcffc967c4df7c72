import { type Disk, recorderHealthSchema } from '@casement/contract';
import fc from 'fast-check';
import {
  sampleDisk,
  sampleEntry,
  sampleFacts,
  sampleFault,
  sampleNowMs,
} from '../testing/sample-facts.js';
import type { HealthFacts } from './health-facts.js';
import { judgeRecorder } from './recorder-health.js';

const hourMs = 3_600_000;
const recorder = (changes: Partial<HealthFacts['recorder']>): Partial<HealthFacts> => ({
  recorder: { ...sampleFacts().recorder, ...changes },
});
const disks = (...value: readonly Disk[]): Partial<HealthFacts> => ({
  disks: { value, asOfMs: sampleNowMs, reason: undefined },
});
const cameras = (
  list: NonNullable<HealthFacts['cameras']>['list'],
  isConfigured = false,
): Partial<HealthFacts> => ({ cameras: { asOfMs: sampleNowMs, list, isConfigured } });
const errors = (...value: readonly ReturnType<typeof sampleEntry>[]): Partial<HealthFacts> => ({
  errors: { value, asOfMs: sampleNowMs, reason: undefined },
});
const empty = { capacityGb: null, remainingGb: null, recording: false, from: null, to: null };

describe('judgeRecorder', () => {
  it('is content with a recorder that records everything', () => {
    const health = judgeRecorder(sampleFacts());
    expect(recorderHealthSchema.parse(health)).toEqual({
      recorder: 'hq',
      judgement: 'good',
      words: 'Recording on 1 disk, 10 days back',
      findings: [
        {
          judgement: 'good',
          words:
            'Room for about 10 days at the present rate; then the oldest recordings are overwritten',
          camera: null,
          disk: null,
        },
      ],
      disks: {
        asOf: '2026-11-21T10:00:00.000Z',
        capacityGb: 4_000,
        remainingGb: 2_000,
        from: '2026-11-11T10:00:00+00:00',
        to: '2026-11-21T09:59:00+00:00',
        daysKept: 10,
        daysLeft: 10,
      },
      cameras: { asOf: '2026-11-21T10:00:00.000Z', connected: 2, failing: [], registered: 2 },
      sessions: { used: 3, limit: 16 },
      clockOffsetMs: 0,
      errors: { asOf: '2026-11-21T10:00:00.000Z', count: 0, newest: null },
    });
  });

  const cases: readonly (readonly [string, Partial<HealthFacts>, string, string])[] = [
    // disks
    [
      'disks that were never told',
      { disks: { value: undefined, asOfMs: undefined, reason: 'no answer' } },
      'unknown',
      'The disks of the recorder are not known yet: no answer',
    ],
    ['a list without a disk', disks(), 'unknown', 'The recorder names no disks'],
    [
      'values that cannot be read',
      {
        defects: { disks: ['"4.0TB"; expected a capacity in GB', 'another', 'a third'], error: [] },
      },
      'good',
      'What the recorder tells of its disks is odd: "4.0TB"; expected a capacity in GB, and 2 more oddities',
    ],
    [
      'entries that cannot be read',
      { defects: { disks: [], error: ['entry 1: "JST"; expected GMT±hh:mm'] } },
      'good',
      'What the recorder tells of its error log is odd: entry 1: "JST"; expected GMT±hh:mm',
    ],
    ['empty slots only', disks(sampleDisk(empty)), 'bad', 'There is no disk in the recorder'],
    [
      'no disk that is recorded to',
      disks(sampleDisk({ recording: false, to: '2026-11-21T05:00:00Z' })),
      'bad',
      'No disk is being recorded to; the newest recording is 5 h old',
    ],
    [
      'nothing recorded at all',
      disks(sampleDisk({ recording: false, from: null, to: null })),
      'bad',
      'No disk is being recorded to; nothing is recorded',
    ],
    [
      'no mark, but a recording of a minute ago',
      disks(sampleDisk({ recording: false })),
      'good',
      'Recording on 1 disk, 10 days back',
    ],
    [
      'a mark and an old recording',
      disks(sampleDisk({ to: '2026-11-21T07:00:00Z' })),
      'attention',
      'The newest recording is 3 h old: nothing was recorded since',
    ],
    [
      'a recording of tomorrow',
      disks(sampleDisk({ to: '2026-11-21T19:00:00Z' })),
      'attention',
      'The newest recording lies 9 h in the future',
    ],
    [
      'a disk that has just been begun',
      disks(sampleDisk({ from: null, to: null, remainingGb: 4_000 })),
      'attention',
      'Disk MAIN-1 is being recorded to, but tells of no recording yet',
    ],
    [
      'full disks',
      disks(sampleDisk({ remainingGb: 0 })),
      'good',
      'The disks are full: the oldest recordings are overwritten',
    ],
    [
      'full disks after hours',
      disks(sampleDisk({ remainingGb: 0, from: '2026-11-21T04:00:00Z' })),
      'attention',
      'The disks are full, and their recordings reach back only 6 h',
    ],
    [
      'a slot without a disk',
      disks(sampleDisk(), sampleDisk({ ...empty, name: 'MAIN-2' })),
      'good',
      '1 slot without a disk: MAIN-2',
    ],
    [
      'a spare disk',
      disks(sampleDisk(), sampleDisk({ name: 'MAIN-2', recording: false, from: null, to: null })),
      'good',
      'Nothing is recorded on MAIN-2 yet',
    ],
    [
      'a disk that is gone',
      { lostDisks: [{ name: 'MAIN-2', lastSeenMs: sampleNowMs - 3 * hourMs }] },
      'bad',
      'Disk MAIN-2 is gone; it was there 3 h ago',
    ],
    [
      'recordings without a capacity',
      disks(sampleDisk({ capacityGb: null, remainingGb: null })),
      'attention',
      'Disk MAIN-1 has recordings but tells no capacity',
    ],
    [
      'a capacity of nothing',
      disks(sampleDisk(), sampleDisk({ name: 'MAIN-2', capacityGb: 0, remainingGb: 0 })),
      'attention',
      'Disk MAIN-2 tells a capacity of 0 GB',
    ],
    [
      'more room than there is',
      disks(sampleDisk({ remainingGb: 4_001 })),
      'attention',
      'Disk MAIN-1 tells more room than it has',
    ],
    [
      'a range the wrong way round',
      disks(
        sampleDisk(),
        sampleDisk({ name: 'MAIN-2', from: '2026-11-21T09:00:00Z', to: '2026-11-20T09:00:00Z' }),
      ),
      'attention',
      'Disk MAIN-2 tells an oldest recording that is newer than its newest',
    ],
    [
      'an old answer of a recorder that fails',
      {
        disks: {
          value: [sampleDisk({ to: '2026-11-21T05:00:00Z' })],
          asOfMs: sampleNowMs - 5 * hourMs,
          reason: 'no answer',
        },
      },
      'attention',
      'What is known of the disks is 5 h old: no answer',
    ],
    // cameras
    [
      'a camera that is not connected',
      cameras([{ number: 7, name: 'Camera 7', connection: 'error' }]),
      'bad',
      'Camera 7 is not connected',
    ],
    [
      'one with a name',
      cameras([{ number: 7, name: 'Gate', connection: 'error' }]),
      'bad',
      'Camera 7, Gate, is not connected',
    ],
    [
      'one that is only set up here',
      cameras([{ number: 7, name: 'Gate', connection: 'unregistered' }], true),
      'attention',
      'Camera 7, Gate, is set up here, but not registered in the recorder',
    ],
    [
      'no list of cameras',
      { cameras: undefined },
      'good',
      'The recorder does not tell which cameras are connected',
    ],
    // the recorder
    [
      'a recorder that is gone',
      recorder({ state: 'offline', reason: 'no answer' }),
      'unknown',
      'The recorder cannot be reached: no answer',
    ],
    [
      'a password that is refused',
      recorder({ state: 'refused', reason: 'wrong password' }),
      'unknown',
      'The recorder does not let the gateway in: wrong password',
    ],
    [
      'a sign-in under way',
      recorder({ state: 'connecting' }),
      'unknown',
      'The gateway is signing in to the recorder',
    ],
    [
      'half a recorder',
      recorder({ state: 'degraded', reason: 'busy' }),
      'attention',
      'The recorder answers only in part: busy',
    ],
    [
      'a recorder that sleeps',
      recorder({ asleepSince: '2026-11-21T08:00:00Z' }),
      'attention',
      'The recorder said 2 h ago that it sleeps: its disks are off',
    ],
    [
      'almost all sessions',
      recorder({ sessions: { used: 15, limit: 16 } }),
      'attention',
      '15 of 16 sessions of the recorder are in use',
    ],
    [
      'all sessions',
      recorder({ sessions: { used: 16, limit: 16 } }),
      'attention',
      'All 16 sessions of the recorder are in use',
    ],
    [
      'unknown sessions',
      recorder({ sessions: { used: null, limit: 16 } }),
      'good',
      'Recording on 1 disk',
    ],
    ['a clock that is right', recorder({ clockOffsetMs: -2_000 }), 'good', 'Recording on 1 disk'],
    [
      'a clock that is a little off',
      recorder({ clockOffsetMs: -2_001 }),
      'attention',
      "The recorder's clock is 2 s behind",
    ],
    [
      'a clock that is wrong',
      recorder({ clockOffsetMs: 3 * hourMs }),
      'bad',
      "The recorder's clock is 3 h ahead",
    ],
    // errors
    [
      'an error log that was never told',
      { errors: { value: undefined, asOfMs: undefined, reason: undefined } },
      'good',
      'The error log of the recorder is not known yet',
    ],
    [
      'an error',
      errors(sampleEntry('POWER LOSS', 120)),
      'attention',
      'Error log: POWER LOSS (2 h ago)',
    ],
    [
      'several of a kind',
      errors(sampleEntry('HDD1 WRITE ERROR', 10), sampleEntry('HDD1 WRITE ERROR', 600)),
      'attention',
      'Error log: HDD1 WRITE ERROR (2 times, last 10 min ago)',
    ],
    [
      'an error that is over',
      errors(
        sampleEntry('CAM 3 COMMUNICATION RECOVERED', 10, 3),
        sampleEntry('CAM 3 COMMUNICATION ERROR', 20, 3),
      ),
      'good',
      'Recovered since: ',
    ],
    [
      'an error that came again',
      errors(
        sampleEntry('CAM 3 COMMUNICATION ERROR', 5, 3),
        sampleEntry('CAM 3 COMMUNICATION RECOVERED', 10, 3),
      ),
      'attention',
      'Error log: CAM 3 COMMUNICATION ERROR (5 min ago)',
    ],
    [
      'an error of yesterday',
      errors(sampleEntry('POWER LOSS', 25 * 60)),
      'good',
      'Recording on 1 disk',
    ],
    [
      'an entry without text',
      errors(sampleEntry('')),
      'attention',
      'Error log: an entry without text (60 min ago)',
    ],
    [
      'a text without end',
      errors(sampleEntry('x'.repeat(1_000))),
      'attention',
      `Error log: ${'x'.repeat(120)}… (60 min ago)`,
    ],
    [
      'many errors',
      errors(...Array.from({ length: 10 }, (_, index) => sampleEntry(`HDD${index} ERROR`))),
      'attention',
      'Error log: 2 further kinds of errors',
    ],
    // alarms
    [
      'a critical fault',
      { faults: [sampleFault()] },
      'bad',
      'Disk 1 failed (alarm of 2 h ago, still open)',
    ],
    [
      'a lesser one',
      { faults: [sampleFault({ severity: 'warning' })] },
      'attention',
      'Disk 1 failed (alarm of 2 h ago, still open)',
    ],
    [
      'one that only informs',
      { faults: [sampleFault({ severity: 'info' })] },
      'good',
      'Recording on 1 disk',
    ],
    ['faults that cannot be read', { faults: undefined }, 'good', 'Recording on 1 disk'],
  ];
  it.each(cases)('%s', (_name, changes, judgement, words) => {
    const health = judgeRecorder(sampleFacts(changes));
    expect(health.judgement).toBe(judgement);
    const all = [health.words, ...health.findings.map((finding) => finding.words)];
    expect(all).toContainEqual(expect.stringContaining(words));
    expect(recorderHealthSchema.parse(health)).toEqual(health);
  });

  it('answers in words: what is recorded, and the gravest of what is wrong', () => {
    const health = judgeRecorder(
      sampleFacts({
        ...disks(sampleDisk(), sampleDisk({ name: 'MAIN-2', recording: false })),
        ...cameras([
          { number: 7, name: 'Camera 7', connection: 'error' },
          { number: 8, name: 'Camera 8', connection: 'ok' },
        ]),
        ...recorder({ sessions: { used: 16, limit: 16 }, clockOffsetMs: 5_000 }),
      }),
    );
    expect(health.words).toBe(
      "Recording on 2 disks, 10 days back; camera 7 is not connected; the recorder's clock is 5 s ahead; 1 more to look at",
    );
    expect(health.cameras).toMatchObject({ connected: 1, failing: [7], registered: 2 });
  });

  it.each<readonly [Partial<HealthFacts>, string]>([
    [
      recorder({ state: 'offline' }),
      'Recordings reach 10 days back; the recorder cannot be reached',
    ],
    [
      { ...recorder({ state: 'offline' }), ...disks(sampleDisk({ from: null, to: null })) },
      'Nothing was recorded; the recorder cannot be reached; disk MAIN-1 is being recorded to, but tells of no recording yet',
    ],
    [disks(sampleDisk(empty)), 'There is no disk in the recorder'],
  ])('answers in words for %j', (changes, words) => {
    expect(judgeRecorder(sampleFacts(changes)).words).toBe(words);
  });

  it('takes the clock of the recorder for the times that the recorder tells', () => {
    const offsetMs = -30 * 60_000;
    const facts = sampleFacts({
      ...recorder({ clockOffsetMs: offsetMs }),
      ...disks(sampleDisk({ recording: false, to: '2026-11-21T09:29:00Z' })),
      ...errors(sampleEntry('POWER LOSS', 24 * 60 + 29)),
    });
    const { findings, errors: told } = judgeRecorder(facts);
    expect(findings.map(({ words }) => words)).not.toContainEqual(
      expect.stringContaining('No disk'),
    );
    expect(told?.count).toBe(1);
  });

  it('says once what alarms say more than once, and not what is said already', () => {
    const faults = [
      sampleFault({ id: 1, title: 'Video of camera 7 is lost', camera: 7 }),
      sampleFault({ id: 2, receivedAt: '2026-11-21T09:00:00Z' }),
      sampleFault({ id: 3, receivedAt: '2026-11-21T09:50:00Z' }),
    ];
    const { findings } = judgeRecorder(
      sampleFacts({ faults, ...cameras([{ number: 7, name: 'Camera 7', connection: 'error' }]) }),
    );
    expect(
      findings.filter(({ judgement }) => judgement === 'bad').map(({ words }) => words),
    ).toEqual(['Camera 7 is not connected', 'Disk 1 failed (alarm of 10 min ago, still open)']);
  });

  it('puts the gravest first and says something, whatever is told', () => {
    const time = fc.option(
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
        .map((date) => date.toISOString()),
    );
    const gb = fc.option(fc.nat(100_000));
    const anyDisk = fc.record({
      name: fc.string({ maxLength: 8 }),
      capacityGb: gb,
      remainingGb: gb,
      recording: fc.boolean(),
      from: time,
      to: time,
    });
    const anyEntry = fc
      .tuple(fc.string(), fc.integer({ min: -100, max: 3_000 }))
      .map(([text, ago]) => sampleEntry(text, ago));
    const order = ['bad', 'attention', 'unknown', 'good'];
    fc.assert(
      fc.property(
        fc.array(anyDisk, { maxLength: 6 }),
        fc.array(anyEntry, { maxLength: 12 }),
        fc.constantFrom<HealthFacts['recorder']['state']>(
          'online',
          'offline',
          'degraded',
          'refused',
          'connecting',
        ),
        fc.integer(),
        (list, entries, state, clockOffsetMs) => {
          const health = judgeRecorder(
            sampleFacts({
              ...disks(...list),
              ...errors(...entries),
              ...recorder({ state, clockOffsetMs }),
            }),
          );
          expect(recorderHealthSchema.safeParse(health).success).toBe(true);
          const ranks = health.findings.map(({ judgement }) => order.indexOf(judgement));
          expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
          expect(health.words).toMatch(/\w/);
          expect(health.words).not.toMatch(/NaN|undefined|Infinity/);
        },
      ),
      { numRuns: 60 },
    );
  });
});
