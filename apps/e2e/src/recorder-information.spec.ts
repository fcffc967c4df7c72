import { type Camera, informationPaths, type LogEntry } from '@casement/contract';
import { apiToken } from './testing/api-token.js';
import { PlaybackHouse } from './testing/playback-house.js';
import { keepWarm } from './testing/warm-camera.js';
import { ToldRecorder } from './testing/told-recorder.js';
import { until } from './testing/until.js';

let house: PlaybackHouse;
/** As configured, with the zone of the recorder. */
let demo: ToldRecorder;
/** Added in the page, without a zone; opened anew when nothing is to be known of it. */
let added: ToldRecorder;
let guard: Record<string, string>;

beforeAll(async () => {
  house = await PlaybackHouse.start();
  const admin = { cookie: await house.demo.cookie() };
  guard = { authorization: `Bearer ${await apiToken(house.demo, 'guard', 'viewer')}` };
  demo = new ToldRecorder(house, 'demo', admin);
  added = new ToldRecorder(house, 'added', admin);
  await house.addRecorder('added', { pacing: { controlMs: 0, ptzMs: 200 } });
}, 400_000);

afterEach(() => house.recorder.faults());

afterAll(() => house.stop(), 60_000);

const textsOf = (entries: readonly LogEntry[]): string[] => entries.map(({ text }) => text);
const wordsOf = ({ findings }: Awaited<ReturnType<ToldRecorder['health']>>): string[] =>
  findings.map(({ words }) => words);

