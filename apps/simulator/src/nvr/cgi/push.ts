import { donePage, errorPage, noContent } from '../answer.js';
import type { Answer } from '../answer.js';
import { openHttpSound, startRtpSound } from '../live/open-sound.js';
import { openHttpStream, startRtpStream } from '../live/open-stream.js';
import type {
  HttpStartRequest,
  PushContext,
  PushRequest,
  RtpStartRequest,
} from '../push-request.js';
import type { RecorderCamera } from '../recorder-camera.js';
import { judgeStart } from '../start-verdict.js';

type StartRequest = RtpStartRequest | HttpStartRequest;

/** `push.cgi`: starts and stops live streams (2.1.2.2, 2.2.2.2). */
export function answerPush(context: PushContext, request: PushRequest): Answer {
  switch (request.command) {
    case 'startLiveRtp':
    case 'startLiveHttp':
      return answerStart(context, request);
    case 'stopLiveRtp':
    case 'stopLiveHttp':
      return answerStop(context, request);
  }
}

/** A STOP of what does not run is no error: nobody documents one. */
function answerStop({ session }: PushContext, { camera, compression }: PushRequest): Answer {
  if (compression === 'AUDIO') {
    session.stopSound(camera);
  } else {
    session.stop(camera);
  }
  return donePage();
}

function answerStart(context: PushContext, request: StartRequest): Answer {
  const camera = context.recorder.cameras.get(request.camera);
  if (camera === undefined || camera.connection === 'unregistered') {
    return errorPage(400, `Camera ${request.camera} is not registered.`);
  }
  return request.compression === 'AUDIO'
    ? answerStartAudio(context, request, camera)
    : answerStartVideo(context, request, camera);
}

/**
 * "Audio-only stream transmission is not available" (2.1.2.2, B12). A camera without microphone gets 204; whether sound
 * is asked for again too soon is judged apart from video, because both belong together.
 */
function answerStartAudio(
  context: PushContext,
  request: StartRequest,
  camera: RecorderCamera,
): Answer {
  const { recorder, session } = context;
  const { number, sound } = camera;
  if (!session.streams.has(number)) {
    return errorPage(400, `Start the video of camera ${number} before its audio.`);
  }
  const now = recorder.clock.nowMs();
  const sinceMs = session.sinceLastSoundStartMs(number, now);
  const isTooSoon = sinceMs !== undefined && sinceMs < recorder.scenario.recorder.startChurnMs;
  if (sound === undefined || isTooSoon) {
    return noContent();
  }
  if (session.sounds.has(number)) {
    return errorPage(503, `The audio of camera ${number} is streamed with this UID already.`);
  }
  session.noteSoundStart(number, now);
  return request.command === 'startLiveRtp'
    ? startRtpSound(context, request, camera, sound)
    : openHttpSound(context, camera, sound);
}

function answerStartVideo(
  context: PushContext,
  request: StartRequest,
  camera: RecorderCamera,
): Answer {
  const { recorder, session } = context;
  const now = recorder.clock.nowMs();
  const verdict = judgeStart({
    isSetUp: session.isSetUp,
    isPlaying: session.isPlaying,
    isRunning: session.streams.has(camera.number),
    runningStreams: session.streams.size,
    maxStreams: recorder.scenario.uid.maxStreams,
    sinceLastStartMs: session.sinceLastStartMs(camera.number, now),
    churnMs: recorder.scenario.recorder.startChurnMs,
  });
  if (verdict.kind !== 'refuse') {
    session.noteStart(camera.number, now);
  }
  switch (verdict.kind) {
    case 'start':
      return request.command === 'startLiveRtp'
        ? startRtpStream(context, request, camera)
        : openHttpStream(context, request, camera);
    case 'too-soon':
      return noContent();
    case 'refuse':
      return errorPage(verdict.status, verdict.reason);
  }
}
