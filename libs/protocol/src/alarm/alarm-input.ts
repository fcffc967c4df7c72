import type { AlarmBasic, AlarmExtension, AlarmTime, AlarmZone } from './alarm-message.js';

/** A time to be written: local to the device, such as `2026-11-21T07:08:09`, in BCD unless said otherwise. */
export type AlarmTimeInput = Pick<AlarmTime, 'text'> & Partial<AlarmTime>;

/** The basic part of a message to be written; what is missing is 0. */
export type AlarmBasicInput = Pick<AlarmBasic, 'senderAddress' | 'logNumber' | 'class'> &
  Partial<Pick<AlarmBasic, 'terminal' | 'pictures' | 'prePictures'>> & {
    /** `null`: zeros, as of a device whose clock was never set. */
    readonly time: AlarmTimeInput | null;
    /** Numbers beyond 255 have no room here and are written as none (2.2.1); the sender has them. */
    readonly camera?: number | null;
  };

/** What happened. For emergency recording the text, or where that is empty the cameras. */
export type AlarmExtensionInput = Pick<AlarmExtension, 'category' | 'messageId'> &
  Partial<Pick<AlarmExtension, 'text' | 'cameras'>>;

/** One device on the way. */
export type AlarmSenderInput = {
  /** Such as `00:80:45:0D:12:34`; either case, hyphens or nothing between as well. */
  readonly mac: string;
  /** 1 to 65534; `null`: none. */
  readonly camera: number | null;
  readonly time: AlarmTimeInput | null;
  /** `null`: as UTC. */
  readonly zone: AlarmZone | null;
};

/** A message to be written; every `AlarmMessage` is one. Without extension: version 1, which has no other area. */
export type AlarmInput = {
  readonly basic: AlarmBasicInput;
  readonly extension?: AlarmExtensionInput | null;
  readonly ipv6?: readonly string[];
  readonly senders?: readonly AlarmSenderInput[];
};
