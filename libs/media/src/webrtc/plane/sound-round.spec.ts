import fc from 'fast-check';
import { PumpBench } from './fixtures/pump-bench.js';
import type { SentPacket } from './fixtures/pump-bench.js';
import { RingCamera } from './fixtures/ring-camera.js';
import { RingMicrophone } from './fixtures/ring-microphone.js';
import { turns } from './fixtures/until.js';
import { maxTcpQueuedBytes } from './falling-behind.js';
import type { Listener } from './sound-source.js';

const audio = { ssrc: 7, payloadTypes: { pcmu: 0, pcma: 8, opus: 111 } };

type BenchListener = ReturnType<PumpBench['viewer']> & Listener;

let bench: PumpBench;
let microphone: RingMicrophone;

beforeEach(() => {
  bench = new PumpBench();
  microphone = new RingMicrophone('sound', bench.clock);
});

afterEach(() => {
  bench.pump.close();
  bench.sources.close();
});

function isListener(viewer: ReturnType<PumpBench['viewer']>): viewer is BenchListener {
  return viewer.sound !== undefined;
}

function listener(transport: 'udp' | 'tcp' = 'udp', takes = audio): BenchListener {
  const viewer = bench.viewer(transport, { audio: takes });
  if (!isListener(viewer)) {
    throw new Error('the viewer takes no sound');
  }
  return viewer;
}

function joined(transport: 'udp' | 'tcp' = 'udp', takes = audio): BenchListener {
  const viewer = listener(transport, takes);
  bench.sources.joinSound(viewer, microphone.ring);
  bench.settle();
  return viewer;
}

function write(pieces: number, source = microphone, stepMs = 20): void {
  for (let at = 0; at < pieces; at += 1) {
    source.piece();
    bench.clock.ms += stepMs;
  }
}

function tell(source = microphone): void {
  bench.sources.hasNews(source.ring.id);
  bench.settle();
}

const sound = (viewer: BenchListener): SentPacket[] =>
  [...bench.sentTo(viewer), ...viewer.path.packets].filter(({ ssrc }) => ssrc === audio.ssrc);

const steps = (packets: readonly SentPacket[]): number[] =>
  packets.slice(1).map(({ timestamp }, at) => (timestamp - (packets[at]?.timestamp ?? 0)) | 0);

function expectContiguous(packets: readonly SentPacket[]): void {
  const [first] = packets;
  expect(packets.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
    packets.map((_, at) => ((first?.sequenceNumber ?? 0) + at) & 0xffff),
  );
}

