import type { NvrRequest } from '@casement/protocol';
import type { Recorder } from './recorder.js';
import type { UidSession } from './uid-session.js';

/** A command of `push.cgi`. */
export type PushRequest = Extract<
  NvrRequest,
  { command: 'startLiveRtp' | 'startLiveHttp' | 'stopLiveRtp' | 'stopLiveHttp' }
>;

/** A START over RTP. */
export type RtpStartRequest = Extract<PushRequest, { command: 'startLiveRtp' }>;

/** A START over HTTP. */
export type HttpStartRequest = Extract<PushRequest, { command: 'startLiveHttp' }>;

/** Whoever sent the command, and where RTP goes. */
export type PushContext = {
  readonly recorder: Recorder;
  readonly session: UidSession;
  readonly remoteAddress: string;
};
