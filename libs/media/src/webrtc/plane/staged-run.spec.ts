import fc from 'fast-check';
import { PacketRingReader } from '../../gop/packet-ring-reader.js';
import { NodeProtector } from '../srtp/node-protector.js';
import { maxRunPackets } from '../srtp/run-protector.js';
import { FakeClock } from './fixtures/fake-clock.js';
import { RingCamera, picturePayload } from './fixtures/ring-camera.js';
import { StagedRun } from './staged-run.js';
import { ViewerState } from './viewer-state.js';

const lengthsOf = fc.array(fc.oneof(fc.constant(1_200), fc.integer({ min: 1, max: 1_200 })), {
  minLength: 1,
  maxLength: 60,
});

function stagedRun(lengths: readonly number[]): {
  readonly run: StagedRun;
  readonly protector: NodeProtector;
  readonly reader: PacketRingReader;
} {
  const camera = new RingCamera('camera', new FakeClock());
  camera.picture({ idr: true, lengths });
  const protector = new NodeProtector();
  const run = new StagedRun(protector.stage);
  const reader = new PacketRingReader(camera.ring);
  expect(run.load(reader, 0, reader.head(), false)).toBe(true);
  return { run, protector, reader };
}

describe('StagedRun', () => {
  it('cuts any packets into segments of equal ones, of which the last one may be shorter', () => {
    fc.assert(
      fc.property(lengthsOf, (lengths) => {
        const { run } = stagedRun(lengths);
        expect(run.count).toBe(Math.min(maxRunPackets, lengths.length));
        let slot = 0;
        let end = 0;
        for (let segment = 0; segment < run.segments; segment += 1) {
          const segmentEnd = run.segmentEnds[segment] ?? 0;
          const bytes = run.packetBytes[segment];
          expect(segmentEnd).toBeGreaterThan(slot);
          for (; slot < segmentEnd; slot += 1) {
            const packetBytes = (lengths[slot] ?? 0) + 22;
            end += packetBytes;
            expect(run.packetEnds[slot]).toBe(end);
            expect(
              slot === segmentEnd - 1 ? packetBytes <= (bytes ?? 0) : packetBytes === bytes,
            ).toBe(true);
          }
        }
        expect(slot).toBe(run.count);
        expect(run.payloadBytesUpTo(slot)).toBe(run.payloadBytes);
      }),
      { numRuns: 50 },
    );
  });

  it('stages payloads, and retransmissions with their first sequence number in front', () => {
    const { run, protector, reader } = stagedRun([300, 20]);
    const { bytes, stride, lengths, markers } = protector.stage;
    expect(bytes.subarray(stride, stride + 20)).toEqual(picturePayload(0, 1, 20));
    run.clear();
    expect(run.addRetransmission(reader, 1, 0xabcd)).toBe(true);
    run.cut();
    expect([...bytes.subarray(0, 2)]).toEqual([0xab, 0xcd]);
    expect(bytes.subarray(2, 22)).toEqual(picturePayload(0, 1, 20));
    expect([lengths[0], markers[0], run.packetBytes[0]]).toEqual([22, 1, 44]);
    expect(run.add(reader, 2)).toBe(false);
  });

  it('says that a packet is gone', () => {
    const camera = new RingCamera('small', new FakeClock(), { maxPackets: 8 });
    camera.gop(20);
    const run = new StagedRun(new NodeProtector().stage);
    expect(run.load(new PacketRingReader(camera.ring), 0, 20, false)).toBe(false);
  });
});

describe('ViewerState', () => {
  it('places pictures of any times later than the one before, by less than half the circle', () => {
    const times = fc.array(fc.integer({ min: 0, max: 900_000_000 }), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(times, (timestamps90k) => {
        const viewer = new ViewerState({
          id: 'v',
          usernameFragment: 'u',
          password: 'p',
          ssrc: 1,
          rtxSsrc: undefined,
          payloadTypes: { h264: { payloadType: 102 } },
          cname: 'c',
        });
        const { run } = stagedRun(timestamps90k.map(() => 10));
        timestamps90k.forEach((timestamp90k, slot) => {
          run.timestamps90k[slot] = timestamp90k;
          run.unitStarts[slot] = 1;
        });
        const first = viewer.history.next;
        const timestamps = new Uint32Array(maxRunPackets);
        viewer.timestampsOf(run, timestamps);
        viewer.advance(run, run.count, 0);
        for (let slot = 1; slot < run.count; slot += 1) {
          const step = ((timestamps[slot] ?? 0) - (timestamps[slot - 1] ?? 0)) >>> 0;
          expect(step).toBeGreaterThan(0);
          expect(step).toBeLessThan(0x8000_0000);
          // What was announced is what is remembered for retransmission.
          expect(viewer.history.timestamp(first + slot)).toBe(timestamps[slot]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('needs a flat amount of memory, which is told', () => {
    expect(ViewerState.bytes).toBe(1_024 * 12 + 200 * 8 + 2_048);
  });
});
