import { ByteReader, BytesError } from '@casement/bytes';
import { DefectList } from './defect-list.js';
import { MAX_PLAYBACK_SOUND_BODY_BYTES, soundLayout, u16At } from './playback-layout.js';
import { blocksAt, readBlocks } from './playback-sound-blocks.js';
import { hex, refused } from './playback-sound-error.js';
import { readZone } from './recorded-time.js';
import type { RecordedZone } from './recorded-time.js';

/** Codec of recorded sound. The law of G.711 and the bit order of G.726 are configured (B47). */
export type RecordedSoundCodec = 'g711' | 'g726' | 'aac';

/** The answer of `playaudio.cgi`: about one second of sound (NVR v1.4R1 3.3.2, layout B.9). */
export type PlaybackSoundBody = RecordedZone & {
  readonly codec: RecordedSoundCodec;
  readonly camera: number;
  /** Milliseconds since 1970 (UTC); whole seconds in the document. */
  readonly startMs: number;
  readonly endMs: number;
  /** G.711 and G.726: one element, without the leading 0x00. AAC: one element per access unit, without AU header (B.9). */
  readonly frames: readonly Uint8Array[];
  readonly defects: readonly string[];
};

const TELEPHONE_CODECS: readonly RecordedSoundCodec[] = ['g726', 'g711'];
/**
 * Reads the answer of `playaudio.cgi` (B44 to B50). Copies nothing: the frames are views of `bytes`.
 *
 * @throws ProtocolError `playback-empty` for a body without a byte; `playback-body` for one of more than 4 MiB, for an
 * unknown header or codec, for one that ends within its header, and for blocks 0xFF04 (AU06)
 */
export function parsePlaybackSoundBody(bytes: Uint8Array): PlaybackSoundBody {
  if (bytes.length === 0) {
    throw refused('no byte', 'a header', 0, 'playback-empty');
  }
  if (bytes.length > MAX_PLAYBACK_SOUND_BODY_BYTES) {
    throw refused(`${String(bytes.length)} bytes`, `at most ${MAX_PLAYBACK_SOUND_BODY_BYTES}`, 0);
  }
  const id = u16At(bytes, 0);
  try {
    if (id === soundLayout.telephone) {
      return parseTelephone(bytes);
    }
    if (id === soundLayout.aac) {
      return parseAac(bytes);
    }
    throw refused(id === undefined ? '1 byte' : hex(id), '0xff03 or 0xff13', 0);
  } catch (error) {
    if (error instanceof BytesError) {
      throw refused(`${String(bytes.length)} bytes`, 'a whole header', 0);
    }
    throw error;
  }
}

/** G.711 and G.726: 64 bytes of header, then the samples. */
function parseTelephone(body: Uint8Array): PlaybackSoundBody {
  const defects = new DefectList();
  const reader = new ByteReader(body, 2);
  const [camera, size] = [reader.u16(), reader.u32()];
  const times = readTimes(reader, defects);
  const code = reader.u8();
  const codec = TELEPHONE_CODECS[code];
  if (codec === undefined) {
    throw refused(`codec ${String(code)}`, '0 for G.726, 1 for G.711', reader.offset - 1);
  }
  reader.skip(soundLayout.telephoneHeaderBytes - reader.offset);
  const data = reader.bytes(usableBytes(size, reader.remaining, defects));
  // One 0x00 in front is none of the samples; never more than one (B46).
  const sound = data.length > 0 && data[0] === 0 ? data.subarray(1) : data;
  return {
    codec,
    camera,
    ...times,
    frames: sound.length > 0 ? [sound] : [],
    defects: defects.toArray(),
  };
}

/** AAC-LC: 68 bytes of header, then one block per access unit. */
function parseAac(body: Uint8Array): PlaybackSoundBody {
  const defects = new DefectList();
  const reader = new ByteReader(body, 2);
  const [camera, size] = [reader.u16(), reader.u32()];
  const [header, length] = [reader.u16(), reader.u16()];
  if (header !== soundLayout.aacHeader) {
    defects.add(`${hex(header)} at byte ${soundLayout.aacHeaderAt}; expected 0xff12`);
  }
  const times = readTimes(reader, defects);
  const from = blocksAt(body, length, size, defects);
  const end = from + usableBytes(size, Math.max(body.length - from, 0), defects);
  const frames = readBlocks(body.subarray(0, end), from, defects);
  return { codec: 'aac', camera, ...times, frames, defects: defects.toArray() };
}

/** Start with zone, end with zone; the zone of the start counts. */
function readTimes(
  reader: ByteReader,
  defects: DefectList,
): RecordedZone & { readonly startMs: number; readonly endMs: number } {
  const startMs = reader.u32() * 1000;
  reader.skip(1);
  const { zone, defects: zoneDefects } = readZone(reader);
  defects.add(...zoneDefects);
  const endMs = reader.u32() * 1000;
  reader.skip(8);
  if (endMs < startMs) {
    defects.add('the sound ends before it starts');
  }
  return { startMs, endMs, ...zone };
}

/** The declared size is believed as far as the body reaches (B45, AU04). */
function usableBytes(size: number, available: number, defects: DefectList): number {
  if (size > available) {
    defects.add(`${String(size)} bytes of sound declared; found ${String(available)}`);
  } else if (size === 0) {
    defects.add('no sound: the declared size is 0');
  }
  return Math.min(size, available);
}
