/** What a notification says it is about: bits 7 to 5 of the class byte (2.2.1 *1, A15). */
export type AlarmClass =
  | 'notification'
  | 'terminal'
  | 'motion'
  | 'command'
  | 'sabotage'
  | 'reserved-5'
  | 'reserved-6'
  | 'record';

/** A time as a device wrote it: no zone of its own (2.2.1, A5, A6). */
export type AlarmTime = {
  /** Local to the device, such as `2026-11-21T07:08:09`. */
  readonly text: string;
  /** How its six bytes were written: the document says BCD, some cameras write plain binary. */
  readonly written: 'bcd' | 'binary';
};

/** The zone that a sender info area names; its sign is the opposite of that of the NVR protocol (A22). */
export type AlarmZone = {
  /** Without summer time; positive: east. */
  readonly offsetMinutes: number;
  readonly summerTime: boolean;
};

/** The first 20 bytes (2.2.1, B.1). */
export type AlarmBasic = {
  /** `null`: 0.0.0.0, a device with IPv6 only (A21). */
  readonly senderAddress: string | null;
  /** 1 to 65535 and around again; 0 is invalid, but accepted. */
  readonly logNumber: number;
  /** `null`: neither reading is a time. */
  readonly time: AlarmTime | null;
  readonly class: AlarmClass;
  /** 1 to 8; others are reserved, 0 means none (A16). */
  readonly terminal: number;
  /** `null`: none. */
  readonly camera: number | null;
  readonly pictures: number;
  readonly prePictures: number;
};

/** What happened (2.2.2, B.2). */
export type AlarmExtension = {
  /** 1 camera, 2 disk recorder, 3 encoder, 4 alarm box. */
  readonly category: number;
  readonly messageId: number;
  /** Up to the first NUL; controls are replaced by U+FFFD (A9, A10). */
  readonly text: string;
  /** Emergency recording (2, 4): the cameras of its bitmap, ascending; empty for every other message (A27). */
  readonly cameras: readonly number[];
};

/** One device on the way, in the order in which they passed it on (2.2.3, B.3). */
export type AlarmSender = {
  /** Upper-case, as `00:80:45:0D:12:34`. */
  readonly mac: string;
  /** Its number at that device; `null`: none, or 0xFFFF. */
  readonly camera: number | null;
  readonly time: AlarmTime | null;
  readonly zone: AlarmZone | null;
};

/** What was wrong with a message that is kept all the same. */
export type AlarmDefect = {
  readonly kind: string;
  /** What was found, what was expected, and at which byte. */
  readonly words: string;
};

/** One notification, of version 1 (20 bytes) or 2. */
export type AlarmMessage = {
  /** All its bytes, as they came. */
  readonly bytes: Uint8Array;
  readonly basic: AlarmBasic;
  readonly extension: AlarmExtension | null;
  /** Of the IPv6 info area (2.2.4); empty without one. */
  readonly ipv6: readonly string[];
  readonly senders: readonly AlarmSender[];
  readonly defects: readonly AlarmDefect[];
};
