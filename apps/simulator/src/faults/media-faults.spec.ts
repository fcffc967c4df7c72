import { ManualClock } from '../testing/manual-clock.js';
import { createFakePictures } from '../testing/fake-pictures.js';
import { createRandom } from '../random.js';
import { spoilPayloads } from './bad-payload.js';
import { FaultBoard } from './fault-board.js';
import { faultSchema } from './fault.js';
import { MediaFaults } from './media-faults.js';
import { ParameterSetsSpoiler } from './parameter-sets.js';
import { spoilSound } from './sound-defect.js';
import { createTimestampFault } from './timestamp.js';

const fake = createFakePictures();
const type = (nalUnit: Uint8Array): number => nalUnit[0]! & 0x1f;

/** The types of the pictures of two GOPs, spoiled. */
function spoiledTypes(form: 'missing' | 'repeated' | 'late' | 'contradictory'): number[][] {
  const spoiler = new ParameterSetsSpoiler();
  return Array.from({ length: 10 }, (_, index) =>
    spoiler
      .spoil(form, fake.picture(index, 0, index), { codec: 'h264', randomAccess: index % 5 === 0 })
      .map(type),
  );
}

describe('parameter sets', () => {
  it.each([
    ['missing' as const, [9, 6, 5], [9, 1], [9, 1]],
    ['repeated' as const, [9, 7, 7, 7, 8, 8, 8, 6, 5], [9, 1], [9, 1]],
    ['late' as const, [9, 6, 5], [9, 7, 8, 1], [9, 1]],
    ['contradictory' as const, [9, 7, 8, 6, 5], [9, 1], [9, 7, 8, 1]],
  ])('%s', (form, ...expected) => {
    const types = spoiledTypes(form);
    expect(types.slice(0, 3)).toEqual(expected);
    expect(types.slice(5, 8)).toEqual(expected);
  });

  it('contradict with another level under the same ids', () => {
    const spoiler = new ParameterSetsSpoiler();
    const [first, , third] = [0, 1, 2].map((index) =>
      spoiler.spoil('contradictory', fake.picture(index, 0, index), {
        codec: 'h264',
        randomAccess: index === 0,
      }),
    );
    const [good, other] = [first![1]!, third![1]!];
    expect(other[3]).toBe(good[3]! + 1);
    expect(other.subarray(4)).toEqual(good.subarray(4));
    expect(third![2]).toEqual(first![2]);
  });

  it('of H.265 too, through emulation prevention', () => {
    const spoiler = new ParameterSetsSpoiler();
    const sps = Uint8Array.from(Buffer.from('42010101600000030090000003000003003fa005', 'hex'));
    const picture = { codec: 'h265', randomAccess: true } as const;
    spoiler.spoil('contradictory', [Uint8Array.of(0x46, 1), sps], picture);
    const other = { codec: 'h265', randomAccess: false } as const;
    spoiler.spoil('contradictory', [Uint8Array.of(0x46, 1)], other);
    const [, spoiled] = spoiler.spoil('contradictory', [Uint8Array.of(0x46, 1)], other);
    const hex = Buffer.from(spoiled!).toString('hex');
    expect(hex).toBe('420101016000000300900000030000030040a005');
  });
});

