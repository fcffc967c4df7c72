import type {
  AudioFormat,
  BackendName,
  CatchUpPolicy,
  SendPlaneStatistics,
  SendPlaneStatus,
  SharedRing,
  VideoDescription,
  ViewerFigures,
  ViewerKeys,
  ViewerSpec,
} from '@casement/media';
import type { RecordedZone } from '@casement/protocol';
import type { PortRange } from '../config/config.js';
import type { DialFailure } from '../net/dial-error.js';
import type { TlsTrust } from '../net/dial.js';
import type { StreamRequest } from '../net/stream-requester.js';
import type { DefectCounts, Received } from './received.js';

/** What a media thread is told when it starts. */
export type MediaThreadSettings = {
  /** Counted from 0. */
  readonly thread: number;
  readonly threads: number;
  /** Where browsers send to: the thread takes one of these ports, for UDP and for TCP. */
  readonly viewerPorts: PortRange;
  readonly tcp: boolean;
  readonly backend: 'auto' | BackendName;
  readonly offload: 'auto' | 'offload' | 'single';
  /** Where recorders send to; all threads share the range. */
  readonly rtpPorts: PortRange;
};

/** What comes from a camera, told by the payload type of its packets, or by the type of a part (B17). */
export type CameraVideo = 'H264' | 'H265' | 'JPEG';

/** How the packets of a source of sound are to be read: what they do not tell themselves. */
export type SoundSettings = {
  readonly codec: 'auto' | 'aac' | 'g711' | 'g726';
  readonly law: 'mu' | 'a';
  readonly g726BitOrder: 'left' | 'right';
};

/** The sound of a camera, while its format stays the same. */
export type SoundStream = { readonly ring: SharedRing; readonly format: AudioFormat };

/**
 * What the control thread says to a media thread. Numbers name cameras, sources (one per stream that was
 * opened), requests and viewers; the control thread counts them and never uses one twice.
 */
export type ToThread =
  | { readonly type: 'open-camera'; readonly camera: number; readonly ring: SharedRing }
  | { readonly type: 'close-camera'; readonly camera: number }
  /** Whoever comes now must not be shown an old picture. */
  | { readonly type: 'forget-pictures'; readonly camera: number }
  /** Binds a port for a camera's packets; only those of `from` (IP addresses) are taken. */
  | {
      readonly type: 'open-rtp';
      readonly camera: number;
      readonly source: number;
      readonly from: readonly string[];
      /** The camera's number at its recorder. */
      readonly number: number;
      /** For sound; `undefined`: for pictures. */
      readonly sound: SoundSettings | undefined;
    }
  /** START is being sent: what came to the port before belongs to another stream. */
  | { readonly type: 'expect-rtp'; readonly camera: number; readonly source: number }
  /** The body of an answer is this camera's stream from now on. */
  | {
      readonly type: 'attach-stream';
      readonly request: number;
      readonly camera: number;
      readonly source: number;
      /** As in `open-rtp`. */
      readonly sound: SoundSettings | undefined;
    }
  | { readonly type: 'close-source'; readonly camera: number; readonly source: number }
  /** Holds a UID and a digest response: never to be logged. */
  | {
      readonly type: 'request-stream';
      readonly request: number;
      readonly camera: number;
      readonly trust: TlsTrust | undefined;
      readonly wanted: StreamRequest;
    }
  /** Nobody wants the body. */
  | { readonly type: 'discard-stream'; readonly request: number }
  /** Nobody wants the answer any more, whether its head was there or not. */
  | { readonly type: 'abort-stream'; readonly request: number }
  | { readonly type: 'open-viewer'; readonly viewer: number; readonly spec: ViewerSpec }
  | { readonly type: 'send-dtls'; readonly viewer: number; readonly datagram: Uint8Array }
  | { readonly type: 'set-keys'; readonly viewer: number; readonly keys: ViewerKeys }
  | {
      readonly type: 'play';
      readonly viewer: number;
      readonly ring: SharedRing;
      readonly catchUp: CatchUpPolicy;
    }
  /** The ring of the sound that the viewer hears; `undefined`: none. */
  | {
      readonly type: 'play-audio';
      readonly viewer: number;
      readonly ring: SharedRing | undefined;
    }
  | { readonly type: 'stop-viewer'; readonly viewer: number }
  | { readonly type: 'close-viewer'; readonly viewer: number }
  /** Everything is to be closed; `closed` answers. */
  | { readonly type: 'shut-down' };

