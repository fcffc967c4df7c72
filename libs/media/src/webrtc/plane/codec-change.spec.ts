import fc from 'fast-check';
import { PumpBench } from './fixtures/pump-bench.js';
import type { SentPacket } from './fixtures/pump-bench.js';
import { RingCamera } from './fixtures/ring-camera.js';
import { turns } from './fixtures/until.js';
import type { ViewerSpec } from './viewer-plane.js';

type PayloadTypes = ViewerSpec['payloadTypes'];

const both: PayloadTypes = {
  h264: { payloadType: 102, rtx: 103 },
  h265: { payloadType: 49, rtx: 50 },
};
const h265Only: PayloadTypes = { h264: undefined, h265: { payloadType: 49 } };

let bench: PumpBench;
let camera: RingCamera;

beforeEach(() => {
  bench = new PumpBench();
  camera = new RingCamera('camera', bench.clock);
});

afterEach(() => {
  bench.pump.close();
  bench.sources.close();
});

function join(options: Parameters<PumpBench['viewer']>[1]): ReturnType<PumpBench['viewer']> {
  const viewer = bench.viewer('udp', options);
  bench.sources.join(viewer, camera.ring, 'compressed');
  bench.settle();
  return viewer;
}

function tell(): void {
  bench.sources.hasNews('camera');
  bench.settle();
}

const typesOf = (packets: readonly SentPacket[]): number[] =>
  packets.map(({ payloadType }) => payloadType);

function expectContiguous(packets: readonly SentPacket[]): void {
  const [first] = packets;
  expect(packets.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
    packets.map((_, at) => ((first?.sequenceNumber ?? 0) + at) & 0xffff),
  );
}

