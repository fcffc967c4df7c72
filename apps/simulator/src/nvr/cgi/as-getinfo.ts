import { serializeCameraConnections } from '@casement/protocol';
import { htmlPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { Recorder } from '../recorder.js';
import { inputCount } from '../recorder-inputs.js';

/** `as_getinfo.cgi`: all inputs, and how many UIDs there are (5.3.1). */
export function answerAsGetinfo(recorder: Recorder): PageAnswer {
  const inputs = inputCount(recorder.cameras);
  const cameras = Array.from({ length: inputs }, (_, index) => ({
    number: index + 1,
    connection: recorder.cameras.get(index + 1)?.connection ?? ('unregistered' as const),
  }));
  return htmlPage(
    serializeCameraConnections({
      cameras,
      maxUid: recorder.scenario.uid.max,
      usedUid: recorder.uids.length,
    }),
  );
}
