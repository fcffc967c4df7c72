import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepOnly, PieceFolder, PieceFolderError } from './piece-folder.js';

let root: string;
let folder: PieceFolder;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'casement-piece-'));
  mkdirSync(join(root, 'target'));
  folder = new PieceFolder(join(root, 'work-0'));
  await folder.begin();
});
afterEach(async () => {
  await folder.discard();
  rmSync(root, { recursive: true });
});

const bytes = Buffer.from('some recording');
const sha256 = createHash('sha256').update(bytes).digest('hex');

const write = async (temporary: string, name: string): Promise<void> => {
  await folder.create(temporary);
  await folder.append(bytes.subarray(0, 4));
  await folder.append(bytes.subarray(4));
  await folder.close(name);
};

describe('PieceFolder', () => {
  it('publishes whole files with their hashes', async () => {
    await write('a.tmp', 'a.mp4');
    const published = await folder.publish(join(root, 'target'), () => false);
    expect(published).toMatchObject([{ name: 'a.mp4', size: bytes.length, sha256 }]);
    expect(readFileSync(join(root, 'target', 'a.mp4'))).toEqual(bytes);
    expect(readdirSync(root)).toEqual(['target']);
  });

  it('names that differ in nothing but case are one on some disks, and in zips unpacked there', async () => {
    await write('a.tmp', 'Gate.mp4');
    await write('b.tmp', 'gate.mp4');
    const published = await folder.publish(join(root, 'target'), () => false);
    const names = published.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(2);
  });

  it('writes over nothing', async () => {
    await write('a.tmp', 'a.mp4');
    const published = await folder.publish(join(root, 'target'), (name) => name === 'a.mp4');
    expect(published.map(({ name }) => name)).toEqual(['a-1.mp4']);
  });

  it('does not keep what is not whole', async () => {
    await folder.create('a.tmp');
    await folder.append(bytes);
    await folder.abandon();
    expect(await folder.publish(join(root, 'target'), () => false)).toEqual([]);
    expect(readdirSync(join(root, 'target'))).toEqual([]);
  });

  it('an empty file is none', async () => {
    await folder.create('a.tmp');
    await expect(folder.close('a.mp4')).rejects.toThrow(PieceFolderError);
    expect(folder.whole).toEqual([]);
  });

  it.each([
    '../a.mp4',
    '/etc/passwd',
    'a/b.mp4',
    'a\\b.mp4',
    '.mp4',
    'a\0.mp4',
    '',
    'a.exe',
    '-a.mp4',
  ])('DL05 never touches %j', async (name) => {
    await expect(folder.create(name)).rejects.toThrow(PieceFolderError);
    await folder.create('a.tmp');
    await folder.append(bytes);
    await expect(folder.close(name)).rejects.toThrow(PieceFolderError);
    expect(readdirSync(root).sort()).toEqual(['target', 'work-0']);
  });

  it('takes what another program wrote', async () => {
    writeFileSync(folder.pathOf('b.mp4'), bytes);
    await folder.adopt('b.mp4');
    expect(folder.whole).toMatchObject([{ name: 'b.mp4', size: bytes.length, sha256 }]);
  });
});

describe('keepOnly', () => {
  it('deletes the rest, folders too', async () => {
    writeFileSync(join(root, 'stray.mp4'), bytes);
    expect(await keepOnly(root, (name) => name === 'target')).toBe(2);
    expect(readdirSync(root)).toEqual(['target']);
    expect(await keepOnly(join(root, 'missing'), () => true)).toBe(0);
  });
});