describe('a ring whose pictures change their codec', () => {
  it('goes on under the other payload type, sequence numbers and time line as before', () => {
    camera.gop(2);
    const viewer = join({ payloadTypes: both });
    camera.picture();
    camera.gop(2, { codec: 'h265', lengths: [1_200, 300] });
    tell();
    camera.gop(1);
    tell();
    const packets = bench.sentTo(viewer);
    expect(typesOf(packets)).toEqual([102, 102, 102, 49, 49, 49, 49, 102]);
    expectContiguous(packets);
    expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
    const times = packets.map(({ timestamp }) => (timestamp - (packets[2]?.timestamp ?? 0)) | 0);
    expect(times.slice(2)).toEqual([0, 3_600, 3_600, 7_200, 7_200, 10_800]);
    expect(viewer).toMatchObject({ codec: 'h264', unsupported: undefined });
  });

  it('gives nothing in a codec that was not negotiated, counts it, and goes on when it is over', () => {
    camera.gop(2);
    const viewer = join({});
    camera.gop(3, { codec: 'h265', lengths: [1_200, 300] });
    tell();
    expect(viewer).toMatchObject({ unsupported: 'h265', phase: 'waiting', skippedAccessUnits: 3 });
    camera.picture({ codec: 'h265' });
    tell();
    expect(viewer.skippedAccessUnits).toBe(4);
    expect(bench.sentTo(viewer)).toHaveLength(2);
    camera.gop(2);
    tell();
    expect(typesOf(bench.sentTo(viewer))).toEqual([102, 102, 102, 102]);
    expectContiguous(bench.sentTo(viewer));
    expect(viewer).toMatchObject({ unsupported: undefined, codec: 'h264', phase: 'live' });
    expect(bench.counters.skipped).toBe(4);
  });

  it.each(['h264', 'jpeg'] as const)('does not start a late viewer with a GOP of %s', (codec) => {
    camera.gop(3, { codec });
    const viewer = join({ payloadTypes: h265Only });
    expect(bench.sentTo(viewer)).toEqual([]);
    expect(viewer).toMatchObject({ unsupported: codec, skippedAccessUnits: 3 });
    expect(bench.pump.restart(viewer)).toBe(false);
    expect(bench.pump.joinsWaiting).toBe(0);
    camera.gop(2, { codec: 'h265' });
    tell();
    expect(typesOf(bench.sentTo(viewer))).toEqual([49, 49]);
  });

  it('takes no turns while nothing can be sent', async () => {
    camera.gop(1, { codec: 'jpeg' });
    join({});
    camera.picture({ codec: 'jpeg', idr: true });
    tell();
    await turns(5);
    let asked = 0;
    bench.clock.nowMs = () => {
      asked += 1;
      return bench.clock.ms;
    };
    await turns(20);
    expect(asked).toBe(0);
  });

  it('leaves the pictures before a change of codec to those who are catching up', () => {
    camera.gop(2);
    camera.begin(false, 'h265');
    camera.writer.packet(new Uint8Array(50), true);
    camera.writer.endUnit();
    const viewer = join({});
    expect(typesOf(bench.sentTo(viewer))).toEqual([102, 102]);
    expect(viewer.phase).toBe('waiting');
    expect(viewer.unsupported).toBe('h265');
  });

  it('serves viewers with different codecs from one ring', () => {
    camera.gop(1);
    const each = [{ payloadTypes: both }, {}, { payloadTypes: h265Only }].map(join);
    camera.gop(2, { codec: 'h265' });
    camera.gop(2);
    tell();
    expect(each.map((viewer) => typesOf(bench.sentTo(viewer)))).toEqual([
      [102, 49, 49, 102, 102],
      [102, 102, 102],
      [49, 49],
    ]);
  });

  it('repeats packets of both codecs, each under its own payload type', () => {
    camera.gop(2);
    const viewer = join({ payloadTypes: both });
    camera.gop(2, { codec: 'h265' });
    tell();
    const asked = bench.sentTo(viewer).map(({ sequenceNumber }) => sequenceNumber);
    bench.sender.packets.length = 0;
    for (const sequenceNumber of asked) {
      expect(viewer.nacks.ask(viewer.history, sequenceNumber, bench.clock.ms, 40)).toBe('queued');
    }
    bench.pump.repeat(viewer);
    bench.settle();
    const packets = bench.sentTo(viewer);
    expect(typesOf(packets)).toEqual([103, 103, 50, 50]);
    expectContiguous(packets);
    expect(viewer).toMatchObject({ retransmitted: 4, retransmissionsRefused: 0 });
  });

  it('repeats the very same packets of a codec without retransmission stream', () => {
    camera.gop(1, { codec: 'h265' });
    const viewer = join({ payloadTypes: { ...both, h265: { payloadType: 49 } } });
    camera.gop(1);
    tell();
    const sent = bench.sentTo(viewer);
    bench.sender.packets.length = 0;
    sent.forEach(({ sequenceNumber }) =>
      viewer.nacks.ask(viewer.history, sequenceNumber, bench.clock.ms, 40),
    );
    bench.pump.repeat(viewer);
    bench.settle();
    const [same, other] = bench.sentTo(viewer);
    expect(same).toEqual(sent[0]);
    expect(other).toMatchObject({ payloadType: 103, ssrc: 2 });
  });

  it('gives every viewer exactly what it takes, whatever the camera does', () => {
    const gops = fc.array(
      fc.record({
        codec: fc.constantFrom('h264' as const, 'h265' as const, 'jpeg' as const),
        pictures: fc.integer({ min: 1, max: 4 }),
        told: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(gops, (written) => {
        const each = new PumpBench();
        const source = new RingCamera('camera', each.clock);
        const takes: PayloadTypes[] = [both, h265Only, { h264: { payloadType: 102 } }];
        const viewers = takes.map((payloadTypes) => each.viewer('udp', { payloadTypes }));
        viewers.forEach((viewer) => each.sources.join(viewer, source.ring, 'none'));
        each.settle();
        for (const { codec, pictures, told } of written) {
          // A JPEG is always a start.
          source.gop(pictures, { codec });
          if (told) {
            each.sources.hasNews('camera');
            each.settle();
          }
        }
        each.sources.hasNews('camera');
        each.settle();
        viewers.forEach((viewer, at) => {
          const expected = written.flatMap(({ codec, pictures }) => {
            const payloadType = codec === 'jpeg' ? undefined : takes[at]?.[codec]?.payloadType;
            return payloadType === undefined
              ? []
              : Array.from({ length: pictures }, () => payloadType);
          });
          const packets = each.sentTo(viewer);
          expect(typesOf(packets)).toEqual(expected);
          expectContiguous(packets);
          const pictures = written.reduce((sum, gop) => sum + gop.pictures, 0);
          expect(viewer.skippedAccessUnits).toBe(pictures - expected.length);
        });
        each.pump.close();
        each.sources.close();
      }),
      { numRuns: 60 },
    );
  });
});
