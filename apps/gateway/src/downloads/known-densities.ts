import type { DownloadPiece, DownloadRecord } from './download-record.js';

type Subject = Pick<DownloadRecord, 'recorder' | 'format' | 'source'>;

/** How many bytes a millisecond of a camera has, as the latest whole piece showed it: for estimates. */
export class KnownDensities {
  readonly #bytesPerMs = new Map<string, number>();

  /** A piece is through. Kept is one number for each camera, format and source. */
  note(subject: Subject, { camera, state, bytes, startMs, endMs }: DownloadPiece): void {
    if (state === 'done' && bytes > 0) {
      this.#bytesPerMs.set(keyOf(subject, camera), bytes / (endMs - startMs));
    }
  }

  /** Bytes per millisecond; null while nobody can tell. */
  of(subject: Subject, camera: number): number | null {
    return this.#bytesPerMs.get(keyOf(subject, camera)) ?? null;
  }
}

function keyOf({ recorder, format, source }: Subject, camera: number): string {
  return `${recorder} ${camera} ${format} ${source}`;
}
