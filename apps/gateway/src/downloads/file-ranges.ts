import { instantOfLocal, type RecorderZone } from '../recorders/recorder-zone.js';

/** What is known of a file of a piece: its name, and how long it plays; null: it does not say. */
type PieceFile = { readonly name: string; readonly durationMs: number | null };

/** In milliseconds since 1970 (UTC). */
export type FileRange = { readonly fromMs: number; readonly toMs: number };

/** `001_231115083305_3000_7f_00_01.mp4` (NVR v1.4R1 6.3.2): the recorder's time, at the second place. */
const recorderName = /^[^_]*_(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})_/;
/** `camera-001-20261120T120000Z.mp4`: a name of the gateway. */
const ownName = /-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z/;
/** Pictures are missing at the seams of files that follow one another: so much for each is not a gap. */
const seamMs = 2_000;

/**
 * What each file of a piece shows. Recorders say it in the names, where these differ (the document's own example has two files
 * with the same time); else files that fill the piece follow one another. Where neither is so, each file has the range of the
 * piece.
 *
 * @param files in their order
 */
export function rangesOfFiles(
  files: readonly PieceFile[],
  piece: { readonly startMs: number; readonly endMs: number },
  zone: RecorderZone,
): readonly FileRange[] {
  const whole = { fromMs: piece.startMs, toMs: piece.endMs };
  const starts = startsByName(files, whole, zone) ?? startsByLength(files, whole);
  if (starts === undefined) {
    return files.map(() => whole);
  }
  return files.map(({ durationMs }, index) => {
    const fromMs = starts[index] ?? whole.fromMs;
    const nextMs = starts[index + 1] ?? whole.toMs;
    return { fromMs, toMs: durationMs === null ? nextMs : Math.min(fromMs + durationMs, nextMs) };
  });
}

function startsByName(
  files: readonly PieceFile[],
  whole: FileRange,
  zone: RecorderZone,
): readonly number[] | undefined {
  const starts = files.flatMap(({ name }) => startOf(name, whole, zone) ?? []);
  const isRising = starts.every((ms, index) => index === 0 || ms > (starts[index - 1] ?? ms));
  return starts.length === files.length && isRising ? starts : undefined;
}

function startOf(name: string, whole: FileRange, zone: RecorderZone): number | undefined {
  const own = ownName.exec(name);
  const told = recorderName.exec(name);
  const candidates = own
    ? [Date.parse(`${textOf(own.slice(1))}Z`)]
    : told
      ? [false, true].map((summerTime) =>
          instantOfLocal({ text: `20${textOf(told.slice(1))}`, summerTime }, zone),
        )
      : [];
  return candidates.find((ms) => ms !== undefined && ms >= whole.fromMs && ms < whole.toMs);
}

function textOf([year, month, day, hour, minute, second]: readonly string[]): string {
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

function startsByLength(
  files: readonly PieceFile[],
  { fromMs, toMs }: FileRange,
): readonly number[] | undefined {
  const lengths = files.flatMap(({ durationMs }) => durationMs ?? []);
  const sum = lengths.reduce((all, ms) => all + ms, 0);
  const isFilled = Math.abs(toMs - fromMs - sum) <= seamMs * files.length;
  if (lengths.length !== files.length || !isFilled) {
    return undefined;
  }
  let at = fromMs;
  return lengths.map((ms) => {
    const startMs = Math.min(at, toMs);
    at += ms;
    return startMs;
  });
}
