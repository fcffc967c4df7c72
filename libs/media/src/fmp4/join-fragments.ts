import { ByteWriter, concatBytes } from '@casement/bytes';
import {
  fragmentHeader,
  fragmentOverheadBytes,
  trackFragmentFlags,
  trackRunFlags,
} from './fragment.js';

/** What is read of a fragment with one sample. */
type OneSample = {
  readonly sequence: number;
  readonly trackId: number;
  readonly decodeTime: bigint;
  readonly duration: number;
  /** Flags and composition offset, as they are. */
  readonly rest: Uint8Array;
  readonly data: Uint8Array;
};

const sampleBytes = 16;

/**
 * Makes one fragment of several with one sample each, as `fragmentFor` makes them: a `traf` for each of their tracks. Smaller by
 * 96 bytes a sample, and it plays where one with all tracks is needed: VLC looks for the time of a track only in the
 * first fragment that it meets, and where numbers are missing. That is why the number is that of the first.
 *
 * Inside a run times follow from durations: each sample lasts until the next one of its track. What cannot be joined
 * (made otherwise, times that do not grow) stays as it is, one behind the other.
 */
export function joinFragments(fragments: readonly Uint8Array[]): Uint8Array {
  const samples = fragments.map(readFragment);
  const tracks = new Map<number, OneSample[]>();
  for (const sample of samples) {
    if (sample === undefined) {
      return concatBytes(fragments);
    }
    const before = tracks.get(sample.trackId);
    const last = before?.at(-1);
    if (last && !isAfter(sample, last)) {
      return concatBytes(fragments);
    }
    if (before) {
      before.push(sample);
    } else {
      tracks.set(sample.trackId, [sample]);
    }
  }
  const [first] = samples;
  return first === undefined || samples.length === 1
    ? concatBytes(fragments)
    : write(first.sequence, [...tracks.values()]);
}

function isAfter(sample: OneSample, before: OneSample): boolean {
  const ticks = sample.decodeTime - before.decodeTime;
  return ticks > 0n && ticks <= 0xffff_ffffn;
}

function write(sequence: number, tracks: readonly (readonly OneSample[])[]): Uint8Array {
  const { moof, traf, tfhd, tfdt, mfhd, trun } = fragmentHeader;
  const runBytes = (samples: readonly OneSample[]) =>
    trun.bytes + (samples.length - 1) * sampleBytes;
  const trafBytes = (samples: readonly OneSample[]) => traf.bytes - trun.bytes + runBytes(samples);
  const moofBytes =
    moof.bytes - traf.bytes + tracks.reduce((sum, samples) => sum + trafBytes(samples), 0);
  const dataBytes = tracks.flat().reduce((sum, { data }) => sum + data.length, 0);
  const to = new ByteWriter(moofBytes + 8 + dataBytes)
    .u32(moofBytes)
    .ascii('moof')
    .u32(mfhd.bytes)
    .ascii('mfhd')
    .u32(0)
    .u32(sequence);
  let offset = moofBytes + 8;
  for (const samples of tracks) {
    const { trackId = 0, decodeTime = 0n } = samples[0] ?? {};
    to.u32(trafBytes(samples)).ascii('traf');
    to.u32(tfhd.bytes).ascii('tfhd').u32(trackFragmentFlags).u32(trackId);
    to.u32(tfdt.bytes).ascii('tfdt').u32(0x0100_0000);
    to.u32(Number(decodeTime >> 32n)).u32(Number(decodeTime & 0xffff_ffffn));
    to.u32(runBytes(samples))
      .ascii('trun')
      .u32(0x0100_0000 | trackRunFlags);
    to.u32(samples.length).u32(offset);
    samples.forEach(({ decodeTime: at, duration, data, rest }, index) => {
      const next = samples[index + 1];
      to.u32(next === undefined ? duration : Number(next.decodeTime - at));
      to.u32(data.length).bytes(rest);
      offset += data.length;
    });
  }
  to.u32(8 + dataBytes).ascii('mdat');
  tracks.flat().forEach(({ data }) => to.bytes(data));
  return to.toBytes();
}

/** Reads what `fragmentFor` writes; `undefined` for everything else. */
function readFragment(bytes: Uint8Array): OneSample | undefined {
  const { moof, mfhd, tfhd, tfdt, trun } = fragmentHeader;
  if (bytes.length < fragmentOverheadBytes) {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isOurs =
    view.getUint32(0) === moof.bytes &&
    view.getUint32(mfhd.at) === mfhd.bytes &&
    view.getUint32(tfhd.at) === tfhd.bytes &&
    view.getUint32(tfhd.at + 8) === trackFragmentFlags &&
    view.getUint32(tfdt.at) === tfdt.bytes &&
    view.getUint32(trun.at) === trun.bytes &&
    view.getUint32(trun.at + 8) === (0x0100_0000 | trackRunFlags) &&
    view.getUint32(trun.at + 12) === 1 &&
    view.getUint32(moof.bytes) === bytes.length - moof.bytes;
  return isOurs
    ? {
        sequence: view.getUint32(mfhd.at + 12),
        trackId: view.getUint32(tfhd.at + 12),
        decodeTime: view.getBigUint64(tfdt.at + 12),
        duration: view.getUint32(trun.at + 20),
        rest: bytes.subarray(trun.at + 28, trun.at + 36),
        data: bytes.subarray(fragmentOverheadBytes),
      }
    : undefined;
}
