import { noContent } from '../answer.js';
import type { Answer } from '../answer.js';
import { admitDataRequest } from '../playback/admit-data-request.js';
import type { PlaybackDataRequest } from '../playback/playback-command.js';
import { answerSound } from '../playback/sound-answer.js';
import type { Recorder } from '../recorder.js';
import type { UidSession } from '../uid-session.js';

/** `playaudio.cgi`: the next second of a camera's sound (3.2.2), or 204 where there is none. */
export function answerPlaybackAudio(
  recorder: Recorder,
  session: UidSession,
  request: PlaybackDataRequest,
): Answer {
  const admission = admitDataRequest(recorder, session, request, 'sound');
  if (admission.kind === 'refused') {
    return admission.answer;
  }
  const { camera, timeline, playback, ended } = admission;
  const sound = camera.recordedSound;
  const { audio } = camera.scenario;
  const isAsleep = recorder.isAsleep;
  const fromMs = isAsleep
    ? undefined
    : timeline && playback.control.nextSound(camera.number, timeline);
  if (sound === undefined || audio === undefined || fromMs === undefined) {
    ended();
    return noContent();
  }
  return answerSound({ recorder, camera, playback, ended }, { sound, audio, fromMs });
}
