import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { nvrCommands, nvrCommandTable, serializeNvrRequest } from '@casement/protocol';
import type { DownloadKind } from '@casement/protocol';
import type { Fault } from '../faults/fault.js';
import type { ScenarioInput } from '../scenario.js';
import { readDownload } from '../testing/download-reader.js';
import type { ReceivedDownload } from '../testing/download-reader.js';
import { createFakePictures } from '../testing/fake-pictures.js';
import { createFakeSound } from '../testing/fake-sound.js';
import { ManualClock } from '../testing/manual-clock.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import type { TestRecorder } from '../testing/test-recorder.js';
import { waitFor } from '../testing/wait-for.js';
import type { DownloadEntry } from './download/download-desk.js';
import { findBoxes } from './download/mp4-box.js';

afterEach(closeTestRecorders);

const now = Date.UTC(2026, 10, 21, 7, 8, 9);
const minute = 60_000;
/** 16:00 in Tokyo. */
const hourStart = Date.UTC(2026, 10, 21, 7, 0);

type Asked = {
  readonly kind?: DownloadKind;
  readonly camera?: number;
  readonly fromMs?: number;
  readonly minutes?: number;
  readonly uid?: string;
};

async function start(
  scenario: Partial<ScenarioInput> = {},
  { idrBytes = 500 } = {},
): Promise<TestRecorder> {
  return startTestRecorder({
    clock: new ManualClock(now),
    pictures: {
      main: createFakePictures({ fps: 10, picturesPerGop: 10, idrBytes }),
      other: createFakePictures({ fps: 10, picturesPerGop: 10, idrBytes, width: 96 }),
      sound: createFakeSound(),
    },
    scenario: { recorder: { timeZone: 'Asia/Tokyo' }, ...scenario },
  });
}

function pathOf(
  uid: string,
  { kind = 'MP4', camera = 1, fromMs = hourStart, minutes = 1 }: Asked = {},
): string {
  return nvrCommands.download(uid, {
    kind,
    camera,
    startMs: fromMs,
    endMs: fromMs + minutes * minute,
  }).path;
}

async function download(test: TestRecorder, asked: Asked = {}): Promise<ReceivedDownload> {
  const uid = asked.uid ?? (await test.client.login());
  const message = await test.client.open(pathOf(uid, asked));
  return readDownload(message, asked.kind ?? 'MP4');
}

/** The downloads, once bytes of the first file are on their way. */
async function waitForEntries({
  recorder,
}: TestRecorder): Promise<readonly Readonly<DownloadEntry>[]> {
  await waitFor('bytes', () => (recorder.downloads.entries[0]?.bytes ?? 0) > 0);
  return recorder.downloads.entries;
}

const names = ({ files }: ReceivedDownload): readonly string[] => files.map(({ name }) => name);
const contents = ({ files }: ReceivedDownload): readonly string[] =>
  files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));

