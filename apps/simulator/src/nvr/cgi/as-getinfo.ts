import { serializeCameraConnections } from '@casement/protocol';
import { htmlPage } from '../answer.js';
import type { PageAnswer } from '../answer.js';
import type { Recorder } from '../recorder.js';

/** The inputs of the models; a recorder lists the ones without a camera too. */
const inputSteps = [4, 9, 16, 24, 32, 64, 128];

/** `as_getinfo.cgi`: all inputs, and how many UIDs there are (5.3.1). */
export function answerAsGetinfo(recorder: Recorder): PageAnswer {
  const highest = Math.max(...recorder.cameras.keys());
  const inputs = inputSteps.find((count) => count >= highest) ?? highest;
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