/** Figures of one camera's upstream, since the camera was opened in this thread. */
export type CameraReport = {
  readonly camera: number;
  readonly received: Received;
  /** Of the last picture at which decoding may start. */
  readonly video: VideoDescription | undefined;
  /** `undefined` until it was asked for sound. */
  readonly sound: SoundReport | undefined;
  /** When video last came, good or bad, and when a picture last began; monotonic, `undefined`: never. */
  readonly newestPacketMs: number | undefined;
  readonly newestPictureMs: number | undefined;
  readonly recorderSecond: RecorderSecond | undefined;
};

/** Figures of a camera's sound. */
export type SoundReport = {
  readonly packets: number;
  readonly lost: number;
  readonly frames: number;
  /** Packets that are no sound. */
  readonly discarded: number;
  readonly timestampJumps: number;
  readonly defects: DefectCounts;
  /** When sound last came, monotonic; `undefined`: never. */
  readonly newestFrameMs: number | undefined;
};

/** The picture at which the second of the recorder's clock last changed. */
export type RecorderSecond = {
  /** What it shows, in whole seconds since 1970. */
  readonly epochS: number;
  /** When the picture began to arrive, monotonic. */
  readonly arrivalMs: number;
  /** What stands beside it. */
  readonly zone: RecordedZone;
};

/** What a thread sends with, as its plane says. */
export type PlaneStatus = SendPlaneStatus;

/** Counters of a thread since it started. */
export type PlaneFigures = SendPlaneStatistics;

/** What a thread tells about itself, every half second. */
export type ThreadReport = {
  readonly cameras: readonly CameraReport[];
  readonly plane: PlaneFigures;
  /** Delay of the event loop, 99th percentile of the last 10 s, in milliseconds. */
  readonly delayMs: number;
  /** New figures of viewers. */
  readonly viewers: readonly { readonly viewer: number; readonly figures: ViewerFigures }[];
};

/**
 * What a media thread says. Never for a packet: at a stream's first one, when it changes, for browsers' handshakes,
 * reports.
 */
export type FromThread =
  | { readonly type: 'ready'; readonly status: PlaneStatus }
  /** The thread cannot work; it ends. `reason` in words. */
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'rtp-opened'; readonly source: number; readonly port: number }
  | { readonly type: 'rtp-refused'; readonly source: number; readonly reason: string }
  | { readonly type: 'source-closed'; readonly source: number }
  | { readonly type: 'first-packet'; readonly source: number; readonly video: CameraVideo }
  /** The first picture of a source at which decoding may start is complete. */
  | { readonly type: 'first-random-access'; readonly source: number; readonly report: CameraReport }
  /** A picture came that stands for "no image" (B27): told once for a source. */
  | { readonly type: 'placeholder'; readonly source: number }
  /** Sound comes from a source for the first time, or in another format. */
  | { readonly type: 'sound'; readonly source: number; readonly sound: SoundStream }
  /** What the pictures of a camera are has changed in the midst of a stream. */
  | { readonly type: 'camera-changed'; readonly report: CameraReport }
  /** A source ended, though nobody closed it; `reason` in words. */
  | { readonly type: 'source-ended'; readonly source: number; readonly reason: string }
  | {
      readonly type: 'stream-head';
      readonly request: number;
      readonly status: number;
      readonly contentType: string;
      readonly challenges: readonly string[];
    }
  | { readonly type: 'stream-failed'; readonly request: number; readonly failure: DialFailure }
  | { readonly type: 'stream-discarded'; readonly request: number }
  | {
      readonly type: 'nominated';
      readonly viewer: number;
      readonly request: Uint8Array;
      readonly from: { readonly address: string; readonly port: number };
    }
  | { readonly type: 'dtls'; readonly viewer: number; readonly datagram: Uint8Array }
  | { readonly type: 'gone'; readonly viewer: number; readonly reason: string }
  | { readonly type: 'report'; readonly report: ThreadReport }
  /** Something threw that should not; the thread goes on. */
  | { readonly type: 'bug'; readonly message: string; readonly stack: string | undefined }
  | { readonly type: 'closed' };
