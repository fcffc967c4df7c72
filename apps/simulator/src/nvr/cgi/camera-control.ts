import { donePage, errorPage, noContent } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import { abilitiesFor, lackingWords } from '../ptz/ptz-command.js';
import type { PtzCommand } from '../ptz/ptz-command.js';
import type { RecorderCamera } from '../recorder-camera.js';
import type { Recorder } from '../recorder.js';

/**
 * `directctrl.cgi` and `camctl.cgi` (chapter 4): answered at once, done by the camera in its own time. What a camera
 * cannot do is 400; nobody documents an answer (docs/simulator.md 5).
 */
export function answerCameraControl(recorder: Recorder, command: PtzCommand): PageAnswer {
  const camera = recorder.cameras.get(command.camera);
  const answer = judge(recorder, camera, command);
  camera?.ptzLog.add(command, answer.status, recorder.clock.nowMs());
  return answer;
}

function judge(
  recorder: Recorder,
  camera: RecorderCamera | undefined,
  command: PtzCommand,
): PageAnswer {
  const subject = { camera: command.camera };
  const abilities = abilitiesFor(command);
  const refusal = recorder.faults
    .find('ptz-refusal', subject)
    .find(({ fault }) => abilities.some((ability) => fault.abilities?.includes(ability) ?? true));
  if (refusal !== undefined) {
    refusal.hits += 1;
    recorder.faults.sweep();
    return refusal.fault.status === 204
      ? noContent()
      : errorPage(refusal.fault.status, 'The camera does not do this.');
  }
  if (camera === undefined || camera.connection === 'unregistered') {
    return errorPage(400, `No camera ${command.camera} is registered.`);
  }
  const { cameraControl } = recorder.scenario.recorder;
  const lacking = camera.ptz?.cannot(command);
  const lack = lacking === undefined ? 'pan, tilt and zoom' : lackingWords(command, lacking);
  if (camera.ptz === undefined || lacking !== undefined) {
    return cameraControl === 'silent'
      ? donePage()
      : errorPage(400, `Camera ${command.camera} does not have ${lack}.`);
  }
  // A camera whose cable is pulled does not hear it; the recorder answers all the same.
  if (camera.connection === 'ok' && recorder.faults.take('ptz-stuck', subject) === undefined) {
    camera.ptz.noteTime(recorder.clock.nowMs());
    camera.ptz.take(command, recorder.clock.nowMs());
  }
  return donePage();
}
