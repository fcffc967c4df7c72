import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tidyDownload, tidyUnknown } from './tidy-folders.js';

describe('tidying', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'casement-tidy-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('leaves of a download what is whole', async () => {
    mkdirSync(join(dir, 'work-0'));
    for (const name of ['a.mp4', 'b.mp4', 'manifest.json', 'manifest.json.new', 'work-0/c.tmp']) {
      writeFileSync(join(dir, name), 'x');
    }
    await tidyDownload(dir, new Set(['a.mp4']));
    expect(readdirSync(dir).sort()).toEqual(['a.mp4', 'manifest.json']);
  });

  it('takes away folders that nobody knows, but none that was signed lately, and nothing else', async () => {
    const [known, unknown, signed] = [randomUUID(), randomUUID(), randomUUID()];
    for (const name of [known, unknown, signed, 'of-somebody-else']) {
      mkdirSync(join(dir, name));
    }
    writeFileSync(join(dir, signed, 'manifest.json'), '{}');
    await tidyUnknown(dir, (id) => id === known, Date.now() - 60_000);
    expect(readdirSync(dir).sort()).toEqual([known, signed, 'of-somebody-else'].sort());
    await tidyUnknown(dir, (id) => id === known, Date.now() + 60_000);
    expect(readdirSync(dir).sort()).toEqual([known, 'of-somebody-else'].sort());
  });

  it('a folder that is not there has nothing to be tidied', async () => {
    await tidyDownload(join(dir, 'nowhere'), new Set());
    expect(readdirSync(dir)).toEqual([]);
  });
});
