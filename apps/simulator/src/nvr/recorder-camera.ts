import type { CameraConnectionState } from '@casement/protocol';
import { concatBytes } from '@casement/bytes';
import type { Clock } from '../clock.js';
import type { FaultBoard } from '../faults/fault-board.js';
import { MediaFaults } from '../faults/media-faults.js';
import type { PtzView, SoundFootage } from '../media/index.js';
import type { Random } from '../random.js';
import { cameraName } from '../scenario.js';
import type { PtzScenario } from '../ptz-scenario.js';
import type { CameraScenario, Scenario } from '../scenario.js';
import { AudioSource } from './live/audio-source.js';
import { CameraSource } from './live/camera-source.js';
import type { PictureSource } from './live/camera-source.js';
import { cameraChunk, cameraTimeTlvs, writeJpegChunk } from './live/jpeg-chunks.js';
import { recordedSpans } from './playback/recorded-spans.js';
import { RecordedTimeline } from './playback/recorded-timeline.js';
import { PtzHead } from './ptz/ptz-head.js';
import { PtzLog } from './ptz/ptz-log.js';
import { createExtensionWriter } from './recorder-clock.js';
import type { RecorderClock } from './recorder-clock.js';

/** The pictures of a camera, its other pictures when it has some, and its sound when it has a microphone. */
export type CameraPictures = {
  readonly main: PictureSource;
  readonly other?: PictureSource | undefined;
  readonly sound?: SoundFootage | undefined;
  /** Of a camera that can move: the pictures instead of `main`, of where it looks at a moment of the recorder's clock. */
  readonly steered?: ((viewAt: (recorderMs: number) => PtzView) => PictureSource) | undefined;
};

/** What is recorded of all cameras that do not say it themselves, since when, and when it can be played. */
export type RecordedWindow = {
  readonly recordings: Scenario['recordings'];
  /** When the recorder was started, on its clock. */
  readonly startMs: number;
  /** The first moment of its clock that cannot be played yet. */
  readonly limitMs: () => number;
};

/** What a camera of the recorder is made of. */
export type RecorderCameraOptions = {
  readonly scenario: CameraScenario;
  readonly extensionPolicy: Scenario['recorder']['rtpExtension'];
  readonly pictures: CameraPictures | undefined;
  /** Least distance of two commands of camera control. */
  readonly ptzStepMs: number;
  readonly recorderClock: RecorderClock;
  readonly clock: Clock;
  readonly startMs: number;
  readonly recordings: RecordedWindow;
  readonly faults: FaultBoard;
  readonly random: Random;
  /** Whether the recorder sleeps: then it neither sends nor plays pictures of its cameras (3.2 *2). */
  readonly isAsleep: () => boolean;
  /** What it shows of this camera meanwhile; without it nothing. */
  readonly blackPictures: () => PictureSource | undefined;
  /** Called after every change of the connection. */
  readonly onConnectionChange: (before: CameraConnectionState, now: CameraConnectionState) => void;
};

/** One input of the recorder: whether a camera is there, and the pictures that come from it. */
export class RecorderCamera {
  readonly scenario: CameraScenario;
  /** `undefined` for a camera without footage, such as an input that nothing is registered for. */
  readonly source: CameraSource | undefined;
  /** `undefined` for a camera without microphone. */
  readonly sound: AudioSource | undefined;
  /** What is recorded of it; `undefined` without footage, and when nothing is. */
  readonly timeline: RecordedTimeline | undefined;
  /** The sound that belongs to the recordings. */
  readonly recordedSound: SoundFootage | undefined;
  /** Its motors and its lens; `undefined` for one that is fixed. */
  readonly ptz: PtzHead | undefined;
  /** What was asked of it by camera control. */
  readonly ptzLog: PtzLog;
  readonly #recorderClock: RecorderClock;
  readonly #onConnectionChange: RecorderCameraOptions['onConnectionChange'];
  #connection: CameraConnectionState;

  constructor(options: RecorderCameraOptions) {
    const { scenario, faults, random } = options;
    this.scenario = scenario;
    this.ptz = scenario.ptz && createHead(scenario, scenario.ptz);
    this.ptzLog = new PtzLog(options.ptzStepMs);
    const pictures = options.pictures && steer(options.pictures, this.ptz, options.recorderClock);
    this.#connection = scenario.connection;
    const media = new MediaFaults(faults, scenario.number, random);
    this.source = pictures && this.#createSource(options, pictures, media);
    this.sound = this.#createSound(options, media);
    this.#recorderClock = options.recorderClock;
    this.#onConnectionChange = options.onConnectionChange;
    this.timeline = pictures && createTimeline(options, pictures);
    this.recordedSound = pictures?.sound;
  }

