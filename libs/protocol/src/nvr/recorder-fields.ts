import type { RecorderTime } from './recorder-time.js';

/** What a recorder is doing with this UID and camera (TLV 0x000D). */
export type RecorderState =
  | 'unspecified'
  | 'live'
  | 'play'
  | 'reverse'
  | 'fast-forward'
  | 'fast-reverse'
  | 'pause'
  | 'next-image'
  | 'previous-image'
  | 'downloading'
  | 'download-completed';

/** The values of the recorder information, each present when its TLV was (NVR v1.4R1 7.1.1). */
export type RecorderFields = {
  /** 0x0004: camera number registered in the recorder. */
  readonly camera?: number;
  /** 0x0005: only a cross-check, the data itself decides (B38). */
  readonly compression?: 'h264' | 'h265';
  /** 0x0006: informational, never a length to allocate (B37). */
  readonly dataBytes?: number;
  /** 0x0007: recorder's clock, seconds since the Unix epoch. */
  readonly timeEpochS?: number;
  /** 0x0007: recorder's zone, minutes east of UTC. */
  readonly timeZoneMinutes?: number;
  /** 0x0007. */
  readonly summerTime?: boolean;
  /** 0x0008: pictures in this body. */
  readonly frameCount?: number;
  /** 0x0009: configured rate; the wire carries ten times this (B39). */
  readonly imagesPerSecond?: number;
  /** 0x000A: hundredths of a second that belong to `timeEpochS`, 0 to 99. */
  readonly hundredths?: number;
  /** 0x000C: false means a gap in the recording, not an error (B36). */
  readonly imagePresent?: boolean;
  /** 0x000D. */
  readonly state?: RecorderState;
  /** 0x000D: speed step of fast forward and reverse, 1 to 8; 0 when it does not apply. */
  readonly speedStep?: number;
  /** 0x0011: camera's clock. */
  readonly cameraTime?: RecorderTime;
  /** 0x0012: hundredths that belong to `cameraTime`, 0 to 99. */
  readonly cameraHundredths?: number;
  /** 0x0027: NAL units come with start codes. */
  readonly startCodes?: boolean;
  /** 0x0028: whether this stream, and this GOP, has long-term reference pictures. */
  readonly longTermReference?: 'none' | 'not-in-gop' | 'in-gop';
  /** 0x0029: whether to show the IDR picture of such a GOP (B43). */
  readonly idrDisplay?: 'unspecified' | 'show' | 'hide';
};

/** Fields while they are being collected. */
export type MutableRecorderFields = {
  -readonly [Key in keyof RecorderFields]: RecorderFields[Key];
};
