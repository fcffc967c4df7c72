import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for a test's footage, removed after its file. Call it at the top of a test file. */
export function footageFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeAll(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'casement-footage-'));
  });
  afterAll(async () => {
    await rm(folder.path, { recursive: true });
  });
  return folder;
}