  get number(): number {
    return this.scenario.number;
  }

  get name(): string {
    return cameraName(this.scenario);
  }

  /** What `as_getinfo.cgi` says about it. */
  get connection(): CameraConnectionState {
    return this.#connection;
  }

  /** Somebody pulls the camera's cable, or plugs it in again. */
  set connection(connection: CameraConnectionState) {
    const before = this.#connection;
    const wasThere = before === 'ok';
    this.#connection = connection;
    if (wasThere !== (connection === 'ok')) {
      const nowMs = this.#recorderClock.nowMs();
      if (wasThere) {
        this.timeline?.interrupt(nowMs);
      } else {
        this.timeline?.resume(nowMs);
      }
    }
    if (before !== connection) {
      this.#onConnectionChange(before, connection);
    }
  }

  #createSource(
    options: RecorderCameraOptions,
    { main, other }: CameraPictures,
    media: MediaFaults,
  ): CameraSource {
    const { scenario, recorderClock, extensionPolicy, clock, startMs } = options;
    const { isAsleep, blackPictures } = options;
    const extensionAt = createExtensionWriter(scenario.number, recorderClock);
    return new CameraSource({
      main,
      other,
      wantsOther: () => media.wantsOther(),
      asleep: () => (isAsleep() ? blackPictures() : undefined),
      isConnected: () =>
        this.#connection === 'ok' && !(isAsleep() && blackPictures() === undefined),
      extensionPolicy,
      extensionAt,
      jpegHeadAt: createJpegHead(scenario.jpegChunks, extensionAt, recorderClock),
      spoilNalUnits: (nalUnits, picture) => media.nalUnits(nalUnits, picture),
      spoilPayloads: (payloads, codec) => media.payloads(payloads, codec),
      spoilJpeg: (jpeg) => media.jpeg(jpeg),
      toRecorderMs: (ms) => ms + recorderClock.offsetMs,
      clock,
      startMs,
    });
  }

  #createSound(
    { scenario, pictures, recorderClock, clock, isAsleep }: RecorderCameraOptions,
    media: MediaFaults,
  ): AudioSource | undefined {
    const { audio } = scenario;
    if (audio === undefined || pictures?.sound === undefined) {
      return undefined;
    }
    return new AudioSource({
      sound: pictures.sound,
      scenario: audio,
      isConnected: () => this.#connection === 'ok' && !isAsleep(),
      extensionAt: (recorderMs) => cameraTimeTlvs(recorderMs, recorderClock),
      toRecorderMs: (ms) => ms + recorderClock.offsetMs,
      spoil: (data) => media.sound(data),
      clock,
    });
  }
}

function createHead({ width, height }: CameraScenario, scenario: PtzScenario): PtzHead {
  return new PtzHead({ scenario, aspect: height / width });
}

/** Pictures of where the camera looks, and looked: the track of its motors has the times of the true clock. */
function steer(
  pictures: CameraPictures,
  ptz: PtzHead | undefined,
  clock: RecorderClock,
): CameraPictures {
  if (ptz === undefined || pictures.steered === undefined) {
    return pictures;
  }
  const viewAt = (recorderMs: number): PtzView => ptz.track.viewAt(recorderMs - clock.offsetMs);
  return { ...pictures, main: pictures.steered(viewAt) };
}

/** A camera that is not there at the start is recorded up to then. */
function createTimeline(
  { scenario, recordings: all }: RecorderCameraOptions,
  { main, other }: CameraPictures,
): RecordedTimeline | undefined {
  const recordings = scenario.recordings ?? all.recordings;
  if (recordings === false) {
    return undefined;
  }
  const spans = recordedSpans(recordings, all.startMs);
  const timeline = new RecordedTimeline({ spans, main, other, limitMs: all.limitMs });
  if (scenario.connection !== 'ok') {
    timeline.interrupt(all.startMs);
  }
  return timeline;
}

/** The chunks in front of each JPEG (2.3.5): the recorder's, then the camera's. */
function createJpegHead(
  chunks: CameraScenario['jpegChunks'],
  recorderTlvs: (recorderMs: number) => Uint8Array,
  clock: RecorderClock,
): (recorderMs: number) => Uint8Array {
  return (recorderMs) =>
    concatBytes([
      ...(chunks === 'none' ? [] : [writeJpegChunk(recorderTlvs(recorderMs))]),
      ...(chunks === 'both' ? [cameraChunk(recorderMs, clock)] : []),
    ]);
}
