import { ByteWriter } from '@casement/bytes';
import { ProtocolError } from '../protocol-error.js';
import { layout, soundLayout } from './playback-layout.js';
import type { PlaybackSoundBody } from './playback-sound-body.js';
import { writeZone } from './recorded-time.js';

/** What `writePlaybackSoundBody` writes. Times are cut down to seconds. */
export type PlaybackSoundBodyInput = Omit<PlaybackSoundBody, 'defects'>;

/** Where documents leave room, how to write it. */
export type PlaybackSoundBodyStyle = {
  /** One 0x00 in front of the samples, or of every access unit (B46). Default true. */
  readonly leadingZero?: boolean;
  /**
   * AU header of each access unit (B49).
   *
   * - `none`: the default
   * - `rfc3640`: 4 bytes, with the length of the headers
   * - `short`: 2 bytes, without it
   */
  readonly auHeader?: 'none' | 'rfc3640' | 'short';
  /** Zeros up to a multiple of 4 KiB. Default true. */
  readonly padTo4K?: boolean;
};

const MAX_U16 = 0xffff;
/** 13 bits of an AU header. */
const MAX_ACCESS_UNIT_BYTES = 0x1fff;
const MAX_EPOCH_S = 0xffffffff;

/**
 * Writes the answer of `playaudio.cgi` (NVR v1.4R1 3.3.2, layout B.9).
 *
 * @throws ProtocolError `playback-body` for a camera, a time or an access unit that does not fit
 */
export function writePlaybackSoundBody(
  input: PlaybackSoundBodyInput,
  style: PlaybackSoundBodyStyle = {},
): Uint8Array {
  const { padTo4K = true } = style;
  requireFits(input.camera, MAX_U16, 'camera number');
  const sound = input.codec === 'aac' ? aacSound(input, style) : telephoneSound(input, style);
  const writer = new ByteWriter(sound.length + 2 * layout.bodyAlignment);
  writer
    .u16(input.codec === 'aac' ? soundLayout.aac : soundLayout.telephone)
    .u16(input.camera)
    .u32(sound.length);
  if (input.codec === 'aac') {
    writer.u16(soundLayout.aacHeader).u16(soundLayout.aacHeaderLength);
    writeTimes(writer, input);
    writer.zeros(8 + 28);
  } else {
    writeTimes(writer, input);
    writer.u8(input.codec === 'g711' ? 1 : 0).zeros(3 + 4 + 28);
  }
  writer.bytes(sound);
  if (padTo4K) {
    writer.zeros(-writer.length & (layout.bodyAlignment - 1));
  }
  return writer.toBytes();
}

/** Start and its zone, end, and the zone once more in its other form. */
function writeTimes(writer: ByteWriter, input: PlaybackSoundBodyInput): void {
  const { timeZoneMinutes = 0, summerTime = false } = input;
  writer.u32(seconds(input.startMs)).u8(0);
  writeZone(writer, input);
  writer.u32(seconds(input.endMs)).u32(0);
  const offset = Math.abs(timeZoneMinutes);
  writer
    .u8(timeZoneMinutes < 0 ? 1 : 0)
    .u8(Math.floor(offset / 60))
    .u8(offset % 60)
    .u8(summerTime ? 1 : 0);
}

function telephoneSound(
  { frames }: PlaybackSoundBodyInput,
  { leadingZero = true }: PlaybackSoundBodyStyle,
): Uint8Array {
  const writer = new ByteWriter();
  if (leadingZero && frames.length > 0) {
    writer.u8(0);
  }
  frames.forEach((frame) => writer.bytes(frame));
  return writer.toBytes();
}

function aacSound(
  { frames }: PlaybackSoundBodyInput,
  { leadingZero = true, auHeader = 'none' }: PlaybackSoundBodyStyle,
): Uint8Array {
  const writer = new ByteWriter();
  for (const frame of frames) {
    requireFits(frame.length, MAX_ACCESS_UNIT_BYTES, 'bytes of an access unit');
    const data = new ByteWriter(frame.length + 5);
    if (leadingZero) {
      data.u8(0);
    }
    if (auHeader === 'rfc3640') {
      data.u16(16);
    }
    if (auHeader !== 'none') {
      data.u16(frame.length << 3);
    }
    data.bytes(frame);
    const padding = -data.length & (layout.pictureAlignment - 1);
    writer
      .u16(soundLayout.aacBlock)
      .u16(soundLayout.blockHeaderBytes + data.length + padding)
      .u8(padding)
      .u8(auHeader === 'none' ? 0 : 1)
      .u16(0)
      .bytes(data.toBytes())
      .zeros(padding);
  }
  return writer.toBytes();
}

function seconds(epochMs: number): number {
  const value = Math.floor(epochMs / 1000);
  requireFits(value, MAX_EPOCH_S, 'seconds since 1970');
  return value;
}

function requireFits(value: number, max: number, what: string): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw ProtocolError.unexpected('playback-body', {
      found: `${String(value)} ${what}`,
      expected: `0 to ${String(max)}`,
      where: 'playback sound body',
    });
  }
}
