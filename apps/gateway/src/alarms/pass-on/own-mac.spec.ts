import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { MAC_FILE, ownMac } from './own-mac.js';

describe('ownMac', () => {
  const folder = temporaryFolder('casement-mac-');
  const file = join(folder.path, MAC_FILE);

  beforeEach(() => folder.empty());

  it('is locally administered, of one device, and the same after a restart', () => {
    const first = ownMac(folder.path);
    expect(first).toEqual({ mac: expect.stringMatching(/^02(:[0-9A-F]{2}){5}$/), trouble: null });
    expect(ownMac(folder.path)).toEqual(first);
    expect(readFileSync(file, 'utf8')).toBe(`${first.mac}\n`);
  });

  it('is another one in another folder, which is made', () => {
    expect(ownMac(join(folder.path, 'a', 'b')).mac).not.toBe(ownMac(folder.path).mac);
  });

  it('is made anew when the file holds something else', () => {
    writeFileSync(file, 'FF:FF:FF:FF:FF:FF');
    const { mac } = ownMac(folder.path);
    expect(mac).toMatch(/^02:/);
    expect(readFileSync(file, 'utf8')).toContain(mac);
  });

  it('says when it cannot be kept', () => {
    writeFileSync(join(folder.path, 'file'), '');
    const { mac, trouble } = ownMac(join(folder.path, 'file', 'data'));
    expect(mac).toMatch(/^02:/);
    expect(trouble).toMatch(/could not be kept in .*alarm-mac \(E[A-Z]+\)$/);
  });
});
