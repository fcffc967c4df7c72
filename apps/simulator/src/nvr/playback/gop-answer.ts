import { spoilBody, spoilPictures } from '../../faults/spoil-gop.js';
import { isPictureDefect } from '../../faults/gop-defect.js';
import type { GopDefect } from '../../faults/gop-defect.js';
import { noContent } from '../answer.js';
import type { Answer, DataAnswer } from '../answer.js';
import { clockShiftMs, dataDelayMs } from './data-context.js';
import type { DataContext } from './data-context.js';
import { writeEmptyBody, writeGopBody } from './gop-body.js';
import type { GopBodyOptions } from './gop-body.js';
import type { GopStep } from './playback-control.js';
import { makePictures } from './recorded-gop.js';
import type { RecordedGop } from './recorded-gop.js';

/** The content type of recorded data (3.3.1, 3.3.2). */
export const dataContentType = 'application/octet-stream';

/** The answer with a GOP; its pictures are made now. */
export function answerGop(
  context: DataContext,
  step: GopStep & { readonly gop: RecordedGop },
): DataAnswer {
  const { recorder, camera, playback, ended } = context;
  const { body, statedLength } = spoiltGop(context, step);
  playback.count(camera.number, 'gops');
  recorder.playbackLog.count(camera.number, 'gops', body.length);
  return {
    kind: 'data',
    contentType: dataContentType,
    body,
    statedLength,
    delayMs: dataDelayMs(context, recorder.scenario.playback.gopDelayMs),
    ended,
  };
}

/** The answer where nothing is recorded: a body without a picture, or 204, as the scenario says. */
export function answerNothing(context: DataContext, step: GopStep): Answer {
  const { recorder, camera, playback, ended } = context;
  playback.count(camera.number, 'empty');
  if (recorder.scenario.playback.gapAnswer === '204') {
    recorder.playbackLog.count(camera.number, 'empty', 0);
    ended();
    return noContent();
  }
  const body = writeEmptyBody(recorder.recorderClock, {
    ...commonOptions(context, step),
    codec: camera.scenario.codec,
    fps: camera.scenario.fps,
    startMs: Math.max(0, step.atMs),
  });
  recorder.playbackLog.count(camera.number, 'empty', body.length);
  const { gopDelayMs } = recorder.scenario.playback;
  const delayMs = dataDelayMs(context, gopDelayMs);
  return { kind: 'data', contentType: dataContentType, body, delayMs, ended };
}

function spoiltGop(
  context: DataContext,
  step: GopStep & { readonly gop: RecordedGop },
): { readonly body: Uint8Array; readonly statedLength?: number | undefined } {
  const { gop } = step;
  const { codec = 'h264' } = gop.source;
  const form = takeDefect(context);
  const shiftMs = clockShiftMs(context);
  const made = makePictures(gop, shiftMs);
  const pictures =
    form !== undefined && isPictureDefect(form) ? spoilPictures(form, made, codec) : made;
  const common = commonOptions(context, step);
  const body = writeGopBody(context.recorder.recorderClock, pictures, {
    ...common,
    camera: form === 'wrong-camera' ? common.camera + 1 : common.camera,
    codec,
    fps: gop.source.fps,
    startMs: gop.startMs + shiftMs,
    endMs: endOf(context, gop, made) + shiftMs,
  });
  return form === undefined || isPictureDefect(form) ? { body } : spoilBody(form, body, codec);
}

/** What the scenario takes for the end of a GOP; of the pictures the last one in the order of display. */
function endOf(
  { recorder }: DataContext,
  gop: RecordedGop,
  made: readonly { readonly epochMs: number }[],
): number {
  if (recorder.scenario.playback.gopEnd === 'next-gop') {
    return gop.endMs;
  }
  const firstMs = Math.min(...made.map(({ epochMs }) => epochMs));
  return gop.startMs + Math.max(...made.map(({ epochMs }) => epochMs)) - firstMs;
}

function commonOptions(
  { recorder, camera }: DataContext,
  { state, speedStep }: GopStep,
): Pick<GopBodyOptions, 'camera' | 'state' | 'longTermReference' | 'withCamera'> {
  const recordings = camera.scenario.recordings ?? recorder.scenario.recordings;
  return {
    camera: camera.number,
    // The mask alone plays nothing, so that no answer is made while armed.
    state: { state: state === 'armed' ? 'unspecified' : state, speedStep },
    longTermReference: recordings === false ? 'none' : recordings.longTermReference,
    withCamera: recorder.scenario.playback.cameraInformation,
  };
}

function takeDefect({ recorder, camera }: DataContext): GopDefect['form'] | undefined {
  const { faults, random } = recorder;
  const [active] = faults.find('gop-defect', { camera: camera.number });
  if (active === undefined || random() >= active.fault.rate) {
    return undefined;
  }
  active.hits += 1;
  faults.sweep();
  return active.fault.form;
}
