import type { Download } from '@casement/contract';

/** Files end with their last picture, a little before the next one begins, in milliseconds. */
const slackMs = 2_000;

/**
 * The cameras of which a download has neither a file nor the certainty that nothing was recorded, for some of its time.
 * All of them when nothing seems to be missing: the gateway knows better.
 */
export function missingCameras({ cameras, from, to, files, gaps }: Download): number[] {
  const missing = cameras.filter((camera) => {
    const known = [...files, ...gaps]
      .filter((one) => one.camera === camera)
      .map((one) => ({ fromMs: Date.parse(one.from), toMs: Date.parse(one.to) }))
      .toSorted((a, b) => a.fromMs - b.fromMs);
    let reachedMs = Date.parse(from);
    for (const { fromMs, toMs } of known) {
      if (fromMs > reachedMs + slackMs) {
        return true;
      }
      reachedMs = Math.max(reachedMs, toMs);
    }
    return reachedMs + slackMs < Date.parse(to);
  });
  return missing.length === 0 ? [...cameras] : missing;
}
