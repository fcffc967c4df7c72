import fc from 'fast-check';
import { concatBytes } from '@casement/bytes';
import { fragmentFor, fragmentOverheadBytes } from './fragment.js';
import { joinFragments } from './join-fragments.js';

type Given = { trackId: number; decodeTime: number; duration: number; data: Uint8Array };

function fragment(sequence: number, { data, ...sample }: Given): Uint8Array {
  const made = fragmentFor(
    sequence,
    { ...sample, compositionOffset: -sequence, isSync: sequence === 7 },
    data.length,
  );
  made.set(data, fragmentOverheadBytes);
  return made;
}

/** Boxes by their path: `moof/traf/trun` twice for two tracks. */
function boxes(bytes: Uint8Array, path = '', found: [string, Uint8Array][] = []) {
  for (let at = 0; at < bytes.length;) {
    const size = Buffer.from(bytes).readUInt32BE(at);
    const name = path + Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    const body = bytes.subarray(at + 8, at + size);
    found.push([name, body]);
    if (name === 'moof' || name === 'moof/traf') {
      boxes(body, `${name}/`, found);
    }
    at += size;
  }
  return found;
}

/** Every sample that a fragment says it has, with its data. */
function samplesOf(bytes: Uint8Array) {
  let track = { id: 0, time: 0 };
  return boxes(bytes).flatMap(([name, body]) => {
    const view = Buffer.from(body);
    if (name.endsWith('tfhd')) {
      track = { ...track, id: view.readUInt32BE(4) };
    } else if (name.endsWith('tfdt')) {
      track = { ...track, time: Number(view.readBigUInt64BE(4)) };
    } else if (name.endsWith('trun')) {
      let offset = view.readUInt32BE(8);
      return Array.from({ length: view.readUInt32BE(4) }, (_, index) => {
        const at = 12 + index * 16;
        const [duration, size] = [view.readUInt32BE(at), view.readUInt32BE(at + 4)];
        const data = bytes.slice(offset, offset + size);
        offset += size;
        const decodeTime = track.time;
        track = { ...track, time: track.time + duration };
        const compositionOffset = view.readInt32BE(at + 12);
        return { trackId: track.id, decodeTime, duration, compositionOffset, data };
      });
    }
    return [];
  });
}

const given: Given[] = [
  { trackId: 1, decodeTime: 6_000_000_000, duration: 3_600, data: new Uint8Array([1, 2, 3]) },
  { trackId: 2, decodeTime: 1_000, duration: 1_024, data: new Uint8Array([4]) },
  { trackId: 1, decodeTime: 6_000_003_500, duration: 3_600, data: new Uint8Array([5, 6]) },
  { trackId: 2, decodeTime: 2_024, duration: 1_024, data: new Uint8Array([7]) },
];

describe('joinFragments', () => {
  it('makes one fragment with a track fragment per track; times stay as they were', () => {
    const joined = joinFragments(given.map((sample, index) => fragment(7 + index, sample)));
    expect(boxes(joined).map(([name]) => name)).toEqual([
      'moof',
      'moof/mfhd',
      ...['moof/traf', 'moof/traf/tfhd', 'moof/traf/tfdt', 'moof/traf/trun'],
      ...['moof/traf', 'moof/traf/tfhd', 'moof/traf/tfdt', 'moof/traf/trun'],
      'mdat',
    ]);
    expect(Buffer.from(boxes(joined)[1]![1]).readUInt32BE(4)).toBe(7);
    const [a, b, c, d] = given;
    expect(samplesOf(joined)).toEqual([
      { ...a, duration: 3_500, compositionOffset: -7 },
      { ...c, compositionOffset: -9 },
      { ...b, compositionOffset: -8 },
      { ...d, compositionOffset: -10 },
    ]);
  });

  it('has the time of every sample, whatever comes', () => {
    const sample = fc.record({
      trackId: fc.constantFrom(1, 2),
      stepTicks: fc.integer({ min: 1, max: 100_000 }),
      duration: fc.integer({ min: 1, max: 100_000 }),
      data: fc.uint8Array({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 20 }), (list) => {
        const times = new Map<number, number>();
        const samples = list.map(({ stepTicks, ...rest }) => {
          const decodeTime = (times.get(rest.trackId) ?? 0) + stepTicks;
          times.set(rest.trackId, decodeTime);
          return { ...rest, decodeTime };
        });
        const joined = joinFragments(samples.map((one, index) => fragment(index + 1, one)));
        const byTrack = [...samples].sort((one, other) => one.trackId - other.trackId);
        expect(
          samplesOf(joined)
            .sort((one, other) => one.trackId - other.trackId)
            .map(({ trackId, decodeTime, data }) => ({ trackId, decodeTime, data })),
        ).toEqual(byTrack.map(({ trackId, decodeTime, data }) => ({ trackId, decodeTime, data })));
      }),
    );
  });

  it('leaves alone what it cannot join', () => {
    const [one, other] = given.map((sample, index) => fragment(1 + index, sample));
    const backwards = fragment(9, { ...given[0]!, decodeTime: 5 });
    for (const list of [
      [],
      [one!],
      [one!, backwards],
      [one!, new Uint8Array(300)],
      [one!, other!.subarray(1)],
    ]) {
      expect(joinFragments(list)).toEqual(concatBytes(list));
    }
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (list) => {
        expect(joinFragments(list)).toEqual(concatBytes(list));
      }),
    );
  });
});
