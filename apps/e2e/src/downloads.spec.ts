import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Download, type DownloadInput, downloadPaths } from '@casement/contract';
import { apiToken } from './testing/api-token.js';
import { Demo } from './testing/demo.js';
import { DownloadsClient, servedDownloads } from './testing/downloads-client.js';
import { probeFile } from './testing/probe-file.js';
import { runProgram } from './testing/run-program.js';
import { canMount, SmallDisk } from './testing/small-disk.js';
import { until } from './testing/until.js';

/** Of the scenario `test-downloads`. */
const cameras = { aac: 1, h265: 2, jpeg: 3, g711: 4, withGaps: 5, never: 6 };
const minute = 60_000;
const hour = 60 * minute;
const root = join(import.meta.dirname, '..', '..', '..');

let demo: Demo;
let client: DownloadsClient;
let folder: string;
/** When the demo was started, a whole minute. */
let startedMs: number;
let used = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'casement-downloads-'));
  demo = await Demo.start({ scenario: 'test-downloads.yaml' });
  startedMs = Math.floor(Date.now() / minute) * minute;
  client = new DownloadsClient(demo, { cookie: await demo.cookie() });
}, 400_000);

afterEach(() => faults());

afterAll(async () => {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function faults(...set: object[]): Promise<void> {
  await demo.control('PUT', 'faults', set);
}

/** A range that no other test asks for. */
function range(lengthMs = 2 * minute): { from: string; to: string } {
  used += 1;
  const fromMs = startedMs - 30 * hour + used * 5 * minute;
  return { from: iso(fromMs), to: iso(fromMs + lengthMs) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** What a test may compare of two downloads of the same range. */
function hashes({ files }: Download): object[] {
  return files.map(({ name, size, sha256 }) => ({ name, size, sha256 }));
}

/** Something went wrong; it goes on by itself. */
function isPausing({ state, reason }: Download): boolean {
  return state === 'waiting' && /again after \d+ s$/.test(reason ?? '');
}

async function saved({ id, files }: Download): Promise<{ name: string; path: string }[]> {
  const paths: { name: string; path: string }[] = [];
  for (const { name } of files) {
    const path = join(folder, name);
    writeFileSync(path, await client.file(id, name));
    paths.push({ name, path });
  }
  return paths;
}

async function servedOf(input: { from: string }): Promise<string[]> {
  const { latest } = await servedDownloads(demo);
  return latest.filter(({ from }) => from === input.from).map(({ outcome }) => outcome);
}

describe('a download of two hours', () => {
  /** A second attempt asks for other hours: these would be known already. */
  let attempts = 0;

  it('goes on where it was when the gateway is killed, and is the same as one that nobody disturbed', async () => {
    const fromMs = startedMs - (10 + 2 * attempts) * hour;
    attempts += 1;
    const input = { camera: cameras.h265, from: iso(fromMs), to: iso(fromMs + 2 * hour) };
    // One of the two pieces stays in the middle, the other one becomes whole.
    await faults({ kind: 'download-defect', form: 'stall', afterBytes: 2_000_000, times: 1 });
    const { id } = await client.create(input);
    const before = await client.until(
      id,
      'one piece whole, one in the middle',
      ({ pieces, bytes, files }) =>
        pieces.done === 1 && bytes > files.reduce((sum, { size }) => sum + size, 1_900_000),
    );
    expect(before).toMatchObject({ state: 'running', finishedAt: null });
    await faults();
    await demo.kill('gateway', 'SIGKILL');
    const left = readdirSync(join(demo.dataDir, 'downloads', id));
    expect(left.filter((name) => name.startsWith('work-'))).toHaveLength(1);
    await demo.untilAnswers();
    const after = await client.settled(id);
    expect(after).toMatchObject({ state: 'done', reason: null, gaps: [], progress: 1 });
    expect(hashes(after)).toEqual(expect.arrayContaining(hashes(before)));
    const { latest } = await servedDownloads(demo);
    const pieces = [input.from, iso(fromMs + hour)].map((from) =>
      latest.filter((each) => each.from === from).map(({ outcome }) => outcome),
    );
    // The whole one was fetched once; the other one twice.
    expect(pieces.sort((a, b) => a.length - b.length)).toEqual([['whole'], ['hung-up', 'whole']]);
    expect(readdirSync(join(demo.dataDir, 'downloads', id)).sort()).toEqual(
      [
        ...after.files.map(({ name }) => name),
        ...['manifest.json', 'manifest.json.sig', 'signing-key.pem'],
      ].sort(),
    );
    await client.remove(id);

    const undisturbed = await client.fetch(input);
    expect(undisturbed.id).not.toBe(id);
    expect(hashes(after)).toEqual(hashes(undisturbed));
    const shownMs = after.files.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
    expect(Math.abs(shownMs - 2 * hour)).toBeLessThan(3_000);
  });
});

describe('files', () => {
  it.each<[string, Omit<DownloadInput, 'recorder' | 'from' | 'to'>, string[]]>([
    ['H.264 and AAC', { camera: cameras.aac }, ['h264', 'aac']],
    ['H.264 without its sound', { camera: cameras.aac, format: 'mp4-no-audio' }, ['h264']],
    ['H.265', { camera: cameras.h265 }, ['hevc']],
    ['H.264 and G.711', { camera: cameras.g711 }, ['h264', 'pcm_mulaw']],
    ['JPEG by way of its pictures', { camera: cameras.jpeg, source: 'gops' }, ['h264']],
    ['H.265 by way of its pictures', { camera: cameras.h265, source: 'gops' }, ['hevc']],
    ['H.264 by way of its pictures', { camera: cameras.aac, source: 'gops' }, ['h264']],
  ])('%s', async (_, input, codecs) => {
    const download = await client.fetch({ ...input, ...range(minute) });
    expect(download).toMatchObject({ state: 'done', reason: null });
    const [file] = await saved(download);
    const probed = await probeFile(file!.path);
    expect(probed.codecs).toEqual(codecs);
    expect(Math.abs(probed.seconds - 60)).toBeLessThan(1.5);
    expect(Math.abs(download.files[0]!.durationMs! - probed.seconds * 1_000)).toBeLessThan(100);
  });

  it('another file begins where the recording changes or has a gap, and what is missing is told', async () => {
    const [from, to] = [startedMs - 125 * minute, startedMs - 115 * minute];
    const changed = await client.fetch({ camera: cameras.withGaps, from: iso(from), to: iso(to) });
    const codecs: string[][] = [];
    for (const { path } of await saved(changed)) {
      codecs.push([...(await probeFile(path)).codecs]);
    }
    expect(codecs).toEqual([['hevc'], ['h264']]);
    const gap = {
      camera: cameras.withGaps,
      from: iso(startedMs - 22 * minute),
      to: iso(startedMs - 13 * minute),
    };
    const words = /^Of 9 min about (5 min|4 min 5\d s|5 min \d s) are missing in the files/;
    for (const source of ['recorder', 'gops'] as const) {
      const download = await client.fetch({ ...gap, source });
      expect(download).toMatchObject({ state: 'done', gaps: [] });
      expect(download.files).toHaveLength(2);
      expect(download.reason).toMatch(words);
    }
    // An hour in which nothing at all is recorded is a gap.
    const hours = { from: iso(startedMs - 3.8 * hour), to: iso(startedMs - 1.8 * hour) };
    const download = await client.fetch({ camera: cameras.withGaps, ...hours });
    expect(download.gaps).toEqual([
      { camera: cameras.withGaps, from: hours.from, to: iso(startedMs - 2.8 * hour) },
    ]);
  });

  it.each([
    ['n3', ['n3a', 'n3r']],
    ['n3-no-audio', ['n3r']],
    ['list', ['n3n']],
  ] as const)('%s of two cameras', async (format, endings) => {
    const wanted = [cameras.aac, cameras.g711];
    const { state, files } = await client.fetch({ cameras: wanted, format, ...range() });
    expect(state).toBe('done');
    for (const camera of wanted) {
      const own = files.filter((file) => file.camera === camera);
      expect(own.map(({ name }) => name.split('.').at(-1)).sort()).toEqual(endings);
    }
  });

  it('are served in ranges, as players ask for them', async () => {
    const { id, files } = await client.fetch({ camera: cameras.h265, ...range() });
    const { name, size, sha256 } = files[0]!;
    const path = downloadPaths.file(id, name);
    const part = await client.ask('GET', path, { headers: { range: 'bytes=4-7' } });
    expect([part.status, part.bytes.toString()]).toEqual([206, 'ftyp']);
    expect(part.headers.get('content-range')).toBe(`bytes 4-7/${size}`);
    const head = await client.ask('HEAD', path);
    expect(head.headers.get('content-length')).toBe(String(size));
    expect(head.headers.get('content-type')).toBe('video/mp4');
    const beyond = await client.ask('GET', path, { headers: { range: `bytes=${size}-` } });
    expect(beyond.status).toBe(416);
    const again = await client.ask('GET', path, {
      headers: { 'if-none-match': `"${sha256}"`, 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
    const evil = `${downloadPaths.download(id)}/files/..%2f..%2f..%2fcasement.db`;
    expect((await client.ask('GET', evil)).status).toBe(404);
  });
});

describe('evidence', () => {
  const verify = async (...args: string[]) => {
    const program = join(root, 'tools', 'verify-download.mjs');
    const { code, stdout, stderr } = await runProgram(process.execPath, [program, ...args]);
    return { code, said: `${stdout.toString()}${stderr}` };
  };
  const unzip = async (zip: string, target: string): Promise<void> => {
    const script = [
      'import sys, zipfile',
      'z = zipfile.ZipFile(sys.argv[1])',
      'assert z.testzip() is None',
      'z.extractall(sys.argv[2])',
    ].join('\n');
    const { code, stderr } = await runProgram('python3', ['-c', script, zip, target]);
    expect([code, stderr]).toEqual([0, '']);
  };

  it('a zip holds everything; its manifest shows whatever was changed', async () => {
    const download = await client.fetch({
      cameras: [cameras.aac, cameras.never],
      ...range(3 * minute),
    });
    const zip = join(folder, 'evidence.zip');
    writeFileSync(zip, await client.zip(download.id));
    const target = join(folder, 'evidence');
    await unzip(zip, target);
    const own = ['manifest.json', 'manifest.json.sig', 'signing-key.pem'];
    const names = download.files.map(({ name }) => name);
    expect(readdirSync(target).sort()).toEqual([...names, ...own].sort());
    const manifest = JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({
      gateway: { software: 'Casement', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string },
      recorder: { id: 'demo', timeZone: 'Europe/Berlin' },
      cameras: [
        { number: cameras.aac, name: 'H.264 and AAC' },
        { number: cameras.never, name: 'Never recorded' },
      ],
      asked: { from: download.from, to: download.to },
      gaps: [{ camera: cameras.never, from: download.from, to: download.to }],
      askedBy: 'admin',
      state: 'done',
    });

    const key = join(folder, 'gateway.pem');
    writeFileSync(key, (await client.ask('GET', 'api/v1/downloads/signing-key.pem')).bytes);
    for (const place of [zip, target]) {
      expect(await verify(place)).toMatchObject({ code: 0 });
      expect(await verify(place, '--key', key)).toMatchObject({ code: 0 });
    }
    const other = join(folder, 'other.pem');
    writeFileSync(
      other,
      generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }),
    );
    expect(await verify(target, '--key', other)).toMatchObject({
      code: 1,
      said: expect.stringContaining('signature') as string,
    });

    const first = join(target, names[0]!);
    const bytes = readFileSync(first);
    const changed = Buffer.from(bytes);
    changed[1_000] = changed[1_000]! ^ 1;
    writeFileSync(first, changed);
    expect(await verify(target)).toMatchObject({
      code: 1,
      said: expect.stringContaining(`${names[0]}: its content was changed`) as string,
    });
    rmSync(first);
    expect(await verify(target)).toMatchObject({
      code: 1,
      said: expect.stringContaining(`${names[0]}: missing`) as string,
    });
    writeFileSync(first, bytes);
    const manifestFile = join(target, 'manifest.json');
    writeFileSync(
      manifestFile,
      readFileSync(manifestFile, 'utf8').replace('"admin"', '"somebody"'),
    );
    expect(await verify(target)).toMatchObject({
      code: 1,
      said: expect.stringContaining('signature') as string,
    });
    rmSync(manifestFile);
    expect(await verify(target)).toMatchObject({ code: 2 });
  });
});

describe('what goes wrong', () => {
  it('a gap is no error, JPEG is explained, too many at once and a cut are waited out', async () => {
    const four = range();
    await faults(
      { kind: 'download-status', status: 3, times: 1, cameras: [cameras.g711] },
      {
        kind: 'download-defect',
        form: 'cut',
        afterBytes: 50_000,
        times: 1,
        cameras: [cameras.aac],
      },
    );
    const busy = await client.create({ camera: cameras.g711, ...four });
    const cut = await client.create({ camera: cameras.aac, ...four });
    expect(await client.until(busy.id, 'its pause', isPausing)).toMatchObject({
      reason: 'the recorder makes too many downloads at once (status 3); asked again after 10 s',
    });
    expect(await client.until(cut.id, 'its pause', isPausing)).toMatchObject({
      files: [],
      reason: expect.stringContaining('tried again after 5 s') as string,
    });
    for (const { id } of [busy, cut]) {
      expect(await client.settled(id)).toMatchObject({ state: 'done', files: [{}] });
    }

    expect(await client.fetch({ camera: cameras.never, ...four })).toMatchObject({
      state: 'done',
      reason: 'Nothing is recorded in this range.',
      gaps: [{ camera: cameras.never, ...four }],
      files: [],
    });
    expect(await client.fetch({ camera: cameras.jpeg, ...four })).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('status 2') as string,
      offer: 'gops',
      files: [],
    });
  });

  it('a part that is not as long as it says is never taken for whole', async () => {
    const [short, long] = [range(), range()];
    const defect = { kind: 'download-defect', times: 1 };
    await faults(
      { ...defect, form: 'short-length', cameras: [cameras.aac] },
      { ...defect, form: 'lying-length', cameras: [cameras.h265] },
    );
    const wrong = [
      await client.create({ camera: cameras.aac, ...short }),
      await client.create({ camera: cameras.h265, ...long }),
    ];
    for (const { id } of wrong) {
      const { files } = await client.until(id, 'its pause', isPausing);
      expect(files).toEqual([]);
    }
    for (const [index, { id }] of wrong.entries()) {
      expect(await client.settled(id)).toMatchObject({ state: 'done', reason: null });
      expect(await servedOf([short, long][index]!)).toHaveLength(2);
    }
  });

  it.each(['traversal', 'drive', 'nul', 'long-name', 'hidden', 'no-name'])(
    'DL05 a file with an evil name (%s) is kept under a harmless one',
    async (form) => {
      await faults({ kind: 'download-defect', form, times: 1 });
      const input = { camera: cameras.h265, ...range(minute) };
      const { id, state, files } = await client.fetch(input);
      expect([state, files.length]).toEqual(['done', 1]);
      expect(files[0]!.name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\.mp4$/);
      expect(readdirSync(join(demo.dataDir, 'downloads', id))).toContain(files[0]!.name);
      await client.remove(id);
      // Under whatever name, it is the same file.
      expect((await client.fetch(input)).files[0]!.sha256).toBe(files[0]!.sha256);
    },
  );

  it('is ended by a person, and goes on when a person wants it', async () => {
    const input = { camera: cameras.aac, ...range() };
    await faults({ kind: 'download-defect', form: 'stall', afterBytes: 100_000, times: 1 });
    const { id } = await client.create(input);
    await client.until(id, 'some bytes', ({ bytes }) => bytes > 90_000);
    expect(await client.cancel(id)).toMatchObject({
      state: 'cancelled',
      reason: 'cancelled by admin',
      files: [],
      bytes: 0,
    });
    await until('the recorder to be let go', 5_000, async () =>
      (await servedOf(input)).includes('hung-up'),
    );
    await client.retry(id);
    expect(await client.settled(id)).toMatchObject({ state: 'done', reason: null, files: [{}] });
    const again = await client.ask('POST', downloadPaths.retry(id));
    expect(again.status).toBe(409);
  });

  it('waits for room on a full disk, and goes on when there is some', async () => {
    const disk = canMount() ? new SmallDisk(1) : undefined;
    try {
      // Without root, by the limit of its own: 1 MB, as long as another download has it.
      const small = disk ? { dir: disk.folder, reserveGb: 0 } : { maxGb: 0.001, reserveGb: 0 };
      await demo.reconfigure({ downloads: small });
      client = new DownloadsClient(demo, { cookie: await demo.cookie() });
      const { id } = await client.create({ camera: cameras.aac, ...range() });
      const words = disk ? 'the disk of the gateway is full' : 'downloads.maxGb';
      await client.until(
        id,
        'no room',
        ({ state, reason }) => state === 'waiting' && reason?.includes(words) === true,
      );
      expect(await client.show(id)).toMatchObject({ files: [], finishedAt: null });
      if (disk) {
        disk.grow(64);
      } else {
        await demo.reconfigure({ downloads: { maxGb: 10, reserveGb: 0 } });
      }
      const done = await client.settled(id);
      expect(done).toMatchObject({ state: 'done', reason: null, files: [{}] });
      await probeFile((await saved(done))[0]!.path);
      await client.remove(id);
    } finally {
      await demo.reconfigure({});
      disk?.close();
    }
  });
});

describe('several people', () => {
  it('who ask for the same share one transfer and one set of files', async () => {
    const headers = { authorization: `Bearer ${await apiToken(demo, 'desk', 'operator')}` };
    const desk = new DownloadsClient(demo, headers);
    const input = { camera: cameras.g711, ...range() };
    const [one, other] = await Promise.all([client.create(input), desk.create(input)]);
    expect(other.id).toBe(one.id);
    const done = await desk.settled(one.id);
    expect(await servedOf(input)).toEqual(['whole']);
    expect(done.state).toBe('done');
    await client.remove(one.id);
    expect(await desk.file(one.id, done.files[0]!.name)).toHaveLength(done.files[0]!.size);
    await desk.remove(one.id);
    expect(readdirSync(join(demo.dataDir, 'downloads'))).not.toContain(one.id);
  });

  it('never make the recorder serve more than two, and each gets its turn', async () => {
    const tooMany = async (): Promise<number> =>
      (await servedDownloads(demo)).latest.filter(({ status }) => status === 3).length;
    const before = await tooMany();
    const viewer = new DownloadsClient(demo, {
      authorization: `Bearer ${await apiToken(demo, 'viewer', 'viewer')}`,
    });
    const refused = await viewer.ask('POST', downloadPaths.downloads, {
      body: { recorder: 'demo', camera: cameras.h265, ...range() },
    });
    expect(refused.status).toBe(403);
    const fromMs = startedMs - 20 * hour;
    const long = await client.create({
      cameras: [cameras.h265, cameras.withGaps],
      from: iso(fromMs),
      to: iso(fromMs + 6 * hour),
    });
    const short = await client.fetch({ camera: cameras.g711, ...range() });
    expect(short.state).toBe('done');
    expect((await client.show(long.id)).finishedAt).toBeNull();
    await client.cancel(long.id);
    await client.remove(long.id);
    expect((await servedDownloads(demo)).maxRunning).toBe(2);
    expect(await tooMany()).toBe(before);
  });
});
