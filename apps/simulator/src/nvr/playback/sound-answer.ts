import { concatBytes } from '@casement/bytes';
import { writePlaybackSoundBody } from '@casement/protocol';
import type { SoundFootage } from '../../media/index.js';
import type { AudioScenario } from '../../scenario.js';
import type { DataAnswer } from '../answer.js';
import { clockShiftMs, dataDelayMs } from './data-context.js';
import type { DataContext } from './data-context.js';
import { dataContentType } from './gop-answer.js';

/** A second of a camera's sound. */
export type SoundSecond = {
  readonly sound: SoundFootage;
  readonly audio: AudioScenario;
  /** Milliseconds since 1970 (UTC), a whole second. */
  readonly fromMs: number;
};

const secondMs = 1_000;
const auHeaders = { 4: 'rfc3640', 2: 'short', 0: 'none' } as const;

/** The answer of `playaudio.cgi` (3.3.2). */
export function answerSound(
  context: DataContext,
  { sound, audio, fromMs }: SoundSecond,
): DataAnswer {
  const { recorder, camera, playback, ended } = context;
  const ahead = recorder.faults.take('sound-ahead', { camera: camera.number });
  const heardMs = fromMs - (ahead?.seconds ?? 0) * secondMs + clockShiftMs(context);
  const { standardMinutes, summerTime } = recorder.recorderClock.zoneAt(heardMs);
  const frames = framesOf(sound, heardMs);
  const body = writePlaybackSoundBody(
    {
      codec: audio.codec,
      camera: camera.number,
      startMs: heardMs,
      endMs: heardMs + secondMs,
      timeZoneMinutes: standardMinutes,
      summerTime,
      frames: audio.codec === 'aac' ? frames : [concatBytes(frames)],
    },
    { leadingZero: audio.leadingZero, auHeader: auHeaders[audio.auHeaderBytes] },
  );
  playback.count(camera.number, 'sounds');
  recorder.playbackLog.count(camera.number, 'sounds', body.length);
  return {
    kind: 'data',
    contentType: dataContentType,
    body,
    delayMs: dataDelayMs(context, 0),
    ended,
  };
}

/** The frames that begin within a second: of AAC 46 or 47, so that nothing is missing between two answers. */
function framesOf(
  { clockRateHz, samplesPerFrame, frame }: SoundFootage,
  fromMs: number,
): readonly Uint8Array[] {
  const firstFrom = (ms: number): number =>
    Math.ceil((ms * clockRateHz) / secondMs / samplesPerFrame);
  const first = firstFrom(fromMs);
  return Array.from({ length: firstFrom(fromMs + secondMs) - first }, (_, index) =>
    frame(first + index),
  );
}
