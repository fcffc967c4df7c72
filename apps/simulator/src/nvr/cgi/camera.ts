import { noContent, unauthorizedPage } from '../answer.js';
import type { Answer } from '../answer.js';
import { admitDataRequest } from '../playback/admit-data-request.js';
import { answerGop, answerNothing } from '../playback/gop-answer.js';
import type { PlaybackDataRequest } from '../playback/playback-command.js';
import type { Recorder } from '../recorder.js';
import type { UidSession } from '../uid-session.js';

/** `camera.cgi`: the next GOP of a camera, or one JPEG (3.2.1), or that there is none. */
export function answerPlaybackVideo(
  recorder: Recorder,
  session: UidSession,
  request: PlaybackDataRequest,
): Answer {
  const admission = admitDataRequest(recorder, session, request, 'video');
  if (admission.kind === 'refused') {
    return admission.answer;
  }
  const { camera, timeline, playback, ended } = admission;
  const { control } = playback;
  if (control.state === 'pause' || timeline === undefined || recorder.isAsleep) {
    // "Do not call" while paused (E.3): there is nothing to give. A recorder that sleeps has its disks off.
    ended();
    return noContent();
  }
  if (takesUid(recorder, control.state)) {
    ended();
    recorder.endUid(request.uid);
    return unauthorizedPage('The UID is unknown or has expired.', recorder.gate.challenges());
  }
  const step = control.nextGop(camera.number, timeline);
  const context = { recorder, camera, playback, ended };
  return step.gop === undefined
    ? answerNothing(context, step)
    : answerGop(context, { ...step, gop: step.gop });
}

/** Whether the UID is to end at this GOP. */
function takesUid({ faults }: Recorder, state: string): boolean {
  const [active] = faults.find('playback-eviction');
  if (active === undefined || (active.fault.during ?? state) !== state) {
    return false;
  }
  active.hits += 1;
  const isDue = active.hits > active.fault.afterGops;
  if (isDue) {
    faults.remove(active.id);
  }
  return isDue;
}
