import { concatBytes } from '@casement/bytes';
import { parseTlvs, writePlaybackBody } from '@casement/protocol';
import type { PlaybackBodyInput, RecorderFields } from '@casement/protocol';
import { joinAnnexB } from '@casement/media';
import { cameraInformation } from '../live/jpeg-chunks.js';
import type { RecorderClock } from '../recorder-clock.js';
import type { MadePicture } from './recorded-gop.js';

/** What is written into the body of a GOP beside its pictures. */
export type GopBodyOptions = {
  readonly camera: number;
  readonly codec: PlaybackBodyInput['codec'];
  readonly fps: number;
  /** GOP information: milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly state: Pick<RecorderFields, 'state' | 'speedStep'>;
  readonly longTermReference: 'none' | 'show-idr' | 'hide-idr';
  /** Whether the information of the camera stands in front of each picture. */
  readonly withCamera: boolean;
};

/** Writes the pictures of a GOP as the answer of `camera.cgi` (3.3.1). */
export function writeGopBody(
  clock: RecorderClock,
  pictures: readonly MadePicture[],
  options: GopBodyOptions,
): Uint8Array {
  const { codec, withCamera } = options;
  return writePlaybackBody({
    codec,
    information: {
      ...recorderFields(clock, options),
      // Also where a fault took all pictures away.
      imagePresent: true,
      ...(codec !== 'jpeg' && longTermFields(options.longTermReference)),
    },
    start: recordedTime(clock, options.startMs),
    end: recordedTime(clock, options.endMs),
    pictures: pictures.map(({ epochMs, data }) => ({
      epochMs,
      data: codec === 'jpeg' ? concatBytes(data) : joinAnnexB(data),
      ...(withCamera && { cameraInformation: parseTlvs(cameraInformation(epochMs, clock)).tlvs }),
    })),
  });
}

/** Writes a body that says that nothing is recorded at a moment (B36). */
export function writeEmptyBody(
  clock: RecorderClock,
  options: Pick<GopBodyOptions, 'camera' | 'codec' | 'fps' | 'startMs' | 'state'>,
): Uint8Array {
  const time = recordedTime(clock, options.startMs);
  return writePlaybackBody({
    codec: options.codec,
    information: { ...recorderFields(clock, options), imagePresent: false },
    start: time,
    end: time,
    pictures: [],
  });
}

function recorderFields(
  clock: RecorderClock,
  { camera, fps, startMs, state }: Pick<GopBodyOptions, 'camera' | 'fps' | 'startMs' | 'state'>,
): RecorderFields {
  const { standardMinutes, summerTime } = clock.zoneAt(startMs);
  const timeEpochS = Math.floor(startMs / 1000);
  return {
    camera,
    imagesPerSecond: fps,
    timeEpochS,
    timeZoneMinutes: standardMinutes,
    summerTime,
    hundredths: Math.floor((startMs - timeEpochS * 1000) / 10),
    ...state,
  };
}

function longTermFields(kind: GopBodyOptions['longTermReference']): RecorderFields {
  return kind === 'none'
    ? { longTermReference: 'none', idrDisplay: 'unspecified' }
    : { longTermReference: 'in-gop', idrDisplay: kind === 'hide-idr' ? 'hide' : 'show' };
}

function recordedTime(clock: RecorderClock, epochMs: number): PlaybackBodyInput['start'] {
  const { standardMinutes, summerTime } = clock.zoneAt(epochMs);
  return { epochMs, timeZoneMinutes: standardMinutes, summerTime };
}
