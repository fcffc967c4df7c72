import type { DownloadRecord, StoredDownload } from './download-record.js';

/** A file begins and ends with whole GOPs, and recorders end a recording a little late. */
const toleranceMs = 10_000;

/** How a download ends of which no piece is open any more: complete, without a recording, or with something missing. */
export function verdictOf(
  stored: Pick<StoredDownload, 'pieces' | 'files'>,
): Pick<DownloadRecord, 'state' | 'reason'> {
  const { pieces } = stored;
  const failed = pieces.filter(({ state }) => state === 'failed');
  const [first] = failed;
  if (first !== undefined) {
    const share =
      failed.length === pieces.length
        ? ''
        : `${failed.length} of ${pieces.length} parts are missing: `;
    return { state: 'failed', reason: `${share}${first.reason ?? 'for no known reason'}` };
  }
  const isNothing = pieces.every(({ state }) => state === 'none');
  return {
    state: 'done',
    reason: isNothing ? 'Nothing is recorded in this range.' : shortage(stored),
  };
}

/**
 * What files of parts that are there do not show, in words: recorders leave out what they have not recorded and say nothing
 * of it. Null: nothing of note, or the files do not say how long they are.
 */
function shortage({ pieces, files }: Pick<StoredDownload, 'pieces' | 'files'>): string | null {
  const missing = pieces.map(({ number, state, startMs, endMs }) => {
    const durations = files
      .filter(({ piece }) => piece === number)
      .map(({ durationMs }) => durationMs);
    const isTold = state === 'done' && !durations.includes(null);
    const shownMs = durations.reduce<number>((sum, each) => sum + (each ?? 0), 0);
    const missingMs = isTold ? endMs - startMs - shownMs : 0;
    return missingMs > toleranceMs ? missingMs : 0;
  });
  const sumMs = missing.reduce((sum, each) => sum + each, 0);
  const askedMs = pieces.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  return sumMs === 0
    ? null
    : `Of ${inWords(askedMs)} about ${inWords(sumMs)} are missing in the files: the recorder has no recording of them.`;
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
