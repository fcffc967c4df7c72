import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the tests of a file; call it at the top of the file. It is gone after them. */
export const temporaryFolder = (prefix: string) => {
  const path = mkdtempSync(join(tmpdir(), prefix));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    /** Removes everything in it. */
    empty: () => {
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path);
    },
  };
};
