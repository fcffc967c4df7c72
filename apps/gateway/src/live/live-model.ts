import type { SessionCause } from '../recorders/session-cause.js';

/** How a stream travels from the recorder. */
export type LiveTransport = 'rtp' | 'http';

/** What is asked for, in the order in which it is tried. What comes is told by the packets (B17). */
export const liveVideos = ['H264', 'H265', 'JPEG'] as const;

/** `JPEG` can be had over HTTP alone (NVR 2.1.2.2). */
export type LiveVideo = (typeof liveVideos)[number];

/** One try to get a stream. */
export type LiveAttempt = {
  readonly transport: LiveTransport;
  readonly video: LiveVideo;
  /** Other values of this round were tried before. */
  readonly fallback: 'none' | 'transport' | 'video';
  /** What was asked for in vain in this round. */
  readonly tried: readonly LiveVideo[];
};

/** What a camera's stream may be tried with. */
export type LivePolicy = {
  /** `auto` falls back from RTP to HTTP. */
  readonly transport: 'auto' | LiveTransport;
  /** `auto` tries one after the other. */
  readonly video: 'auto' | LiveVideo;
  /** How long RTP may take before `auto` asks for HTTP, in milliseconds. */
  readonly firstPacketMs: number;
};

/** What happens when a stream has been stopped. */
export type AfterStop =
  | { readonly then: 'off' }
  | { readonly then: 'start'; readonly attempt: LiveAttempt }
  | { readonly then: 'wait'; readonly state: Pause };

/** Waiting for a while, then trying again. */
export type Pause = {
  readonly name: 'restarting' | 'busy' | 'offline' | 'unsupported';
  readonly reason: string;
  readonly waitMs: number;
  /** What is tried after the pause; `undefined`: whatever is the best guess then. */
  readonly attempt: LiveAttempt | undefined;
};

/** The states of a camera's live stream (decision E.2). */
export type LiveState =
  | { readonly name: 'off' }
  /** Waiting for a UID. */
  | { readonly name: 'session' }
  /** START waits for its turn. */
  | { readonly name: 'queued'; readonly attempt: LiveAttempt }
  /** START was sent; the head of the answer has to come within 10 s. */
  | { readonly name: 'wait-headers'; readonly attempt: LiveAttempt }
  /** The recorder agreed; the first packet of a known payload type has to come. */
  | { readonly name: 'wait-packets'; readonly attempt: LiveAttempt }
  /** Packets come; the first decodable picture has to come within 15 s. */
  | { readonly name: 'wait-random-access'; readonly attempt: LiveAttempt }
  | { readonly name: 'running'; readonly attempt: LiveAttempt }
  /** STOP is under way. */
  | { readonly name: 'stopping'; readonly next: AfterStop }
  | Pause;

/** A stream's state, and what it remembers. */
export type Live = {
  readonly state: LiveState;
  /** 204 answers in a row. */
  readonly refusals: number;
  /** Restarts since pictures last came. */
  readonly failures: number;
};

/** What happens to a stream. */
export type LiveEvent =
  /** The first viewer came. */
  | { readonly type: 'open' }
  /** The last viewer has been gone for a while. */
  | { readonly type: 'close' }
  /** A UID is there; `attempt` is the best guess. */
  | { readonly type: 'leased'; readonly attempt: LiveAttempt }
  /** The UID is gone, whoever found out. */
  | { readonly type: 'lost'; readonly cause: SessionCause }
  /** This camera has nothing that could be asked for; `reason` in words. */
  | { readonly type: 'unavailable'; readonly reason: string }
  /** START left the queue. */
  | { readonly type: 'sent' }
  /** The recorder agreed to send. */
  | { readonly type: 'accepted' }
  /** 204. */
  | { readonly type: 'refused' }
  /** Any other answer that is no stream; `reason` in words. */
  | { readonly type: 'failed'; readonly reason: string }
  /** A packet of video came, or a JPEG. */
  | { readonly type: 'packet'; readonly video: LiveVideo }
  /** A picture that stands for "no image" came (B27). */
  | { readonly type: 'placeholder' }
  /** A picture at which decoding may start came. */
  | { readonly type: 'picture' }
  /** The HTTP stream ended, or nothing came for 15 s; `reason` in words. */
  | { readonly type: 'interrupted'; readonly reason: string }
  /** STOP is done, or is not to be expected. */
  | { readonly type: 'stopped' }
  /** The time of the state is over. `rtpWorks`: other cameras of this recorder get RTP through. */
  | { readonly type: 'timeout'; readonly rtpWorks: boolean; readonly attempt: LiveAttempt };

/** What is to be done, in order. */
export type LiveAction =
  | { readonly type: 'lease' }
  | { readonly type: 'release' }
  | { readonly type: 'start'; readonly attempt: LiveAttempt }
  /** Takes the stream down: the START that waits, the connection or port, and STOP when START was sent. */
  | { readonly type: 'stop' }
  /** Takes the stream down without STOP: the UID is gone. */
  | { readonly type: 'drop' };

/** The next state, what is to be done, and when `timeout` is due (`null`: never). */
export type LiveStep = {
  readonly live: Live;
  readonly actions: readonly LiveAction[];
  /** Milliseconds from now; `undefined`: the timer that runs stays as it is. */
  readonly timerMs: number | null | undefined;
};
