import { createHash } from 'node:crypto';
import type { DownloadFormat, DownloadSource } from '@casement/contract';
import { ProtocolError, splitRange } from '@casement/protocol';
import type { DownloadPiece } from './download-record.js';

/** What somebody asks for, read. Times in milliseconds since 1970. */
export type DownloadPlan = {
  readonly recorder: string;
  /** Ascending, each once. */
  readonly cameras: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly format: DownloadFormat;
  readonly source: DownloadSource;
};

/** More than a year of one camera, or a fortnight of 24: whoever wants more asks twice. */
export const maxPieces = 10_000;

/** The pieces of a plan, camera by camera, each at most an hour and of whole minutes (B69). */
export function piecesOf({ cameras, fromMs, toMs }: DownloadPlan): readonly DownloadPiece[] {
  const ranges = splitRange(fromMs, toMs);
  return cameras.flatMap((camera, index) =>
    ranges.map(({ startMs, endMs }, place) => ({
      number: index * ranges.length + place,
      camera,
      startMs,
      endMs,
      state: 'open' as const,
      reason: null,
      bytes: 0,
      notes: [],
    })),
  );
}

/** How many pieces a plan has; `undefined`: more than anybody may ask for. */
export function countPieces(plan: DownloadPlan): number | undefined {
  try {
    const count = plan.cameras.length * splitRange(plan.fromMs, plan.toMs).length;
    return count <= maxPieces ? count : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) {
      return undefined;
    }
    throw error;
  }
}

/** The same for plans that bring the same files. */
export function fingerprintOf(plan: DownloadPlan): string {
  const { recorder, cameras, fromMs, toMs, format, source } = plan;
  const minutes = splitRange(fromMs, toMs);
  const text = JSON.stringify([
    recorder,
    cameras,
    minutes[0]?.startMs,
    minutes.at(-1)?.endMs,
    format,
    source,
  ]);
  return createHash('sha256').update(text).digest('hex');
}

/** Whether a name is one that `randomUUID` makes, and so may be the folder of a download. */
export function isDownloadId(name: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}