describe('httpdl.cgi', () => {
  it('sends one file as the document shows it (DL01)', async () => {
    const test = await start();
    const answer = await download(test, { camera: 3 });
    expect(answer.status).toBe(200);
    expect(answer.contentType).toBe('multipart/form-data; boundary=--myboundary');
    const headers = answer.parts.map(({ headers: all }) => Object.fromEntries(all));
    expect(headers).toMatchObject([
      {
        'x-temp-filename': 'filename = "003_261121160000_3000_7f_00_01.tmp"',
        'x-prev-filename': 'filename = ""',
        'x-recdata-satus': '0',
      },
      {
        'content-length': '0',
        'x-temp-filename': 'filename = ""',
        'x-prev-filename': 'filename = "003_261121160000_3000_7f_00_01.mp4"',
        'x-recdata-satus': '0',
      },
    ]);
    expect(names(answer)).toEqual(['003_261121160000_3000_7f_00_01.mp4']);
    expect([answer.end, answer.warnings]).toEqual(['complete', []]);
  });

  it('gives the same bytes for the same range', async () => {
    const test = await start();
    const [one, other] = [await download(test), await download(test)];
    expect(one.files[0]?.bytes.length).toBeGreaterThan(60 * 1_000);
    expect(
      Buffer.compare(one.files[0]?.bytes ?? Buffer.of(), other.files[0]?.bytes ?? Buffer.of(1)),
    ).toBe(0);
  });

  it('begins a file behind each gap and where the recording changed (DL02)', async () => {
    const test = await start({
      cameras: [
        {
          number: 1,
          altSize: { width: 320, height: 240 },
          recordings: {
            ranges: [{ from: '-1h' }],
            gaps: [{ from: '2026-11-21T07:00:20Z', for: '10s' }],
            changes: [{ at: '2026-11-21T07:00:40Z', to: 'alternative' }],
          },
        },
      ],
    });
    const answer = await download(test);
    expect(names(answer)).toEqual([
      '001_261121160000_1000_7f_00_01.mp4',
      '001_261121160030_0000_7f_00_01.mp4',
      '001_261121160040_2000_7f_00_01.mp4',
    ]);
    expect(answer.parts.map(({ headers }) => headers.get('x-prev-filename'))).toEqual([
      'filename = ""',
      ...names(answer).map((name) => `filename = "${name}"`),
    ]);
  });

  it('begins a file when one is large enough, and cuts files into parts when told so', async () => {
    const test = await start({ downloads: { splitBytes: 60_000, partBytes: 25_000 } });
    const answer = await download(test);
    expect(answer.files.length).toBeGreaterThan(2);
    expect(answer.parts.length).toBeGreaterThan(2 * answer.files.length);
    expect(answer.parts.every(({ body }) => body.length <= 25_000)).toBe(true);
    expect([answer.end, answer.warnings]).toEqual(['complete', []]);
    const whole = await download(await start({ downloads: { splitBytes: 60_000 } }));
    expect(contents(whole)).toEqual(contents(answer));
  });

  it.each([
    ['MP4VO', ['mp4']],
    ['N3', ['n3r', 'n3a']],
    ['N3VO', ['n3r']],
    ['LIST', ['n3n']],
  ] as const)('makes files of kind %s', async (kind, endings) => {
    const test = await start({ cameras: [{ number: 1, audio: { codec: 'g711' } }] });
    const answer = await download(test, { kind });
    expect(names(answer).map((name) => name.split('.')[1])).toEqual(endings);
    expect([answer.end, answer.warnings]).toEqual(['complete', []]);
  });

  it('has sound in MP4 and none in MP4VO', async () => {
    const test = await start({ cameras: [{ number: 1, audio: { codec: 'g711' } }] });
    const tracks = async (kind: DownloadKind): Promise<number> => {
      const [file] = (await download(test, { kind })).files;
      return findBoxes(file?.bytes ?? new Uint8Array(), ['moov', 'trak']).length;
    };
    expect([await tracks('MP4'), await tracks('MP4VO')]).toEqual([2, 1]);
  });

  it('says 1 where nothing is recorded (DL03)', async () => {
    const test = await start({ recordings: { ranges: [{ from: '-5m' }] } });
    const answer = await download(test);
    expect([answer.end, answer.parts.length, answer.files]).toEqual(['no-data', 1, []]);
  });

  it('says 2 when MP4 of JPEG is asked for, and makes N3 of it', async () => {
    const jpeg = { ...createFakePictures({ fps: 1, picturesPerGop: 1 }), codec: 'jpeg' as const };
    const test = await startTestRecorder({
      clock: new ManualClock(now),
      pictures: { main: { ...jpeg, picture: () => [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)] } },
    });
    expect((await download(test)).end).toBe('codec');
    expect((await download(test, { kind: 'N3' })).end).toBe('complete');
  });

  it('says 3 to the third at once (DL10), and serves it when one of them is gone', async () => {
    const test = await start({ downloads: { bytesPerSecond: 100_000 } });
    const open = async () => test.client.open(pathOf(await test.client.login()));
    const [first, second] = [await open(), await open()];
    const third = await download(test);
    expect([third.end, third.parts.length]).toEqual(['busy', 1]);
    first.destroy();
    second.destroy();
    await waitFor('free places', () => test.recorder.downloads.running === 0);
    const fourth = await test.client.open(pathOf(await test.client.login(), { kind: 'LIST' }));
    expect((await readDownload(fourth, 'LIST')).end).toBe('complete');
    expect(test.recorder.downloads.entries.map(({ status, outcome }) => [status, outcome])).toEqual(
      [
        [0, 'hung-up'],
        [0, 'hung-up'],
        [3, 'whole'],
        [0, 'whole'],
      ],
    );
  });

  it('answers nothing when start and end are equal (B69)', async () => {
    const test = await start();
    const uid = await test.client.login();
    const { path } = serializeNvrRequest({
      command: 'download',
      uid,
      startMs: hourStart,
      endMs: hourStart,
      kind: 'MP4',
      camera: 1,
    });
    const reply = await test.client.get(path);
    expect([reply.status, reply.bytes.length]).toEqual([200, 0]);
    expect(reply.headers['content-type']).toContain('multipart/form-data');
  });

  it('takes times for local ones when the scenario says so (B6)', async () => {
    const test = await start({ downloads: { time: 'local' } });
    const asked = { kind: 'LIST' as const, fromMs: hourStart + 9 * 60 * minute };
    expect(names(await download(test, asked))).toEqual(['001_261121160000_3000_7f_00_01.n3n']);
  });

  it.each([undefined, 40_000])(
    'names files after the range, in parts of %s bytes',
    async (partBytes) => {
      const named = async (nameTime: 'range' | 'file'): Promise<ReceivedDownload> => {
        const downloads = { nameTime, splitBytes: 60_000, ...(partBytes && { partBytes }) };
        return download(await start({ downloads }), { minutes: 4 });
      };
      const answer = await named('range');
      expect(names(answer).slice(0, 4)).toEqual([
        '001_261121160000_1000_7f_00_01.mp4',
        '001_261121160000_0000_7f_00_01.mp4',
        '001_261121160000_0000_7f_00_01-1.mp4',
        '001_261121160000_0000_7f_00_01-2.mp4',
      ]);
      expect([answer.end, answer.warnings]).toEqual(['complete', []]);
      expect(contents(answer)).toEqual(contents(await named('file')));
    },
  );

  it.each([
    ['a range of more than an hour', { minutes: 61 }],
    ['a range that ends before it begins', { minutes: -1 }],
  ])('refuses %s', async (_, { minutes }) => {
    const test = await start();
    const uid = await test.client.login();
    const { path } = serializeNvrRequest({
      command: 'download',
      uid,
      startMs: hourStart,
      endMs: hourStart + minutes * minute,
      kind: 'MP4',
      camera: 1,
    });
    expect((await test.client.get(path)).status).toBe(400);
  });

  it('refuses unknown cameras, unknown UIDs, and UIDs that do something else', async () => {
    const test = await start({ downloads: { bytesPerSecond: 50_000 } });
    const uid = await test.client.login();
    expect((await test.client.get(pathOf(uid, { camera: 9 }))).status).toBe(400);
    expect((await test.client.get(pathOf('99999'))).status).toBe(401);
    const playing = await test.client.loginForPlayback([1]);
    expect((await test.client.get(pathOf(playing))).status).toBe(400);
    const message = await test.client.open(pathOf(uid));
    expect((await test.client.get(pathOf(uid))).status).toBe(503);
    message.destroy();
    expect(nvrCommandTable.download.pacing).toBe('control');
  });

  it('ends in the middle when its UID ends', async () => {
    const test = await start({ downloads: { bytesPerSecond: 200_000 } });
    const uid = await test.client.login();
    const reading = test.client.open(pathOf(uid)).then((message) => readDownload(message, 'MP4'));
    const [entry] = await waitForEntries(test);
    await test.client.get(nvrCommands.logout(uid).path);
    const answer = await reading;
    expect([answer.end, answer.files]).toEqual(['cut', []]);
    expect(entry?.outcome).toBe('uid-ended');
  });

  it('lasts as long as somebody keeps its UID alive (B65)', async () => {
    const clock = new ManualClock(now);
    const test = await startTestRecorder({
      clock,
      scenario: { downloads: { bytesPerSecond: 50_000 } },
    });
    const uid = await test.client.login();
    const reading = test.client.open(pathOf(uid)).then((message) => readDownload(message, 'MP4'));
    const [entry] = await waitForEntries(test);
    clock.advance(60_000);
    await test.client.get(nvrCommands.keepAlive(uid).path);
    clock.advance(60_000);
    test.recorder.sweep();
    expect(entry?.outcome).toBe('running');
    clock.advance(60_000);
    test.recorder.sweep();
    expect([(await reading).end, entry?.outcome]).toEqual(['cut', 'uid-ended']);
  });

  it.each(['document', 'figure', 'corrected', 'smart-quotes'] as const)(
    'can be read with headers as in %s (DL07)',
    async (headers) => {
      const test = await start({ downloads: { headers } });
      const answer = await download(test);
      expect(names(answer)).toEqual(['001_261121160000_3000_7f_00_01.mp4']);
      expect([answer.end, answer.warnings]).toEqual(['complete', []]);
    },
  );

  it('can be read however multipart is written', async () => {
    const test = await start({
      faults: [
        {
          kind: 'multipart-form',
          forms: ['lf-only', 'bare-boundary', 'preamble', 'closing-delimiter'],
        },
        { kind: 'header-case', style: 'upper' },
      ],
    });
    expect((await download(test)).end).toBe('complete');
  });
});

