import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { StoredDownload } from './download-record.js';
import { manifestText } from './manifest.js';
import { openSigningKey, SIGNING_KEY_FILE, SigningKeyError } from './signing-key.js';
import { zipStream } from './zip-stream.js';

const program = join(import.meta.dirname, '../../../../tools/verify-download.mjs');
const startMs = Date.UTC(2026, 10, 20, 12);
const bytes = Buffer.from('a recording');

const stored: StoredDownload = {
  record: {
    id: '0f0e0d0c-0000-4000-8000-000000000001',
    recorder: 'hq',
    cameras: [1],
    fromMs: startMs,
    toMs: startMs + 3_600_000,
    format: 'mp4',
    source: 'recorder',
    state: 'done',
    reason: null,
    offer: null,
    fingerprint: '',
    owners: [{ key: 'session:ann', name: 'ann' }],
    createdBy: 'ann',
    createdMs: startMs,
    finishedMs: startMs,
    expiresMs: startMs,
  },
  pieces: [],
  files: [
    {
      name: 'a.mp4',
      piece: 0,
      camera: 1,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      crc32: crc32(bytes),
      fromMs: startMs,
      toMs: startMs + 3_600_000,
      durationMs: null,
    },
  ],
};

const verify = (...args: string[]): { code: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
  });
  return { code: status, said: `${stdout}${stderr}` };
};

