import { errorPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { RecorderCamera } from '../recorder-camera.js';
import type { Recorder } from '../recorder.js';
import type { UidSession } from '../uid-session.js';
import { judgeDataRequest } from './data-verdict.js';
import type { PlaybackDataRequest } from './playback-command.js';
import type { PlaybackSession, RecordedMedium } from './playback-session.js';
import type { RecordedTimeline } from './recorded-timeline.js';

/** A request that is served; `ended` must be called once, whatever becomes of its answer. */
export type AdmittedDataRequest = {
  readonly kind: 'admitted';
  readonly camera: RecorderCamera;
  readonly timeline: RecordedTimeline | undefined;
  readonly playback: PlaybackSession;
  readonly ended: () => void;
};

/** Lets a request for recorded data in, or says why not. One answer at a time for each UID, camera and medium. */
export function admitDataRequest(
  recorder: Recorder,
  session: UidSession,
  { camera: number }: PlaybackDataRequest,
  medium: RecordedMedium,
): AdmittedDataRequest | { readonly kind: 'refused'; readonly answer: PageAnswer } {
  const camera = recorder.cameras.get(number);
  const { playback } = session;
  const refusal = judgeDataRequest({
    state: playback?.control.state,
    cameras: playback?.control.cameras ?? new Set(),
    camera: number,
    isRegistered: camera !== undefined && camera.connection !== 'unregistered',
  });
  if (refusal !== undefined || camera === undefined || playback === undefined) {
    recorder.playbackLog.noteRefusal();
    return { kind: 'refused', answer: errorPage(refusal?.status ?? 400, refusal?.reason ?? '') };
  }
  const end = playback.begin(number, medium);
  if (end === undefined) {
    recorder.playbackLog.noteRefusal();
    const reason = `The ${medium} of camera ${number} is being sent on this UID already.`;
    return { kind: 'refused', answer: errorPage(503, reason) };
  }
  const endInLog = recorder.playbackLog.begin(medium);
  const ended = once(() => {
    end();
    endInLog();
  });
  return { kind: 'admitted', camera, timeline: camera.timeline, playback, ended };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) {
      isDone = true;
      action();
    }
  };
}
