import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isDownloadId } from './download-plan.js';
import { manifestNames } from './manifest.js';
import { keepOnly } from './piece-folder.js';

/** Deletes what a crash has left of a download: files that are not whole, and files that nobody has written down. */
export async function tidyDownload(folder: string, files: ReadonlySet<string>): Promise<void> {
  const own = new Set<string>(Object.values(manifestNames));
  await keepOnly(folder, (name) => files.has(name) || own.has(name));
}

/**
 * Deletes the folders of downloads that nobody knows, unless they were finished after `keepAfterMs` (milliseconds since
 * 1970): a gateway that was given another database does not destroy what was signed. What else lies there is left alone.
 */
export async function tidyUnknown(
  dir: string,
  isKnown: (id: string) => boolean,
  keepAfterMs: number,
): Promise<void> {
  await keepOnly(
    dir,
    (name) => !isDownloadId(name) || isKnown(name) || finishedMs(join(dir, name)) > keepAfterMs,
  );
}

function finishedMs(folder: string): number {
  const manifest = join(folder, manifestNames.manifest);
  return statSync(manifest, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}