describe('casement verify', () => {
  let folder: string;
  let keys: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'casement-verify-'));
    keys = mkdtempSync(join(tmpdir(), 'casement-keys-'));
    signed(stored);
    writeFileSync(join(folder, 'a.mp4'), bytes);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    rmSync(keys, { recursive: true });
  });

  const signed = (download: StoredDownload): void => {
    const key = openSigningKey(keys);
    const text = manifestText(download, undefined, { version: '1', publicKey: key.publicPem });
    writeFileSync(join(folder, 'manifest.json'), text);
    writeFileSync(join(folder, 'manifest.json.sig'), key.sign(Buffer.from(text)));
    writeFileSync(join(folder, 'signing-key.pem'), key.publicPem);
  };

  const zipped = async (): Promise<Buffer> => {
    const names = ['manifest.json', 'manifest.json.sig', 'signing-key.pem', 'a.mp4'];
    const entries = names.map((name) => {
      const content = readFileSync(join(folder, name));
      async function* open(): AsyncGenerator<Uint8Array> {
        yield content;
        await Promise.resolve();
      }
      return { name, size: content.length, crc32: crc32(content), modifiedMs: startMs, open };
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of zipStream(entries)) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };

  it('a folder and a zip as they were signed: 0', async () => {
    expect(verify(folder)).toMatchObject({ code: 0 });
    const zip = join(keys, 'a.zip');
    writeFileSync(zip, await zipped());
    const { code, said } = verify(zip, '--key', join(folder, 'signing-key.pem'));
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringContaining('asked by  ann'),
    });
  });

  it.each([
    ['a changed file', 'a.mp4', 'b recording', /a\.mp4: its content was changed/],
    ['a shortened file', 'a.mp4', 'a', /found 1 bytes, expected 11/],
    ['a file too many', 'b.mp4', 'x', /b\.mp4: not part of what was signed/],
    ['a changed manifest', 'manifest.json', '', /signature does not belong|no JSON/],
  ])('%s: 1 or 2, with words', (_, name, content, words) => {
    const before = name === 'manifest.json' ? readFileSync(join(folder, name), 'utf8') : '';
    writeFileSync(join(folder, name), before === '' ? content : before.replace('"ann"', '"bob"'));
    const { code, said } = verify(folder);
    expect(code).toBe(1);
    expect(said).toMatch(words);
  });

  it.each<[string, (zip: Buffer) => Buffer]>([
    [
      'a file has another name in its own header, which whoever unpacks from the front takes',
      (zip) => {
        zip.write('b.mp4', zip.lastIndexOf('PK\u0003\u0004') + 30);
        return zip;
      },
    ],
    [
      'there is something between files and directory',
      (zip) => {
        const end = zip.length;
        const at = zip.readUInt32LE(end - 22 + 16);
        zip.writeUInt32LE(at + 5, end - 22 + 16);
        zip.writeBigUInt64LE(BigInt(at + 5), end - 98 + 48);
        zip.writeBigUInt64LE(zip.readBigUInt64LE(end - 42 + 8) + 5n, end - 42 + 8);
        return Buffer.concat([zip.subarray(0, at), Buffer.from('extra'), zip.subarray(at)]);
      },
    ],
    [
      'the ends of the zip do not agree',
      (zip) => {
        zip.writeUInt16LE(3, zip.length - 22 + 10);
        return zip;
      },
    ],
    ['something follows the zip', (zip) => Buffer.concat([zip, Buffer.from('more')])],
  ])('a zip that could be unpacked as another one: 2, when %s', async (_, change) => {
    const zip = join(keys, 'changed.zip');
    writeFileSync(zip, change(await zipped()));
    const { code, said } = verify(zip);
    expect(said).toMatch(/unpack it and check the folder/);
    expect(code).toBe(2);
  });

  it('a file that is named twice: 1', () => {
    signed({ ...stored, files: [...stored.files, ...stored.files] });
    const { code, said } = verify(folder);
    expect(said).toContain('a.mp4: more than once in the manifest');
    expect(code).toBe(1);
  });

  it('a link in the place of a file, and a manifest that is far too large: 2', () => {
    const elsewhere = join(keys, 'elsewhere');
    writeFileSync(elsewhere, bytes);
    rmSync(join(folder, 'a.mp4'));
    symlinkSync(elsewhere, join(folder, 'a.mp4'));
    expect(verify(folder)).toMatchObject({
      code: 2,
      said: expect.stringContaining('expected a plain file'),
    });
    truncateSync(join(folder, 'manifest.json'), 1e9);
    expect(verify(folder)).toMatchObject({ code: 2, said: expect.stringContaining('far fewer') });
  });

  it('shows no control characters of what it reads', () => {
    signed({ ...stored, record: { ...stored.record, createdBy: 'ann\u001b[2K\u0007' } });
    writeFileSync(join(folder, 'x\u001b[1A\n.mp4'), '');
    const { said } = verify(folder);
    expect(said).toContain('asked by  ann?[2K?');
    expect(said).toContain('WRONG     x?[1A?.mp4: not part');
  });

  it('another key: 1', () => {
    const other = mkdtempSync(join(tmpdir(), 'casement-keys-'));
    writeFileSync(join(keys, 'other.pem'), openSigningKey(other).publicPem);
    expect(verify(folder, '--key', join(keys, 'other.pem'))).toMatchObject({ code: 1 });
    rmSync(other, { recursive: true });
  });

  it('what cannot be checked: 2', async () => {
    expect(verify()).toMatchObject({ code: 2, said: expect.stringContaining('usage') });
    expect(verify(join(folder, 'missing'))).toMatchObject({ code: 2 });
    const zip = join(keys, 'cut.zip');
    writeFileSync(zip, (await zipped()).subarray(0, 300));
    expect(verify(zip)).toMatchObject({
      code: 2,
      said: expect.stringContaining('no end of a zip'),
    });
    rmSync(join(folder, 'manifest.json'));
    expect(verify(folder)).toMatchObject({ code: 2 });
  });

  it('the key is made once and readable for nobody else', () => {
    expect(statSync(join(keys, SIGNING_KEY_FILE)).mode & 0o777).toBe(0o600);
    const { publicPem } = openSigningKey(keys);
    expect(openSigningKey(keys).publicPem).toBe(publicPem);
    writeFileSync(join(keys, SIGNING_KEY_FILE), 'no key');
    expect(() => openSigningKey(keys)).toThrow(SigningKeyError);
  });
});
