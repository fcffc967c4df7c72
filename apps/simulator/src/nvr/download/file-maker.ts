import type { SoundFootage } from '../../media/index.js';
import { makePictures } from '../playback/recorded-gop.js';
import type { RecordedGop } from '../playback/recorded-gop.js';
import type { RecorderClock } from '../recorder-clock.js';
import type { DownloadExtension } from './download-file.js';
import type { DownloadKind } from './download-request.js';
import { Mp4File } from './mp4-file.js';
import { soundFramesBetween } from './mp4-sound.js';
import type { Mp4Sound } from './mp4-sound.js';
import { n3Gop, n3Head, n3Sound, n3Stretch } from './n3-file.js';

/** The contents of a file that is whole. */
export type MadeFile = {
  readonly extension: DownloadExtension;
  readonly contents: readonly Uint8Array[];
};

/** Takes the GOPs of one piece of the recordings, one after the other without a hole, and makes files of them. */
export type FileMaker = {
  readonly add: (gop: RecordedGop) => void;
  /** Bytes so far. */
  readonly bytes: () => number;
  /** @param endMs where the last GOP ends */
  readonly finish: (endMs: number) => readonly MadeFile[];
};

/** Of which camera files are made. */
export type FileSource = {
  readonly camera: number;
  readonly clock: RecorderClock;
  /** For N3A. */
  readonly sound: SoundFootage | undefined;
  /** For MP4. */
  readonly mp4Sound: Mp4Sound | undefined;
};

/** The maker of a kind of file that begins with this GOP; `undefined`: the recorder cannot make it (status 2). */
export function fileMaker(
  kind: DownloadKind,
  source: FileSource,
  first: RecordedGop,
): FileMaker | undefined {
  switch (kind) {
    case 'MP4':
      return mp4Maker(first, source.mp4Sound);
    case 'MP4VO':
      return mp4Maker(first, undefined);
    case 'N3':
      return n3Maker(source, first.startMs, source.sound);
    case 'N3VO':
      return n3Maker(source, first.startMs, undefined);
    case 'LIST':
      return listMaker(source, first.startMs);
  }
}

function mp4Maker(
  { source, startMs }: RecordedGop,
  sound: Mp4Sound | undefined,
): FileMaker | undefined {
  const { codec = 'h264' } = source;
  if (codec === 'jpeg') {
    return undefined;
  }
  const file = new Mp4File({ codec, startMs, sound });
  return {
    add: (gop) => {
      const frames = sound && soundFramesBetween(sound.footage, gop.startMs, gop.endMs);
      file.add(makePictures(gop), frames ?? []);
    },
    bytes: () => file.dataBytes,
    finish: (endMs) => [{ extension: 'mp4', contents: file.finish(endMs) }],
  };
}

function n3Maker(
  { camera, clock }: FileSource,
  startMs: number,
  sound: SoundFootage | undefined,
): FileMaker {
  const head = { camera, startMs };
  const pictures = [n3Head('N3R', head)];
  const heard = [n3Head('N3A', head)];
  let bytes = 0;
  return {
    add: (gop) => {
      const record = n3Gop(clock, camera, gop);
      pictures.push(record);
      bytes += record.length;
      if (sound !== undefined) {
        heard.push(n3Sound(sound, gop.startMs, gop.endMs));
      }
    },
    bytes: () => bytes,
    finish: () => [
      { extension: 'n3r', contents: pictures },
      ...(sound === undefined ? [] : [{ extension: 'n3a' as const, contents: heard }]),
    ],
  };
}

function listMaker({ camera }: FileSource, startMs: number): FileMaker {
  return {
    add: () => undefined,
    bytes: () => 0,
    finish: (endMs) => [
      {
        extension: 'n3n',
        contents: [n3Head('N3N', { camera, startMs }), n3Stretch({ fromMs: startMs, toMs: endMs })],
      },
    ],
  };
}
