import { donePage, errorPage } from '../answer.js';
import type { Answer, LiveAnswer } from '../answer.js';
import type { PushContext, RtpStartRequest } from '../push-request.js';
import type { RecorderCamera } from '../recorder-camera.js';
import type { AudioSource } from './audio-source.js';
import { LiveStream } from './live-stream.js';
import { multipartContentType } from './multipart-form.js';
import { MultipartTransport } from './multipart-transport.js';
import { chooseRtpStart, currentStyle, plannedReset } from './open-stream.js';
import { RtpTransport } from './rtp-transport.js';
import { WholePartStream } from './whole-part-stream.js';

/** Starts the sound of a camera over RTP, to a port of its own (2.1.1.1, 2.3.6). */
export function startRtpSound(
  { recorder, session, remoteAddress }: PushContext,
  request: RtpStartRequest,
  { number }: RecorderCamera,
  source: AudioSource,
): Answer {
  if (remoteAddress === '') {
    return errorPage(503, 'The connection is gone.');
  }
  const { faults, random } = recorder;
  const stream = new LiveStream({
    camera: number,
    source,
    transport: new RtpTransport(recorder.udp, remoteAddress, request.port),
    start: chooseRtpStart(recorder, number),
    faults,
    random,
  });
  session.addSound(stream);
  stream.start();
  return donePage();
}

/** Answers with the sound itself, one part per frame without RTP and AU headers (2.2.1.1, 2.3.7). */
export function openHttpSound(
  { recorder, session }: PushContext,
  { number }: RecorderCamera,
  source: AudioSource,
): LiveAnswer {
  const { faults } = recorder;
  const style = currentStyle(faults);
  return {
    kind: 'live',
    contentType: multipartContentType(style),
    open: (response, line) => {
      const reset = plannedReset(faults, number, line);
      const stream = new WholePartStream({
        camera: number,
        source: source.parts,
        transport: new MultipartTransport(response, source.contentType, style, reset),
        faults,
        bodyOf: ({ bytes }) => bytes,
      });
      session.addSound(stream);
      return () => session.endSound(stream);
    },
  };
}
