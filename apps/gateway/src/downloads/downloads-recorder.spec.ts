import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeAnswer } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { downloadType, fileAnswer } from './testing/download-answer.js';
import { type AskedPiece, DownloadGateway } from './testing/download-gateway.js';

const noonMs = Date.parse('2026-11-20T12:00:00Z');
const hourMs = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const hours = (count: number) => ({ from: iso(noonMs), to: iso(noonMs + count * hourMs) });

const bytes = Buffer.from('recording '.repeat(100));
const sha256 = createHash('sha256').update(bytes).digest('hex');
const whole = ({ camera, startMs }: AskedPiece): FakeAnswer =>
  fileAnswer(`00${camera}_${startMs}_3000_7f_00_01`, bytes);

/** An answer as a recorder writes it: the lines of each part, and its body. */
const written = (...parts: [lines: string[], body: Buffer][]): FakeAnswer => ({
  status: 200,
  contentType: downloadType,
  body: Buffer.concat([
    ...parts.flatMap(([lines, body]) => [
      Buffer.from(['--myboundary', ...lines, '', ''].join('\r\n')),
      body,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--myboundary--\r\n'),
  ]),
});

describe('downloads of a recorder that', () => {
  let house: DownloadGateway;
  beforeEach(async () => {
    house = await DownloadGateway.start(whole);
  });
  afterEach(() => house.dispose());

  it('takes its time to begin: its other commands do not wait for that', async () => {
    house.answer = () => 'hang';
    await house.create({ cameras: [1, 2], ...hours(1) });
    await until(
      () => house.asked.length === 2,
      () => house.asked,
    );
  });

  it('does not say how long its parts are', async () => {
    house.answer = () =>
      written(
        [['X-Temp-FileName: filename = "a.tmp"', 'X-RecData-Satus: 0'], bytes],
        [['X-Prev-Filename: filename = "a.mp4"', 'X-RecData-Satus: 0'], Buffer.alloc(0)],
      );
    const { id } = await house.create({ camera: 1, ...hours(1) });
    expect(await house.settled(id)).toMatchObject({
      state: 'done',
      files: [{ name: 'a.mp4', sha256, durationMs: null }],
    });
  });

  it.each<[string, Partial<Exclude<FakeAnswer, string>>]>([
    ['keeps the connection behind the closing delimiter', { stalls: true }],
    ['B15 cuts the connection behind the last part', { cuts: true }],
  ])('%s: its file is whole', async (_name, odd) => {
    const answer = whole({ camera: 1, startMs: noonMs, endMs: noonMs + hourMs, uid: '' });
    if (typeof answer === 'string' || !(answer.body instanceof Uint8Array)) {
      throw new Error('found no body, expected one');
    }
    const isClosed = odd.stalls === true;
    const body = isClosed ? answer.body : answer.body.subarray(0, -'--myboundary--\r\n'.length);
    house.answer = () => ({ ...answer, ...odd, body });
    const { id } = await house.create({ camera: 1, ...hours(1) });
    expect(await house.settled(id)).toMatchObject({ state: 'done', files: [{ sha256 }] });
    expect(house.asked).toHaveLength(1);
  });

  it.each([
    ['1', 'text/plain', { state: 'done', files: [], pieces: { done: 1, all: 1 } }],
    ['2', 'text/html', { state: 'failed', offer: 'gops' }],
  ])(
    'says its status %s in the head of the answer only (%s)',
    async (status, contentType, shown) => {
      house.answer = () => ({ status: 200, contentType, headers: { 'X-RecData-Satus': status } });
      const { id } = await house.create({ camera: 1, ...hours(1) });
      expect(await house.settled(id)).toMatchObject(shown);
      expect(house.asked).toHaveLength(1);
    },
  );

  it('says that a part is shorter than it is: nothing is taken for whole', async () => {
    house.answer = () =>
      written(
        [['Content-Length: 900', 'X-Temp-FileName: filename = "a.tmp"'], bytes],
        [['Content-Length: 0', 'X-Prev-Filename: filename = "a.mp4"'], Buffer.alloc(0)],
      );
    const { id } = await house.create({ camera: 1, ...hours(1) });
    const waiting = await house.until(
      id,
      ({ reason }) => reason?.includes('tried again after') === true,
    );
    expect(waiting).toMatchObject({
      state: 'waiting',
      files: [],
      reason: expect.stringContaining('its Content-Length is not true') as string,
    });
  });

  it('has much to do: downloads take turns', async () => {
    house.answer = () => 'hang';
    const long = await house.create({ camera: 1, ...hours(6) });
    await until(() => house.asked.length === 2);
    const short = await house.create({ camera: 2, ...hours(1) });
    expect(await house.show(short.id)).toMatchObject({
      state: 'queued',
      pieces: { done: 0, all: 1 },
    });
    // What hangs is ended by a restart; from then on the short one is not behind all of the long one.
    house.asked.length = 0;
    house.answer = whole;
    await house.restart();
    await house.settled(long.id);
    await house.settled(short.id);
    const place = house.asked.findIndex(({ camera }) => camera === 2);
    expect(place).toBeLessThanOrEqual(1);
    expect(house.asked).toHaveLength(7);
  });

  it('gives all of its files the same name: none is written over another one', async () => {
    const different = (piece: AskedPiece): Buffer => Buffer.from(`of ${piece.startMs} `.repeat(50));
    house.answer = (piece) => fileAnswer('001_231115000000_3000_7f_00_01', different(piece));
    const { id } = await house.create({ camera: 1, ...hours(6) });
    const { files } = await house.settled(id);
    expect(new Set(files.map(({ name }) => name)).size).toBe(6);
    for (const { name, from, sha256: noted } of files) {
      const found = readFileSync(join(house.folderOf(id), name));
      expect(found.toString()).toBe(`of ${Date.parse(from)} `.repeat(50));
      expect(noted).toBe(createHash('sha256').update(found).digest('hex'));
    }
  });

  it('was through, while its manifest could not be written: that is done later', async () => {
    let isHeld = true;
    house.answer = (piece) => (isHeld && piece.startMs > noonMs ? 'hang' : whole(piece));
    const { id } = await house.create({ camera: 1, ...hours(2) });
    await house.until(id, ({ pieces }) => pieces.done === 1);
    // A folder where the manifest is to be written.
    const inTheWay = join(house.folderOf(id), 'signing-key.pem');
    isHeld = false;
    await house.restart(() => mkdirSync(join(inTheWay, 'x'), { recursive: true }));
    const waiting = await house.until(id, ({ pieces }) => pieces.done === 2);
    expect(await house.until(id, ({ state }) => state === 'waiting')).toMatchObject({
      files: waiting.files,
      finishedAt: null,
      reason: 'its manifest could not be written; tried again',
    });
    await house.restart(() => rmSync(inTheWay, { recursive: true }));
    expect(await house.settled(id)).toMatchObject({ state: 'done', reason: null });
    expect(existsSync(join(house.folderOf(id), 'manifest.json'))).toBe(true);
    expect(house.asked.filter(({ startMs }) => startMs === noonMs)).toHaveLength(1);
  });
});
