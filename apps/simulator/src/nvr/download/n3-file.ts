import { concatBytes } from '@casement/bytes';
import type { SoundFootage } from '../../media/index.js';
import { writeGopBody } from '../playback/gop-body.js';
import { makePictures } from '../playback/recorded-gop.js';
import type { RecordedGop } from '../playback/recorded-gop.js';
import type { RecorderClock } from '../recorder-clock.js';
import { fields } from './mp4-box.js';
import { soundFramesBetween } from './mp4-sound.js';

/** What a proprietary file says in front. */
export type N3Head = { readonly camera: number; readonly startMs: number };

/**
 * The recorder's own formats, of which nothing is documented: N3R (pictures), N3A (sound) and N3N (a list of what is
 * recorded). These are not they, and no viewer plays them: a magic word, the camera and the time, then records behind
 * their lengths, so that a client has something to store whose bytes are always the same.
 */
export function n3Head(type: 'N3R' | 'N3A' | 'N3N', { camera, startMs }: N3Head): Uint8Array {
  return fields((to) =>
    to
      .ascii(type)
      .u8(0)
      .u16(1)
      .u16(camera)
      .u32(Math.floor(startMs / 1000))
      .zeros(4),
  );
}

/** A record of an N3R file: a GOP, or a JPEG, as the playback of the recorder has it. */
export function n3Gop(clock: RecorderClock, camera: number, gop: RecordedGop): Uint8Array {
  const { codec = 'h264', fps } = gop.source;
  return n3Record(
    writeGopBody(clock, makePictures(gop), {
      ...{ camera, codec, fps, startMs: gop.startMs, endMs: gop.endMs },
      state: { state: 'play', speedStep: 0 },
      longTermReference: 'none',
      withCamera: true,
    }),
  );
}

/** A record of an N3A file: the frames of sound that begin within a range of time. */
export function n3Sound(sound: SoundFootage, fromMs: number, toMs: number): Uint8Array {
  return n3Record(
    concatBytes(
      soundFramesBetween(sound, fromMs, toMs).map((frame) =>
        fields((to) => to.u16(frame.length).bytes(frame)),
      ),
    ),
  );
}

/** A record of a list: a piece of the recordings without a hole. */
export function n3Stretch({ fromMs, toMs }: { fromMs: number; toMs: number }): Uint8Array {
  return n3Record(fields((to) => to.u32(Math.floor(fromMs / 1000)).u32(Math.floor(toMs / 1000))));
}

function n3Record(contents: Uint8Array): Uint8Array {
  return fields((to) => to.u32(contents.length).bytes(contents));
}