describe('bad payloads', () => {
  const random = createRandom(3);
  const fragments: readonly Uint8Array[] = [
    Uint8Array.of(9, 1),
    Uint8Array.of(0x7c, 0x85, 1),
    Uint8Array.of(0x7c, 0x05, 2),
    Uint8Array.of(0x7c, 0x45, 3),
  ];

  it('lose the start of a fragmented NAL unit', () => {
    const left = spoilPayloads('fragment-without-start', fragments, 'h264', random);
    expect(left).toEqual([fragments[0], fragments[2], fragments[3]]);
    const h265 = [Uint8Array.of(0x62, 1, 0x93, 7), Uint8Array.of(0x62, 1, 0x53, 7)];
    expect(spoilPayloads('fragment-without-start', h265, 'h265', random)).toEqual([h265[1]]);
  });

  it.each([
    ['forbidden-type', 'h264'],
    ['forbidden-type', 'h265'],
    ['lying-aggregate', 'h264'],
    ['lying-aggregate', 'h265'],
    ['empty', 'h264'],
  ] as const)('%s adds one payload to those of %s', (form, codec) => {
    const spoiled = spoilPayloads(form, fragments, codec, random);
    const added = spoiled.filter((payload) => !fragments.includes(payload));
    expect(added).toHaveLength(1);
    expect(spoiled.filter((payload) => fragments.includes(payload))).toEqual(fragments);
    if (form === 'lying-aggregate') {
      const head = codec === 'h264' ? added[0]![0]! & 0x1f : (added[0]![0]! >> 1) & 0x3f;
      expect(head).toBe(codec === 'h264' ? 24 : 48);
    }
  });
});

describe('timestamps', () => {
  const packet = (timestamp: number, payloadType = 98): Uint8Array => {
    const bytes = new Uint8Array(12);
    bytes.set([0x80, payloadType]);
    new DataView(bytes.buffer).setUint32(4, timestamp);
    return bytes;
  };
  const timestampOf = (bytes: Uint8Array): number => new DataView(bytes.buffer).getUint32(4);
  const context = { random: createRandom(1), hit: () => undefined };

  it.each([
    ['jump' as const, [90_100, 93_700]],
    ['back' as const, [2 ** 32 - 89_900, 2 ** 32 - 86_300]],
    ['stand' as const, [100, 100]],
  ])('%s', (form, expected) => {
    const fault = { kind: 'timestamp', form, seconds: 1 } as const;
    const stage = createTimestampFault(fault, context);
    const packets = stage.push([packet(100), packet(3_700)]);
    expect(packets.map(timestampOf)).toEqual(expected);
  });

  it('leaves what it is not about', () => {
    const fault = { kind: 'timestamp', form: 'jump', seconds: 1, media: 'audio' } as const;
    const stage = createTimestampFault(fault, context);
    expect(stage.push([packet(100), packet(100, 97)]).map(timestampOf)).toEqual([100, 48_100]);
  });
});

describe('sound', () => {
  it('becomes odd, lies or is empty', () => {
    const data = new Uint8Array(80);
    expect(spoilSound('odd-length', data).data).toHaveLength(79);
    expect(spoilSound('odd-length', new Uint8Array(81)).data).toHaveLength(79);
    expect(spoilSound('au-too-long', data)).toEqual({ data, sizeErrorBytes: 7 });
    expect(spoilSound('au-too-short', data)).toEqual({ data, sizeErrorBytes: -7 });
    expect(spoilSound('empty', data).data).toHaveLength(0);
  });
});

describe('MediaFaults', () => {
  it('hits as often as the rate says, counts it, and leaves other cameras alone', () => {
    const board = new FaultBoard(new ManualClock());
    board.replace([
      faultSchema.parse({ kind: 'sound-defect', form: 'empty', rate: 0.5, cameras: [1] }),
    ]);
    const data = new Uint8Array(10);
    const [one, two] = [1, 2].map((camera) => new MediaFaults(board, camera, createRandom(5)));
    let empty = 0;
    for (let frame = 0; frame < 400; frame += 1) {
      empty += one!.sound(data).data.length === 0 ? 1 : 0;
      expect(two!.sound(data).data).toBe(data);
    }
    expect(empty).toBeGreaterThan(150);
    expect(empty).toBeLessThan(250);
    expect(board.active[0]?.hits).toBe(empty);
  });

  it('wants the other pictures for either fault', () => {
    const board = new FaultBoard(new ManualClock());
    const faults = new MediaFaults(board, 1, createRandom(5));
    expect(faults.wantsOther()).toBe(false);
    for (const kind of ['size-change', 'stream-change'] as const) {
      board.replace([{ kind }]);
      expect(faults.wantsOther()).toBe(true);
    }
  });
});
