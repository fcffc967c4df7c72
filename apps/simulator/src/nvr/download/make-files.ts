import { setImmediate as breathe } from 'node:timers/promises';
import type { RecordedGop } from '../playback/recorded-gop.js';
import type { RecordedTimeline } from '../playback/recorded-timeline.js';
import { downloadName } from './download-file.js';
import type { DownloadFile } from './download-file.js';
import type { DownloadRange } from './download-range.js';
import type { DownloadKind } from './download-request.js';
import type { DownloadsScenario } from './downloads-scenario.js';
import { fileMaker } from './file-maker.js';
import type { FileSource, MadeFile } from './file-maker.js';

/** What files are made of. */
export type MakeFilesOptions = {
  readonly kind: DownloadKind;
  readonly range: DownloadRange;
  readonly timeline: RecordedTimeline;
  readonly source: FileSource;
  readonly scenario: DownloadsScenario;
  readonly signal: AbortSignal;
};

/** How long GOPs are made in one go: live pictures wait meanwhile. */
const turnMs = 10;

/** A piece of the recordings: where it ends, its files, and what comes behind it. */
type MadePiece = {
  readonly startMs: number;
  readonly files: readonly MadeFile[];
  readonly next: RecordedGop | undefined;
};

/** The first GOP that begins in a range; `undefined`: nothing is recorded there. */
export function firstGopIn(
  timeline: RecordedTimeline | undefined,
  { fromMs, toMs }: DownloadRange,
): RecordedGop | undefined {
  const gop = timeline?.firstFrom(fromMs);
  return gop !== undefined && gop.startMs < toMs ? gop : undefined;
}

/**
 * The files of a range, one after the other as they are needed: a new one behind each gap, where the recording changed,
 * and when a file is large enough (DL02). The same range gives the same bytes. Ends early when the signal says so.
 */
export async function* makeFiles(options: MakeFilesOptions): AsyncGenerator<DownloadFile> {
  const { range, timeline, signal } = options;
  let next = firstGopIn(timeline, range);
  let isFirst = true;
  while (next !== undefined) {
    const piece = await makePiece(options, next);
    if (signal.aborted) {
      return;
    }
    for (const file of piece.files) {
      yield named(options, piece, file, isFirst);
    }
    next = piece.next;
    isFirst = false;
  }
}

async function makePiece(options: MakeFilesOptions, first: RecordedGop): Promise<MadePiece> {
  const { kind, source, timeline, range, scenario, signal } = options;
  const maker = fileMaker(kind, source, first);
  let gop = first;
  let next: RecordedGop | undefined;
  let turnStartMs = performance.now();
  for (;;) {
    maker?.add(gop);
    next = firstGopIn(timeline, { fromMs: gop.endMs, toMs: range.toMs });
    const goesOn = next?.startMs === gop.endMs && next.source === gop.source;
    if (next === undefined || !goesOn || (maker?.bytes() ?? 0) >= scenario.splitBytes) {
      break;
    }
    gop = next;
    if (performance.now() - turnStartMs >= turnMs) {
      await breathe();
      turnStartMs = performance.now();
      if (signal.aborted) {
        break;
      }
    }
  }
  return { startMs: first.startMs, files: maker?.finish(gop.endMs) ?? [], next };
}

function named(
  { range, source, scenario }: MakeFilesOptions,
  { startMs, next }: MadePiece,
  { extension, contents }: MadeFile,
  isFirst: boolean,
): DownloadFile {
  const name = downloadName(source.clock, {
    camera: source.camera,
    timeMs: scenario.nameTime === 'file' ? startMs : range.fromMs,
    isFirst,
    isLast: next === undefined,
    medium: extension === 'n3a' ? 'sound' : 'pictures',
  });
  const bytes = contents.reduce((sum, { length }) => sum + length, 0);
  return { name, extension, bytes, contents };
}