describe('what a recorder tells of itself', () => {
  it('comes with times that nobody can take for others, in the night of two o’clock twice, too', async () => {
    const [night, day] = ['2025-10-26T02:30:00', '2025-10-25T12:00:00+02:00'];
    for (const recorder of [demo, added]) {
      const disks = await recorder.disks();
      expect(disks).toHaveLength(54);
      expect(disks[0]).toMatchObject({ name: 'MAIN-1', capacityGb: 4001, recording: true });
      expect(disks[0]?.from).toBe(day);
      expect(Math.abs(Date.parse(disks[0]?.to ?? '') - Date.now())).toBeLessThan(60_000);
      expect(disks[0]?.to).toMatch(/\+0[12]:00$/);
      const events = await recorder.log('event', '&search=terminal');
      expect(events.map(({ time, text }) => [time, text])).toEqual([
        [`${night}+01:00`, 'TERMINAL ALARM-2'],
        [`${night}+02:00`, 'TERMINAL ALARM-1'],
      ]);
      const between = '&search=terminal&from=2025-10-26T01:00:00Z&to=2025-10-26T02:00:00Z';
      expect(textsOf(await recorder.log('event', between))).toEqual(['TERMINAL ALARM-2']);
    }
  });

  it('answers whether everything is recorded, and who looks finds what to look at', async () => {
    const health = await demo.health();
    expect(health).toMatchObject({
      recorder: 'demo',
      judgement: 'attention',
      disks: { capacityGb: 4001, remainingGb: 1529 },
      cameras: { connected: 9, failing: [], registered: 9 },
    });
    expect(health.words).toMatch(/^Recording on 1 disk, \d+ days back; error log: HDD 1 WARNING/);
    expect(health.findings).toContainEqual({
      judgement: 'good',
      words: expect.stringMatching(
        /^Recovered since: CAM 6 COMMUNICATION ERROR \(3 times, last \d+ (s|min) ago\)$/,
      ) as unknown,
      camera: 6,
      disk: null,
    });
  });

  it('tells its clock without anybody watching a camera: one is looked at, and let go', async () => {
    const clocked = new ToldRecorder(house, 'clocked', { cookie: await house.demo.cookie() });
    await house.addRecorder('clocked', { pacing: { controlMs: 0, ptzMs: 200 } });
    expect((await clocked.health()).clockOffsetMs).toBeNull();
    const { clockOffsetMs } = await until('the clock', 20_000, async () => {
      const health = await clocked.health();
      return health.clockOffsetMs !== null && health;
    });
    expect(Math.abs(clockOffsetMs!)).toBeLessThan(1_500);
    const streams = async (): Promise<string[]> =>
      (
        JSON.parse((await clocked.ask('api/v1/recorders/clocked/cameras')).text) as Camera[]
      ).flatMap(({ live }) => (live.state === 'idle' ? [] : [live.state]));
    await until('the camera to be let go', 30_000, async () => (await streams()).length === 0);
    const { status } = await house.client.ask('DELETE', 'api/v1/recorders/clocked');
    expect(status).toBe(204);
  });

  it('is asked once, whoever looks; for metrics and doctor never', async () => {
    await added.anew();
    const before = await added.requests();
    const asked = async (cgi: string) => ((await added.requests())[cgi] ?? 0) - (before[cgi] ?? 0);
    await demo.ask('api/v1/doctor');
    const { text: nothing } = await demo.ask('metrics');
    expect(nothing).not.toContain('casement_recorder_disk_capacity_bytes{recorder="added"');
    expect([await asked('recordedtime'), await asked('loglist')]).toEqual([0, 0]);

    const other = added.for(guard);
    const range = { from: house.startedMs - 3_600_000, to: house.startedMs };
    await Promise.all([
      ...[added, other, added, other].flatMap((one) => [
        one.disks(),
        one.log('error'),
        one.log('event'),
        one.csv('error'),
        one.health(),
      ]),
      house.client.recordings('added', 6, range.from, range.to),
    ]);
    expect([await asked('recordedtime'), await asked('loglist')]).toEqual([1, 2]);
    const { text: known } = await demo.ask('metrics');
    expect(known).toContain(
      'casement_recorder_disk_capacity_bytes{recorder="added",disk="MAIN-1"} 4001000000000',
    );
    expect((await demo.ask('api/v1/doctor')).text).toContain('"recordings of added"');
    expect([await asked('recordedtime'), await asked('loglist')]).toEqual([1, 2]);
  });

  it('is asked at the distance that is configured, behind what viewers want', async () => {
    const controlMs = 1_500;
    await added.anew({ pacing: { controlMs, ptzMs: 200 } });
    const mark = (await added.noted()).at(-1)?.atMs ?? 0;
    const asking = Promise.all([added.log('event'), added.log('error')]);
    const path = 'api/v1/recorders/added/cameras/1/snapshot.jpg?maxAge=1';
    const [snapshot] = await Promise.all([added.ask(path), asking.catch(() => undefined)]);
    expect(snapshot.status).toBe(200);
    const paced = await until('all commands', 20_000, async () => {
      const noted = (await added.noted()).filter(
        ({ atMs, command = '' }) =>
          atMs > mark && /^(errorLog|eventLog|startLive.*)$/.test(command),
      );
      return noted.length >= 3 && noted;
    });
    const gaps = paced.slice(1).map(({ atMs }, index) => atMs - (paced[index]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(controlMs - 1);
    const order = paced.map(({ command = '' }) => command.replace(/Live.*/, ''));
    expect(order.indexOf('start')).toBeLessThan(order.lastIndexOf('errorLog'));
    await added.anew({ pacing: { controlMs: 0, ptzMs: 200 } });
  });
});

describe('an odd log', () => {
  const changed: Readonly<Record<string, (text: string) => string>> = {
    'wrapped-lines': (text) => text,
    'wrapped-dates': (text) => text,
    'wrapped-commas': (text) => text,
    'trailing-comma': (text) => text,
    'wrong-count': (text) => text,
    commas: (text) => `${text}, DOOR 1, A`,
    quotes: (text) => `${text} "A"`,
    markup: (text) => `${text}<script>alert(1)</script>&amp;=`,
    formula: (text) => `=cmd|' /C calc'!A0 ${text}`,
    'control-characters': (text) => `${text}\ufffd\ufffd\ufffd[31m\ufffd`,
  };

  it.each(Object.keys(changed))('%s: every entry, also as a file', async (form) => {
    await added.anew();
    const plain = await demo.log('error');
    await house.recorder.faults({ kind: 'log-defect', form });
    const odd = await added.log('error');
    expect(odd.map(({ number, time }) => [number, time])).toEqual(
      plain.map(({ number, time }) => [number, time]),
    );
    expect(textsOf(odd)).toEqual(textsOf(plain).map(changed[form]!));
    const [head, ...rows] = await added.csv('error');
    expect(head).toEqual([
      'Number',
      'Time',
      'Time (UTC)',
      'Summer time',
      'Camera',
      'Camera name',
      'Text',
    ]);
    expect(rows).toEqual(
      odd.map(({ number, time, summerTime, camera, text }) => [
        String(number),
        time,
        new Date(time).toISOString().replace('.000', ''),
        summerTime ? 'yes' : 'no',
        camera === null ? '' : String(camera),
        camera === null ? '' : `Camera ${camera}`,
        form === 'formula' ? `'${text}` : text,
      ]),
    );
  });

  it.each([
    ['cut', 1, 'a rest of 4 values'],
    ['bad-date', 1, 'entry 1: "001,2024/13/32 25:61:61,0"; expected number, date and time'],
    ['odd-zone', 1, 'entry 1: "JST"; expected GMT±hh:mm'],
    ['no-list', Infinity, 'entries declared; found 0'],
  ])('%s: what can be read, and words about the rest', async (form, missing, words) => {
    await added.anew();
    const plain = await demo.log('error');
    await house.recorder.faults({ kind: 'log-defect', form });
    expect(await added.log('error')).toHaveLength(Math.max(0, plain.length - missing));
    expect(wordsOf(await added.health())).toContainEqual(expect.stringContaining(words));
  });

  it('too-long: why it was not read', async () => {
    await added.anew();
    await house.recorder.faults({ kind: 'log-defect', form: 'too-long' });
    const { status, text } = await added.ask(`${informationPaths.logs('added')}?kind=event`);
    expect([status, text]).toEqual([503, expect.stringContaining('page of more than 1048576')]);
  });
});

describe('an odd table of disks', () => {
  it.each([
    ['no-disks', 'bad', /^There is no disk in the recorder/],
    ['full', 'attention', /^The disks are full: the oldest recordings are overwritten/],
    ['unused', 'attention', /^Disk MAIN-1 is being recorded to, but tells of no recording yet/],
    ['all-recording', 'attention', /^Recording on 1 disk, \d+ days back/],
    ['none-recording', 'attention', /^Recording on 1 disk, \d+ days back/],
    ['odd-capacity', 'attention', /^Disk MAIN-1 has recordings but tells no capacity/],
    ['bad-date', 'attention', /its disks is odd: "2024\/13\/32,2,25:61:61"; expected date/],
    ['swapped-range', 'attention', /^Disk MAIN-1 tells an oldest recording that is newer than/],
    ['spaces', 'attention', /^Recording on 1 disk, \d+ days back/],
    ['missing-fields', 'attention', /^Disk MAIN-1 is being recorded to, but tells of no recording/],
    ['extra-fields', 'attention', /^Recording on 1 disk, \d+ days back/],
    ['title-only', 'unknown', /^The recorder names no disks/],
    ['too-many', 'unknown', /^The disks of the recorder are not known yet: .* at most 65536/],
  ])('%s: %s', async (form, judgement, words) => {
    await added.anew();
    await house.recorder.faults({ kind: 'disk-defect', form });
    const health = await added.health();
    expect(health.judgement).toBe(judgement);
    expect([health.words, ...wordsOf(health)]).toContainEqual(expect.stringMatching(words));
  });
});

describe('a recorder', () => {
  const about = async (path: string) => {
    const { status, headers, text } = await added.ask(path);
    return { status, text, asOf: headers.get('x-as-of'), retry: headers.get('retry-after') };
  };
  const disksPath = informationPaths.disks('added');
  const stateOf = async (): Promise<string> =>
    (JSON.parse((await added.ask('api/v1/recorders/added')).text) as { state: string }).state;

  it.each([
    [401, 'does not tell it to this user, or has ended the session (401)'],
    [503, 'is too busy (503)'],
    [204, 'gave an empty answer (204)'],
    ['html', 'sent something else: a page without'],
  ])('that answers with %s: why nothing is known, and its session stays', async (status, words) => {
    await added.anew();
    const logins = (await added.requests())['dlogin'];
    await house.recorder.faults({ kind: 'answer', status, cgis: ['recordedtime', 'loglist'] });
    const keepAlives = (await added.requests())['status'] ?? 0;
    for (const path of [disksPath, `${informationPaths.logs('added')}?kind=error`]) {
      const { status: answered, text, retry } = await about(path);
      expect([answered, text, retry]).toEqual([503, expect.stringContaining(words), '30']);
    }
    expect((await added.health()).judgement).toBe('unknown');
    // The session is doubted, and found to be good.
    await until('the session to be looked at', 20_000, async () => {
      return ((await added.requests())['status'] ?? 0) > keepAlives;
    });
    expect([await stateOf(), (await added.requests())['dlogin']]).toEqual(['online', logins]);
  });

  it('that is slow: soon, and then the answer', async () => {
    await added.anew();
    await house.recorder.faults({ kind: 'slow-answer', cgis: ['recordedtime'], delayMs: 6_500 });
    const first = await about(disksPath);
    expect([first.status, first.retry, first.text]).toEqual([
      503,
      '5',
      expect.stringContaining('will be known soon: it is being asked'),
    ]);
    expect((await about(disksPath)).status).toBe(200);
  });

  it('that is away: the last answer with its age, and what is so when it is back', async () => {
    await added.anew();
    await added.health();
    const { asOf } = await about(disksPath);
    await house.recorder.faults({ kind: 'network-cut', mode: 'refuse' });
    // Nobody has asked for it yet, which shows that the recorder is gone.
    const events = `${informationPaths.logs('added')}?kind=event`;
    expect((await about(events)).text).toContain('it refuses connections on this port');
    await until('the recorder to be offline', 15_000, async () => (await stateOf()) === 'offline');
    expect(await about(disksPath)).toMatchObject({ status: 200, asOf });
    const away = await added.health();
    expect(away.judgement).toBe('unknown');
    expect(away.words).toMatch(/^Recordings reach \d+ days back; the recorder cannot be reached: /);
    await house.recorder.faults();
    await house.untilOnline('added');
    expect((await about(events)).status).toBe(200);
    expect((await added.health()).judgement).toBe('attention');
  });

  it('that refused the password: is not asked with it again', async () => {
    const { password } = house.demo.state.simulator!;
    await added.reopen({ password: `${password}-no-more` });
    try {
      await until('the refusal', 15_000, async () => (await stateOf()) === 'refused');
      const before = await added.requests();
      const { status, text } = await about(disksPath);
      expect([status, text]).toEqual([503, expect.stringContaining('password is wrong')]);
      expect((await added.health()).words).toMatch(/^The recorder does not let the gateway in: /);
      expect(await added.requests()).toMatchObject({
        recordedtime: before['recordedtime'],
        loglist: before['loglist'],
        dlogin: before['dlogin'],
      });
    } finally {
      await added.anew({ password });
    }
  });

  it('whose session is over: once more as soon as there is another', async () => {
    await added.anew();
    await house.demo.control('POST', 'actions/expire-uids', {});
    expect((await about(`${informationPaths.logs('added')}?kind=error`)).status).toBe(503);
    await until('the log', 20_000, async () => {
      return (await about(`${informationPaths.logs('added')}?kind=error`)).status === 200;
    });
  });

  it('with a camera that is away and a clock that is wrong: both in words', async () => {
    await house.demo.control('POST', 'actions/set-connection', { camera: 4, connection: 'error' });
    await house.demo.control('POST', 'actions/set-clock', { offsetMs: 120_000 });
    const leave = await keepWarm(house.demo, 1);
    try {
      const health = await until(
        'the clock',
        20_000,
        async () => {
          const told = await demo.health();
          return told.clockOffsetMs !== null && Math.abs(told.clockOffsetMs) > 1_000 && told;
        },
        () => demo.health(),
      );
      expect(health.judgement).toBe('bad');
      expect(health.clockOffsetMs).toBeGreaterThan(118_000);
      expect(health.clockOffsetMs).toBeLessThan(122_000);
      expect(wordsOf(health)).toContain("The recorder's clock is 2 min ahead");
      await added.anew();
      const failing = await until('the list of cameras', 10_000, async () => {
        const told = await added.health();
        return told.cameras?.failing.length === 1 && told;
      });
      expect(failing).toMatchObject({ judgement: 'bad', cameras: { connected: 8, failing: [4] } });
      expect(failing.findings).toContainEqual({
        judgement: 'bad',
        words: 'Camera 4 is not connected',
        camera: 4,
        disk: null,
      });
    } finally {
      leave();
      await house.demo.control('POST', 'actions/set-clock', { offsetMs: 0 });
      await house.demo.control('POST', 'actions/set-connection', { camera: 4, connection: 'ok' });
    }
  });
});