describe('defects of downloads', () => {
  const defective = async (fault: Fault): Promise<ReceivedDownload> =>
    download(await start({ faults: [fault], downloads: { splitBytes: 60_000 } }));

  it.each(['traversal', 'drive', 'nul', 'long-name', 'hidden'] as const)(
    'has names that nobody should use: %s (DL05)',
    async (form) => {
      const answer = await defective({ kind: 'download-defect', form, afterBytes: 0 });
      expect(answer.files.length).toBeGreaterThan(1);
      expect(answer.warnings).not.toEqual([]);
      expect(names(answer).every((name) => /^[\w-]+\.mp4$/.test(name))).toBe(true);
    },
  );

  it('renames a file that was never open (DL06)', async () => {
    const answer = await defective({
      kind: 'download-defect',
      form: 'wrong-previous',
      afterBytes: 0,
    });
    expect(answer.warnings.join()).toContain('999_');
  });

  it.each([
    ['cut', 'cut'],
    ['reset', 'cut'],
    ['no-end', 'cut'],
    ['missing-previous', 'cut'],
    ['busy-later', 'busy'],
    ['unknown-status', 'unknown'],
  ] as const)('%s leaves no file that looks whole', async (form, end) => {
    const answer = await defective({ kind: 'download-defect', form, afterBytes: 30_000 });
    expect(answer.end).toBe(end);
    // Of `no-end` all but the last one are whole.
    expect(answer.files.length > 0).toBe(form === 'no-end');
  });

  it('falls silent within a part, and stays', async () => {
    const test = await start({
      faults: [{ kind: 'download-defect', form: 'stall', afterBytes: 30_000 }],
    });
    const message = await test.client.open(pathOf(await test.client.login()));
    let bytes = 0;
    message.on('data', (chunk: Buffer) => (bytes += chunk.length));
    await waitFor('the silence', () => bytes === 30_000);
    expect(test.recorder.downloads.running).toBe(1);
    message.destroy();
    await waitFor('the end', () => test.recorder.downloads.running === 0);
    expect(test.recorder.downloads.entries[0]?.outcome).toBe('hung-up');
  });

  it.each([
    ['cut', false],
    ['reset', true],
  ] as const)('%s comes behind the byte it is told', async (form, isError) => {
    const test = await start({ faults: [{ kind: 'download-defect', form, afterBytes: 30_000 }] });
    const message = await test.client.open(pathOf(await test.client.login()));
    let bytes = 0;
    let error: unknown;
    message.on('data', (chunk: Buffer) => (bytes += chunk.length));
    message.on('error', (reason) => (error = reason));
    await once(message, 'close').catch(() => undefined);
    expect([bytes, error !== undefined]).toEqual([30_000, isError]);
    expect(test.recorder.downloads.entries[0]?.outcome).toBe('broken');
  });

  it('has names without `filename =`, which can be read all the same', async () => {
    const answer = await defective({ kind: 'download-defect', form: 'no-name', afterBytes: 0 });
    expect([answer.end, answer.warnings]).toEqual(['complete', []]);
    expect(names(answer)[0]).toBe('001_261121160000_1000_7f_00_01.mp4');
  });

  it('has files without a byte', async () => {
    const answer = await defective({ kind: 'download-defect', form: 'empty-file', afterBytes: 0 });
    expect(answer.files.every(({ bytes }) => bytes.length === 0)).toBe(true);
    expect(answer.files.length).toBeGreaterThan(1);
  });

  it('lying-length: a part says that it has more, so that its end never comes', async () => {
    const fault: Fault = { kind: 'download-defect', form: 'lying-length', afterBytes: 0 };
    const answer = await download(await start({ faults: [fault] }));
    expect([answer.end, answer.files]).toEqual(['cut', []]);
  });

  it('short-length: a part says that it has less', async () => {
    const fault: Fault = { kind: 'download-defect', form: 'short-length', afterBytes: 0 };
    const bytesOf = async (test: TestRecorder): Promise<number> =>
      (await download(test)).files[0]?.bytes.length ?? 0;
    const honest = await bytesOf(await start());
    expect(await bytesOf(await start({ faults: [fault] }))).toBe(honest - 1_000);
  });

  it.each([401, 503, 204, 'html'] as const)('is answered with %s instead (B71)', async (status) => {
    const test = await start({ faults: [{ kind: 'answer', cgis: ['httpdl'], status, times: 1 }] });
    const uid = await test.client.login();
    const reply = await test.client.get(pathOf(uid));
    expect(reply.status).toBe(status === 'html' ? 200 : status);
    expect(reply.headers['content-type']).toBe(status === 204 ? undefined : 'text/html');
    expect((await download(test, { uid })).end).toBe('complete');
    expect(test.recorder.downloads.entries).toHaveLength(1);
  });

  it('refuses as often as it is told', async () => {
    const test = await start({ faults: [{ kind: 'download-status', status: 3, times: 2 }] });
    const ends = [await download(test), await download(test), await download(test)];
    expect(ends.map(({ end }) => end)).toEqual(['busy', 'busy', 'complete']);
  });
});
