import type { FaultBoard } from '../../faults/fault-board.js';
import type { Line } from '../../net/line.js';
import { donePage, errorPage } from '../answer.js';
import type { Answer, LiveAnswer } from '../answer.js';
import type { HttpStartRequest, PushContext, RtpStartRequest } from '../push-request.js';
import type { RecorderCamera } from '../recorder-camera.js';
import type { Recorder } from '../recorder.js';
import type { RunningStream } from '../uid-session.js';
import { LiveStream } from './live-stream.js';
import type { LiveTransport } from './live-transport.js';
import { multipartContentType } from './multipart-form.js';
import type { MultipartStyle } from './multipart-form.js';
import { MultipartTransport } from './multipart-transport.js';
import type { PlannedReset } from './multipart-transport.js';
import { PlaceholderStream } from './placeholder-stream.js';
import { randomRtpStart, wrappingRtpStart } from './rtp-numbering.js';
import type { RtpStart } from './rtp-numbering.js';
import { RtpTransport } from './rtp-transport.js';
import { WholePartStream } from './whole-part-stream.js';

/** The content types of parts (2.3.3, 2.3.5). */
const rtpPart = 'application/octet-stream';
const jpegPart = 'image/jpeg';

/** Starts RTP to the address the request came from and the port it names (2.1.1.1). */
export function startRtpStream(
  { recorder, session, remoteAddress }: PushContext,
  request: RtpStartRequest,
  camera: RecorderCamera,
): Answer {
  if (remoteAddress === '') {
    return errorPage(503, 'The connection is gone.');
  }
  const { linkMbps } = camera.scenario;
  const transport = new RtpTransport(recorder.udp, remoteAddress, request.port, linkMbps);
  session.add(createVideoStream(recorder, camera, transport, request));
  return donePage();
}

/** Answers with the stream itself, one part per RTP packet or picture (2.2.1.1). */
export function openHttpStream(
  { recorder, session }: PushContext,
  request: HttpStartRequest,
  camera: RecorderCamera,
): LiveAnswer {
  const style = currentStyle(recorder.faults);
  return {
    kind: 'live',
    contentType: multipartContentType(style),
    open: (response, line) => {
      const isJpeg = request.compression === 'JPEG';
      const transport = new MultipartTransport(
        response,
        isJpeg ? jpegPart : rtpPart,
        style,
        plannedReset(recorder.faults, camera.number, line),
      );
      const stream: RunningStream = isJpeg
        ? createJpegStream(recorder, camera, transport)
        : createVideoStream(recorder, camera, transport, request);
      session.add(stream);
      return () => session.end(stream);
    },
  };
}

/** A camera that sends no JPEG has the placeholder (B27). */
function createJpegStream(
  { faults, recorderClock }: Recorder,
  { number, source }: RecorderCamera,
  transport: LiveTransport,
): RunningStream {
  return source?.codec === 'jpeg'
    ? new WholePartStream({
        camera: number,
        source,
        transport,
        faults,
        bodyOf: ({ bytes }) => bytes,
      })
    : new PlaceholderStream(number, transport, recorderClock);
}

/**
 * A camera that does not send what was asked for stays silent, unless the scenario says otherwise (B28). A JPEG camera
 * always does: its pictures are no RTP packets.
 */
function createVideoStream(
  recorder: Recorder,
  { number, source }: RecorderCamera,
  transport: LiveTransport,
  { compression }: RtpStartRequest | HttpStartRequest,
): LiveStream {
  const { faults, random, scenario } = recorder;
  const isAskedFor = compression === (source?.codec === 'h265' ? 'H265' : 'H264');
  const isWanted =
    source?.codec !== 'jpeg' && (isAskedFor || scenario.recorder.wrongCompression === 'real-codec');
  const stream = new LiveStream({
    camera: number,
    source: isWanted ? source : undefined,
    transport,
    start: chooseRtpStart(recorder, number),
    faults,
    random,
  });
  stream.start();
  return stream;
}

/** Where the counters of a new stream begin. */
export function chooseRtpStart({ faults, random }: Recorder, camera: number): RtpStart {
  const wrap = faults.take('counter-wrap', { camera });
  return wrap === undefined
    ? randomRtpStart(random)
    : wrappingRtpStart(random, wrap.packets, wrap.seconds);
}

/** How multipart is written now. */
export function currentStyle(faults: FaultBoard): MultipartStyle {
  return {
    forms: new Set(faults.take('multipart-form')?.forms),
    headerCase: faults.take('header-case')?.style,
  };
}

/** The break of a stream that starts now, if one is planned. */
export function plannedReset(
  faults: FaultBoard,
  camera: number,
  line: Line,
): PlannedReset | undefined {
  const fault = faults.take('stream-reset', { camera });
  return fault && { afterBytes: fault.afterBytes, reset: () => line.reset() };
}
