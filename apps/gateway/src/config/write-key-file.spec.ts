import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKeyFile } from './write-key-file.js';

describe('writeKeyFile', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'casement-key-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('writes a file that nobody else may read, and nothing beside it', () => {
    const file = join(folder, 'data', 'a.key');
    writeKeyFile(file, new Uint8Array([1, 2, 3]));
    expect([...readFileSync(file)]).toEqual([1, 2, 3]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'data'))).toEqual(['a.key']);
  });

  it('leaves a key that is there', () => {
    const file = join(folder, 'a.key');
    writeKeyFile(file, 'first');
    writeKeyFile(file, 'second');
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(readdirSync(folder)).toEqual(['a.key']);
  });

  it('says what is wrong with the folder', () => {
    writeKeyFile(join(folder, 'file'), 'not a folder');
    expect(() => writeKeyFile(join(folder, 'file', 'a.key'), 'x')).toThrow(/EEXIST|ENOTDIR/);
  });
});
