import { ByteWriter } from '@casement/bytes';

/** One sample of a track, in the ticks of the track. */
export type Sample = {
  readonly trackId: number;
  /** Position in the order of decoding, 0..2^53. */
  readonly decodeTime: number;
  /** Presentation minus decoding; may be negative. */
  readonly compositionOffset: number;
  readonly duration: number;
  /** Decoding may start here. */
  readonly isSync: boolean;
};

/** sample_depends_on 2: on no other; or 1 and sample_is_non_sync_sample (ISO/IEC 14496-12 section 8.8.3.1). */
const syncFlags = 0x0200_0000;
const nonSyncFlags = 0x0101_0000;

/** default-base-is-moof (section 8.8.7.1). */
export const trackFragmentFlags = 0x02_0000;

/** data offset, duration, size, flags and composition offset of the sample (section 8.8.8.1). */
export const trackRunFlags = 0x01 | 0x100 | 0x200 | 0x400 | 0x800;

const runBytes = 36;
const decodeTimeBytes = 20;
const fragmentHeaderBytes = 16;
const trackFragmentBytes = 8 + fragmentHeaderBytes + decodeTimeBytes + runBytes;
const moofBytes = 8 + 16 + trackFragmentBytes;

/** Where the boxes of such a `moof` begin, and how large they are. */
export const fragmentHeader = {
  moof: { at: 0, bytes: moofBytes },
  mfhd: { at: 8, bytes: 16 },
  traf: { at: 24, bytes: trackFragmentBytes },
  tfhd: { at: 32, bytes: fragmentHeaderBytes },
  tfdt: { at: 32 + fragmentHeaderBytes, bytes: decodeTimeBytes },
  trun: { at: 32 + fragmentHeaderBytes + decodeTimeBytes, bytes: runBytes },
} as const;

/** What stands in front of the data of a fragment: `moof` and the header of `mdat`. */
export const fragmentOverheadBytes = moofBytes + 8;

/**
 * A fragment with one sample: `moof` and `mdat` (ISO/IEC 14496-12 section 8.8). Allocates once; the caller writes
 * the data behind `fragmentOverheadBytes`.
 *
 * @param sequence number of the fragment, from 1 on
 */
export function fragmentFor(sequence: number, sample: Sample, dataBytes: number): Uint8Array {
  const head = new ByteWriter(fragmentOverheadBytes)
    .u32(moofBytes)
    .ascii('moof')
    .u32(16)
    .ascii('mfhd')
    .u32(0)
    .u32(sequence >>> 0)
    .u32(trackFragmentBytes)
    .ascii('traf')
    .u32(fragmentHeaderBytes)
    .ascii('tfhd')
    .u32(trackFragmentFlags)
    .u32(sample.trackId)
    .u32(decodeTimeBytes)
    .ascii('tfdt')
    .u32(0x0100_0000) // version 1: 64 bits
    .u32(Math.floor(sample.decodeTime / 0x1_0000_0000))
    .u32(sample.decodeTime % 0x1_0000_0000)
    .u32(runBytes)
    .ascii('trun')
    .u32(0x0100_0000 | trackRunFlags) // version 1: signed composition offsets
    .u32(1)
    .u32(fragmentOverheadBytes)
    .u32(sample.duration)
    .u32(dataBytes)
    .u32(sample.isSync ? syncFlags : nonSyncFlags)
    .u32(sample.compositionOffset >>> 0)
    .u32(8 + dataBytes)
    .ascii('mdat')
    .toBytes();
  const fragment = new Uint8Array(fragmentOverheadBytes + dataBytes);
  fragment.set(head);
  return fragment;
}