describe('sound', () => {
  it('begins at the head, a packet for each piece, the marker only after silence', () => {
    write(50);
    const viewer = joined();
    expect(sound(viewer)).toEqual([]);
    write(1);
    tell();
    write(2);
    tell();
    const packets = sound(viewer);
    expect(packets).toHaveLength(3);
    expectContiguous(packets);
    expect(packets[0]?.sequenceNumber).toBeLessThan(32_768);
    expect(steps(packets)).toEqual([160, 160]);
    expect(packets.map(({ marker }) => marker)).toEqual([true, false, false]);
    expect(packets.map(({ payloadType }) => payloadType)).toEqual([0, 0, 0]);
    expect(packets.map(({ payloadBytes }) => payloadBytes)).toEqual([160, 160, 160]);
    expect(viewer.sound).toMatchObject({ codec: 'pcmu', packets: 3, bytes: 480, skipped: 0 });
    expect(bench.first).toEqual([viewer]);
    bench.clock.ms += 1_000;
    microphone.next += 50;
    write(1);
    tell();
    expect(sound(viewer).at(-1)).toMatchObject({ marker: true });
    expect(steps(sound(viewer)).at(-1)).toBe(51 * 160);
  });

  it('is staged once for all, each has its own numbers, and another one is first each time', () => {
    const viewers = Array.from({ length: 20 }, () => joined());
    const firstPorts = [0, 1, 2].map(() => {
      bench.sender.packets.length = 0;
      write(1);
      tell();
      expect(bench.sender.packets).toHaveLength(20);
      return bench.sender.packets[0]?.port;
    });
    expect(new Set(firstPorts).size).toBe(3);
    expect(new Set(viewers.map((viewer) => sound(viewer)[0]?.timestamp)).size).toBe(20);
    expect(bench.counters).toMatchObject({ packetsSent: 60, soundPacketsSent: 60 });
  });

  it('sends Opus packets of any length, and what was written at once in one turn', () => {
    microphone = new RingMicrophone('opus', bench.clock, { codec: 'opus', clockRateHz: 48_000 });
    const viewer = joined();
    const lengths = [80, 3, 120, 120, 119, 1_200, 80];
    lengths.forEach((length) => microphone.piece(length));
    tell();
    const packets = sound(viewer);
    expect(packets.map(({ payloadBytes }) => payloadBytes)).toEqual(lengths);
    expect(packets.map(({ payloadType }) => payloadType)).toEqual(lengths.map(() => 111));
    expect(steps(packets)).toEqual(lengths.slice(1).map(() => 960));
    expectContiguous(packets);
  });

  it('goes on over a roll-over of its sequence number, which is not that of the pictures', () => {
    const viewer = joined();
    viewer.sound.nextIndex = 65_530;
    write(10);
    tell();
    expect(sound(viewer).map(({ sequenceNumber }) => sequenceNumber)).toEqual([
      65_530, 65_531, 65_532, 65_533, 65_534, 65_535, 0, 1, 2, 3,
    ]);
    expect(viewer.sound.nextIndex).toBe(65_540);
  });

  it('leaves a listener who is late with the newest, and counts what was left out', () => {
    const viewer = joined();
    write(1);
    tell();
    bench.sender.outcome = () => 'blocked';
    write(30);
    tell();
    bench.sender.outcome = () => 'sent';
    write(1);
    tell();
    expect(viewer.sound.skipped).toBe(30);
    expect(bench.counters.soundSkipped).toBe(30);
    const packets = sound(viewer);
    expect(packets).toHaveLength(2);
    expect(packets[1]?.marker).toBe(true);
    expect(steps(packets)).toEqual([31 * 160]);
    expectContiguous(packets);
  });

  it('sends what waited for the system for less than that', async () => {
    const viewer = joined();
    bench.sender.outcome = () => 'blocked';
    write(15);
    tell();
    expect(sound(viewer)).toEqual([]);
    bench.sender.outcome = () => 'sent';
    bench.settle();
    await turns(1);
    expect(sound(viewer)).toHaveLength(15);
    expect(viewer.sound.skipped).toBe(0);
  });

  it('does not pile up in a TCP connection that does not drain', () => {
    const viewer = joined('tcp');
    viewer.path.queuedBytes = maxTcpQueuedBytes + 1;
    for (let round = 0; round < 10; round += 1) {
      write(10);
      tell();
    }
    expect(viewer.path.packets).toEqual([]);
    viewer.path.queuedBytes = 0;
    write(30);
    tell();
    write(1);
    tell();
    expect(sound(viewer).length).toBeLessThanOrEqual(20);
    expect(sound(viewer).length + viewer.sound.skipped).toBe(131);
  });

  it('survives a ring that is written over', () => {
    microphone = new RingMicrophone('small', bench.clock, { maxPackets: 16 });
    const viewer = joined();
    write(100, microphone, 0);
    tell();
    expect(viewer.sound.skipped).toBe(100);
    write(1);
    tell();
    expect(sound(viewer)).toHaveLength(1);
  });

  it('starts at the head when the way is there, without counting what passed by', () => {
    const viewer = listener();
    const { context } = viewer;
    viewer.context = undefined;
    bench.sources.joinSound(viewer, microphone.ring);
    write(100);
    tell();
    viewer.context = context;
    bench.pump.wake(viewer);
    bench.settle();
    expect(sound(viewer)).toEqual([]);
    write(1);
    tell();
    expect(sound(viewer)).toHaveLength(1);
    expect(viewer.sound.skipped).toBe(0);
  });

  it('is left out in a codec, or with a clock, that was not negotiated', () => {
    const some = joined('udp', { ssrc: 7, payloadTypes: { pcma: 8 } } as typeof audio);
    const all = joined();
    microphone.piece(160, 'pcmu');
    microphone.piece(300, 'aac');
    microphone.piece(160, 'opus');
    microphone.piece(160, 'pcma');
    tell();
    expect(sound(all).map(({ payloadType }) => payloadType)).toEqual([0, 8]);
    expect(all.sound.skipped).toBe(2);
    expect(sound(some).map(({ payloadType }) => payloadType)).toEqual([8]);
    expect(some.sound).toMatchObject({ skipped: 3, codec: 'pcma' });
  });

  it('leaves pieces out that are no packet of their own', () => {
    const viewer = joined();
    microphone.begin();
    microphone.writer.packet(new Uint8Array(100), false);
    microphone.writer.packet(new Uint8Array(60), true);
    microphone.writer.endUnit();
    microphone.piece();
    tell();
    expect(sound(viewer)).toHaveLength(1);
    expect(viewer.sound.skipped).toBe(1);
  });

  it('goes on in time through another ring, in units of its clock', () => {
    const viewer = joined();
    write(2);
    tell();
    const opus = new RingMicrophone('opus', bench.clock, { codec: 'opus', clockRateHz: 48_000 });
    opus.next = 1_000_000;
    bench.sources.joinSound(viewer, opus.ring);
    expect(bench.sources.size).toBe(1);
    bench.clock.ms += 500;
    write(2, opus, 0);
    tell(opus);
    const packets = sound(viewer);
    expect(packets.map(({ payloadType }) => payloadType)).toEqual([0, 0, 111, 111]);
    expectContiguous(packets);
    expect(steps(packets)).toEqual([160, 500 * 48, 960]);
    expect(packets.map(({ marker }) => marker)).toEqual([true, false, true, false]);
    // Told anew which instant a timestamp belongs to.
    expect(bench.first).toEqual([viewer, viewer]);
  });

  it('ends, and comes again from the same ring', () => {
    const viewer = joined();
    write(1);
    tell();
    bench.sources.leaveSound(viewer);
    expect(bench.sources.size).toBe(0);
    expect(viewer.sound.codec).toBeUndefined();
    write(10);
    tell();
    expect(sound(viewer)).toHaveLength(1);
    bench.sources.joinSound(viewer, microphone.ring);
    write(1);
    tell();
    expect(steps(sound(viewer))).toEqual([11 * 160]);
  });

  it('goes before pictures, and does not keep them waiting', () => {
    const camera = new RingCamera('camera', bench.clock);
    camera.gop(1);
    const viewer = joined();
    bench.sources.join(viewer, camera.ring, 'compressed');
    bench.settle();
    bench.sender.packets.length = 0;
    camera.gop(1, { lengths: Array.from({ length: 60 }, () => 1_200) });
    bench.sources.hasNews('camera');
    write(2);
    bench.sources.hasNews('sound');
    bench.pump.turn();
    const order = bench.sentTo(viewer).map(({ ssrc }) => ssrc);
    expect(order.slice(0, 2)).toEqual([7, 7]);
    expect(order.filter((ssrc) => ssrc === 1)).toHaveLength(60);
  });

  it('needs no turns while there is none', async () => {
    joined();
    write(1);
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

  it('is never sent twice, out of order or back in time, whatever happens', () => {
    const events = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('write' as const), pieces: fc.integer({ min: 1, max: 60 }) }),
        fc.record({ kind: fc.constant('tell' as const) }),
        fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 800 }) }),
        fc.record({ kind: fc.constant('block' as const), isBlocked: fc.boolean() }),
        fc.record({ kind: fc.constant('jump' as const), pieces: fc.integer({ min: 1, max: 999 }) }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(events, (happens) => {
        bench = new PumpBench();
        microphone = new RingMicrophone('sound', bench.clock, { maxPackets: 64 });
        const viewers = [joined(), joined()];
        for (const event of happens) {
          switch (event.kind) {
            case 'write':
              write(event.pieces, microphone, 5);
              break;
            case 'tell':
              tell();
              break;
            case 'wait':
              bench.clock.ms += event.ms;
              break;
            case 'block':
              bench.sender.outcome = () => (event.isBlocked ? 'blocked' : 'sent');
              break;
            case 'jump':
              microphone.next = event.pieces;
              break;
          }
        }
        for (const viewer of viewers) {
          const packets = sound(viewer);
          expectContiguous(packets);
          expect(steps(packets).every((step) => step > 0)).toBe(true);
          expect(viewer.sound.packets).toBe(packets.length);
        }
        bench.pump.close();
        bench.sources.close();
      }),
      { numRuns: 60 },
    );
  });
});
