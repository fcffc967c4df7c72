import { maskUid } from '@casement/protocol';
import { donePage, errorPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { PlaybackCommand } from '../playback/playback-command.js';
import type { Recorder } from '../recorder.js';
import { inputCount } from '../recorder-inputs.js';
import type { UidSession } from '../uid-session.js';

/** `hdrctl.cgi` with `SCREEN=16X`: from now on the UID may start live streams (2.1.2.1). */
export function answerSetupLive(session: UidSession): PageAnswer {
  session.setUpLive();
  return donePage();
}

/**
 * `hdrctl.cgi` with a mask or a playback command (3.2.3 to 3.2.10). Playback excludes live on the same UID (1.3), and
 * begins with a mask. A STOP of what does not run is no error: nobody documents one.
 */
export function answerPlaybackCommand(
  recorder: Recorder,
  session: UidSession,
  command: PlaybackCommand,
): PageAnswer {
  recorder.playbackLog.noteCommand(recorder.clock.nowMs(), maskUid(command.uid), command);
  if (command.command === 'stopPlayback') {
    session.stopPlayback();
    return donePage();
  }
  const refusal = refusalOf(recorder, session, command);
  if (refusal !== undefined) {
    return refusal;
  }
  session.startPlayback(recorder.scenario.playback)?.control.take(command);
  return donePage();
}

function refusalOf(
  { cameras, scenario }: Recorder,
  session: UidSession,
  command: PlaybackCommand,
): PageAnswer | undefined {
  if (session.streams.size > 0) {
    return errorPage(400, 'This UID streams live; stop the live streams before playback.');
  }
  if (command.command !== 'mask') {
    return session.isPlaying
      ? undefined
      : errorPage(400, 'Send MASK with this UID before any other playback command.');
  }
  const { mask } = command;
  const inputs = inputCount(cameras);
  if (mask.cameraCount !== inputs) {
    return errorPage(400, `The mask has ${mask.cameraCount} digits; expected ${inputs}.`);
  }
  const { maxCameras } = scenario.playback;
  return mask.cameras.length > maxCameras
    ? errorPage(503, `The mask has ${mask.cameras.length} cameras; at most ${maxCameras} play.`)
    : undefined;
}
