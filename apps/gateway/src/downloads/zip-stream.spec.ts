import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type ZipEntry, ZipError, zipLength, zipStream } from './zip-stream.js';

const folder = mkdtempSync(join(tmpdir(), 'casement-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 3);
  yield bytes.subarray(3);
  await Promise.resolve();
}

const entry = (name: string, bytes: Uint8Array): ZipEntry => ({
  name,
  size: bytes.length,
  crc32: crc32(bytes),
  modifiedMs: Date.UTC(2026, 10, 22, 1, 2, 4),
  open: () => once(bytes),
});

const collect = async (entries: readonly ZipEntry[]): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipStream(entries)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** What Python's zipfile makes of a zip: names, contents in hex, and the first file that is damaged. */
const readBack = (bytes: Uint8Array): unknown => {
  const file = join(folder, 'made.zip');
  writeFileSync(file, bytes);
  const program =
    'import json,sys,zipfile\n' +
    'z=zipfile.ZipFile(sys.argv[1])\n' +
    'print(json.dumps([z.testzip(),{i.filename:[z.read(i).hex(),list(i.date_time)] for i in z.infolist()}]))';
  return JSON.parse(execFileSync('python3', ['-c', program, file], { encoding: 'utf8' }));
};

describe('zipStream', () => {
  it('is read back by others, and as long as announced', async () => {
    const files = [
      entry('manifest.json', Buffer.from('{"a":1}')),
      entry('empty.txt', Buffer.alloc(0)),
      entry('001_231115000000_3000_7f_00_01.mp4', Buffer.alloc(100_000, 7)),
    ];
    const bytes = await collect(files);
    expect(bytes.length).toBe(zipLength(files));
    const at = [2026, 11, 22, 1, 2, 4];
    expect(readBack(bytes)).toEqual([
      null,
      {
        'manifest.json': [Buffer.from('{"a":1}').toString('hex'), at],
        'empty.txt': ['', at],
        '001_231115000000_3000_7f_00_01.mp4': [Buffer.alloc(100_000, 7).toString('hex'), at],
      },
    ]);
  });

  it('has sizes of more than 32 bits', () => {
    expect(zipLength([{ name: 'a', size: 5e12 }])).toBeGreaterThan(5e12);
  });

  it('says when a file is not what was announced', async () => {
    const wrong = { ...entry('a.mp4', Buffer.alloc(10)), size: 11 };
    await expect(collect([wrong])).rejects.toThrow(ZipError);
  });

  it('an empty zip is one', async () => {
    expect(readBack(await collect([]))).toEqual([null, {}]);
    expect(readFileSync(join(folder, 'made.zip')).length).toBe(zipLength([]));
  });
});
