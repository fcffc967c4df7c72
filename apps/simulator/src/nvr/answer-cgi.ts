import { maskUid, serializeNvrRequest } from '@casement/protocol';
import type { NvrRequest } from '@casement/protocol';
import type { AnswerOverride } from '../faults/answer-override.js';
import { admitByDigest, admitByUid } from './admission.js';
import type { Admission } from './admission.js';
import { donePage, errorPage, htmlPage, noContent } from './answer.js';
import type { Answer, PageAnswer } from './answer.js';
import { splitTarget } from './cgi-request.js';
import type { CgiRequest, CgiTarget } from './cgi-request.js';
import { answerAsGetinfo } from './cgi/as-getinfo.js';
import { answerCameraControl } from './cgi/camera-control.js';
import { answerPlaybackVideo } from './cgi/camera.js';
import { answerDlogin } from './cgi/dlogin.js';
import { answerGetinfo } from './cgi/getinfo.js';
import { answerPlaybackCommand, answerSetupLive } from './cgi/hdrctl.js';
import { answerDownload } from './cgi/httpdl.js';
import { answerLoglist } from './cgi/loglist.js';
import { answerPlaybackAudio } from './cgi/playaudio.js';
import { answerPush } from './cgi/push.js';
import { answerRecordedtime } from './cgi/recordedtime.js';
import { readCommand } from './read-command.js';
import type { Recorder } from './recorder.js';
import type { UidSession } from './uid-session.js';

type SessionCommand = Exclude<
  NvrRequest,
  { command: 'login' | 'cameraConnections' | 'recordedTimes' }
>;
type ConnectionsCommand = Extract<NvrRequest, { command: 'cameraConnections' }>;

/** Answers a request as the recorder would, or as a fault wants it, and notes it in the log. */
export function answerCgi(recorder: Recorder, request: CgiRequest): Answer {
  const target = splitTarget(request.target);
  const override = target.cgi && recorder.faults.take('answer', { cgi: target.cgi });
  if (override !== undefined) {
    return logged(recorder, target, undefined, overriddenAnswer(override));
  }
  if (target.cgi === 'getinfo') {
    return logged(recorder, target, undefined, answerGetinfo(recorder, request, target));
  }
  const read = readCommand(request, target);
  if (read.kind === 'command' && read.command.command !== 'login') {
    // A login is two requests: the challenge belongs to it.
    recorder.pace.note(serializeNvrRequest(read.command).pacing, recorder.clock.nowMs());
  }
  return read.kind === 'refused'
    ? logged(recorder, target, undefined, read.answer)
    : logged(recorder, target, read.command, answerCommand(recorder, request, read.command));
}

function answerCommand(recorder: Recorder, request: CgiRequest, command: NvrRequest): Answer {
  switch (command.command) {
    case 'login':
      return ifAdmitted(admitByDigest(recorder, request), (owner) => answerDlogin(recorder, owner));
    case 'cameraConnections':
      return answerConnections(recorder, request, command);
    case 'recordedTimes':
      return ifAdmitted(admitWithoutUid(recorder, request), () => answerRecordedtime(recorder));
    case 'setupLive':
    case 'startLiveRtp':
    case 'startLiveHttp':
    case 'stopLiveRtp':
    case 'stopLiveHttp':
    case 'keepAlive':
    case 'logout':
    case 'mask':
    case 'play':
    case 'goToDate':
    case 'reversePlay':
    case 'pause':
    case 'nextFrame':
    case 'previousFrame':
    case 'fastForward':
    case 'fastReverse':
    case 'stopPlayback':
    case 'playbackVideo':
    case 'playbackAudio':
    case 'errorLog':
    case 'eventLog':
    case 'download':
    case 'moveCamera':
    case 'centreCamera':
    case 'focusCamera':
    case 'irisCamera':
    case 'storePreset':
    case 'goToPreset':
    case 'auxCamera':
      return ifAdmitted(admitByUid(recorder, request, command.uid), (session) =>
        answerWithSession(recorder, request, command, session),
      );
  }
}

/** Nothing says that a password is needed (B60); the scenario's policy for the connections decides here too. */
function admitWithoutUid(recorder: Recorder, request: CgiRequest): Admission<unknown> {
  return recorder.scenario.recorder.cameraConnections === 'open'
    ? { kind: 'admitted', value: undefined }
    : admitByDigest(recorder, request);
}

/** No UID is needed on real recorders; whether a password is, nobody says (B62). */
function answerConnections(
  recorder: Recorder,
  request: CgiRequest,
  { uid }: ConnectionsCommand,
): Answer {
  const policy = recorder.scenario.recorder.cameraConnections;
  if (policy === 'unsupported') {
    return errorPage(404, 'The requested file was not found.');
  }
  if (uid === undefined && policy === 'open') {
    return answerAsGetinfo(recorder);
  }
  const admission =
    uid === undefined && policy === 'digest'
      ? admitByDigest(recorder, request)
      : admitByUid(recorder, request, uid ?? '');
  return ifAdmitted<unknown>(admission, () => answerAsGetinfo(recorder));
}

function answerWithSession(
  recorder: Recorder,
  { remoteAddress }: CgiRequest,
  command: SessionCommand,
  session: UidSession,
): Answer {
  switch (command.command) {
    case 'setupLive':
      return answerSetupLive(session);
    case 'mask':
    case 'play':
    case 'goToDate':
    case 'reversePlay':
    case 'pause':
    case 'nextFrame':
    case 'previousFrame':
    case 'fastForward':
    case 'fastReverse':
    case 'stopPlayback':
      return answerPlaybackCommand(recorder, session, command);
    case 'playbackVideo':
      return answerPlaybackVideo(recorder, session, command);
    case 'playbackAudio':
      return answerPlaybackAudio(recorder, session, command);
    case 'errorLog':
    case 'eventLog':
      return answerLoglist(recorder, command);
    case 'download':
      return answerDownload(recorder, session, command);
    case 'startLiveRtp':
    case 'startLiveHttp':
    case 'stopLiveRtp':
    case 'stopLiveHttp':
      return answerPush({ recorder, session, remoteAddress }, command);
    case 'moveCamera':
    case 'centreCamera':
    case 'focusCamera':
    case 'irisCamera':
    case 'storePreset':
    case 'goToPreset':
    case 'auxCamera':
      return answerCameraControl(recorder, command);
    case 'keepAlive':
      return donePage();
    case 'logout':
      recorder.logout(command.uid);
      return donePage();
  }
}

function ifAdmitted<T>(admission: Admission<T>, answer: (value: T) => Answer): Answer {
  return admission.kind === 'refused' ? admission.answer : answer(admission.value);
}

function overriddenAnswer({ status }: AnswerOverride): PageAnswer {
  switch (status) {
    case 204:
      return noContent();
    case 'html':
      return htmlPage('<html>\r\n<body>\r\nNetwork Disk Recorder\r\n</body>\r\n</html>\r\n');
    case 401:
    case 503:
      return errorPage(status, 'The recorder does not answer this now.');
  }
}

function logged(
  recorder: Recorder,
  { cgi }: CgiTarget,
  command: NvrRequest | undefined,
  answer: Answer,
): Answer {
  recorder.requests.add({
    cgi: cgi ?? 'other',
    command: command?.command,
    camera: command && 'camera' in command ? command.camera : undefined,
    uid: command && 'uid' in command ? maskUid(command.uid) : undefined,
    status: answer.kind === 'page' ? answer.status : 200,
  });
  return answer;
}
