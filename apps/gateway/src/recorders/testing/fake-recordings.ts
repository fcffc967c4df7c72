import { nalUnitType, splitAnnexB } from '@casement/media';
import {
  serializeRecordedTimes,
  serializeRecorderLog,
  writePlaybackBody,
  writePlaybackSoundBody,
} from '@casement/protocol';
import type { LogEntry, NvrRequest, RecordedDisk, RecordedZone } from '@casement/protocol';
import { accessUnits, readFixture } from './fixture.js';

/** A span of recording, in milliseconds since 1970. */
export type FakeSpan = { readonly fromMs: number; readonly toMs: number };

/** The commands that say what comes next. */
type PlayRequest = Extract<
  NvrRequest,
  {
    command:
      | 'mask'
      | 'play'
      | 'goToDate'
      | 'reversePlay'
      | 'pause'
      | 'nextFrame'
      | 'previousFrame'
      | 'fastForward'
      | 'fastReverse'
      | 'stopPlayback';
  }
>;

type Cursor = {
  cameras: readonly number[];
  /** -1: each GOP is the one before. */
  direction: 1 | -1;
  /** GOPs passed over by fast forward and rewind. */
  skip: number;
  /** Where the next GOP is looked for, per camera that has got one since the last command. */
  positions: Map<number, number>;
  atMs: number;
};

const gopMs = 1_000;
const pictureMs = 200;
const startCode = Uint8Array.of(0, 0, 0, 1);

/** A GOP of five pictures of 128 x 96, as Annex B. */
const gopPictures: readonly Uint8Array[] = accessUnits(
  splitAnnexB(readFixture('tiny-baseline.h264')),
  (nalUnit) => nalUnitType(nalUnit) <= 5,
)
  .slice(0, gopMs / pictureMs)
  .map((nalUnits) => Buffer.concat(nalUnits.flatMap((nalUnit) => [startCode, nalUnit])));

/** What a recorder has recorded: GOPs of one second that begin at whole seconds, in the spans of each camera. */
export class FakeRecordings {
  /** Of cameras; those that are not in it have no recordings. */
  readonly spans = new Map<number, readonly FakeSpan[]>();
  disks: readonly RecordedDisk[] = [];
  readonly logs: Record<'error' | 'event', readonly LogEntry[]> = { error: [], event: [] };
  zone: RecordedZone = { timeZoneMinutes: 0, summerTime: false };
  /** Whether `playaudio.cgi` has something to give. */
  hasSound = true;
  readonly #cursors = new Map<string, Cursor>();

  /** UIDs that play back. */
  get uids(): readonly string[] {
    return [...this.#cursors.keys()];
  }

  /** `hdrctl.cgi`. */
  control(request: PlayRequest): void {
    const { uid } = request;
    const cursor = this.#cursors.get(uid) ?? newCursor();
    this.#cursors.set(uid, cursor);
    switch (request.command) {
      case 'mask':
        cursor.cameras = request.mask.cameras;
        break;
      case 'play':
        turn(cursor, 1, 0);
        break;
      case 'pause':
        break;
      case 'goToDate':
        turn(cursor, 1, 0, request.timeMs);
        break;
      case 'nextFrame':
        turn(cursor, 1, 0, request.timeMs + pictureMs);
        break;
      case 'previousFrame':
      case 'reversePlay':
        turn(cursor, -1, 0, request.timeMs - gopMs);
        break;
      case 'fastForward':
        turn(cursor, 1, cursor.skip + 1, request.timeMs);
        break;
      case 'fastReverse':
        turn(cursor, -1, cursor.skip + 1, request.timeMs);
        break;
      case 'stopPlayback':
        this.#cursors.delete(uid);
        break;
    }
  }

  /** `camera.cgi`; `undefined` for a UID that does not play this camera. */
  video(uid: string, camera: number): Uint8Array | undefined {
    const cursor = this.#cursors.get(uid);
    if (cursor?.cameras.includes(camera) !== true) {
      return undefined;
    }
    const position = cursor.positions.get(camera) ?? cursor.atMs;
    const startMs = this.#gopAt(camera, position);
    cursor.positions.set(camera, position + cursor.direction * gopMs * (1 + cursor.skip));
    return this.body(camera, startMs);
  }

  /** The body of a GOP; of a gap when no start is given. */
  body(camera: number, startMs: number | undefined): Uint8Array {
    const at = startMs ?? 0;
    return writePlaybackBody({
      codec: 'h264',
      information: { camera },
      start: { epochMs: at, ...this.zone },
      end: { epochMs: at + gopMs, ...this.zone },
      pictures:
        startMs === undefined
          ? []
          : gopPictures.map((data, index) => ({ epochMs: at + index * pictureMs, data })),
    });
  }

  /** `playaudio.cgi`: a second of G.711. */
  audio(uid: string, camera: number): Uint8Array | undefined {
    const cursor = this.#cursors.get(uid);
    const startMs = Math.floor((cursor?.atMs ?? 0) / 1000) * 1000;
    return cursor === undefined || !this.hasSound
      ? undefined
      : writePlaybackSoundBody({
          codec: 'g711',
          camera,
          startMs,
          endMs: startMs + 1_000,
          frames: [new Uint8Array(8_000).fill(0xd5)],
        });
  }

  /** `recordedtime.cgi`. */
  times(): string {
    return serializeRecordedTimes(this.disks);
  }

  /** `loglist.cgi`. */
  log(kind: 'error' | 'event'): string {
    return serializeRecorderLog(kind, this.logs[kind]);
  }

  /** The UID is gone. */
  forget(uid: string): void {
    this.#cursors.delete(uid);
  }

  #gopAt(camera: number, timeMs: number): number | undefined {
    const startMs = Math.floor(timeMs / gopMs) * gopMs;
    return (this.spans.get(camera) ?? []).some(
      ({ fromMs, toMs }) => startMs >= fromMs && startMs < toMs,
    )
      ? startMs
      : undefined;
  }
}

function newCursor(): Cursor {
  return { cameras: [], direction: 1, skip: 0, positions: new Map(), atMs: 0 };
}

function turn(cursor: Cursor, direction: 1 | -1, skip: number, atMs = cursor.atMs): void {
  cursor.direction = direction;
  cursor.skip = Math.min(skip, 8);
  cursor.atMs = atMs;
  cursor.positions.clear();
}
