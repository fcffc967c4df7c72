import { RingCamera } from './fixtures/ring-camera.js';
import type { SentPacket } from './fixtures/pump-bench.js';
import { PumpBench } from './fixtures/pump-bench.js';
import { maxTcpQueuedBytes } from './falling-behind.js';
import { joinPacketsPerTurn } from './join-round.js';
import type { ViewerState } from './viewer-state.js';

const big = { lengths: Array.from({ length: 50 }, () => 1_200) };

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

const steps = (packets: readonly SentPacket[]): number[] =>
  packets
    .slice(1)
    .map(({ timestamp }, at) => (timestamp - (packets[at]?.timestamp ?? 0)) >>> 0)
    .filter((step) => step > 0);

function expectContiguous(packets: readonly SentPacket[]): void {
  const [first] = packets;
  expect(packets.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
    packets.map((_, at) => ((first?.sequenceNumber ?? 0) + at) & 0xffff),
  );
}

/** A viewer at the head of the camera. */
function liveViewer(transport: 'udp' | 'tcp' = 'udp'): ReturnType<PumpBench['viewer']> {
  const viewer = bench.viewer(transport);
  bench.sources.join(viewer, camera.ring, 'compressed');
  bench.settle();
  expect(viewer.phase).toBe('live');
  return viewer;
}

function write(pictures: number, options = {}): void {
  for (let at = 0; at < pictures; at += 1) {
    camera.picture(options);
    bench.clock.ms += 40;
  }
}

describe('Pump', () => {
  it('gives all who watch the same packets, each under its own numbers', () => {
    camera.gop(1);
    const viewers = Array.from({ length: 50 }, () => liveViewer());
    bench.sender.packets.length = 0;
    camera.gop(3, { lengths: [1_200, 1_200, 37] });
    bench.sources.hasNews('camera');
    bench.settle();
    for (const viewer of viewers) {
      const packets = bench.sentTo(viewer);
      expect(packets.map(({ payloadBytes }) => payloadBytes)).toEqual(
        [0, 1, 2].flatMap(() => [1_200, 1_200, 37]),
      );
      expectContiguous(packets);
      expect(steps(packets)).toEqual([3_600, 3_600]);
      expect(packets.map(({ marker }) => marker)).toEqual(
        [0, 1, 2].flatMap(() => [false, false, true]),
      );
    }
    // One send takes equally long packets and one shorter one behind them.
    expect(bench.counters.packetsSent).toBe(50 * 9 + 50);
    expect(new Set(viewers.map((viewer) => bench.sentTo(viewer)[0]?.timestamp)).size).toBe(50);
  });

  it('begins with another viewer in every turn', () => {
    camera.gop(1);
    Array.from({ length: 3 }, () => liveViewer());
    const firstPorts = [1, 2, 3].map(() => {
      bench.sender.packets.length = 0;
      camera.picture();
      bench.sources.hasNews('camera');
      bench.settle();
      expect(bench.sender.packets).toHaveLength(3);
      return bench.sender.packets[0]?.port;
    });
    expect(new Set(firstPorts).size).toBe(3);
  });

  it('sends packets of a picture before the picture is complete, and never twice', () => {
    camera.gop(1);
    const viewer = liveViewer();
    bench.sender.packets.length = 0;
    camera.begin(false);
    for (const marker of [false, false, true]) {
      camera.writer.packet(new Uint8Array(1_200), marker);
      bench.sources.hasNews('camera');
      bench.settle();
    }
    camera.writer.endUnit();
    expect(bench.sentTo(viewer).map(({ marker }) => marker)).toEqual([false, false, true]);
    expect(new Set(bench.sentTo(viewer).map(({ timestamp }) => timestamp)).size).toBe(1);
  });

  it('gives a late viewer the GOP, 5 ms apart, ending at the newest picture', () => {
    camera.gop(20);
    const viewer = liveViewer();
    camera.picture();
    bench.sources.hasNews('camera');
    bench.settle();
    const packets = bench.sentTo(viewer);
    expect(packets).toHaveLength(21);
    expectContiguous(packets);
    expect(packets[0]?.sequenceNumber).toBeLessThan(32_768);
    expect(steps(packets)).toEqual([...Array.from({ length: 19 }, () => 450), 3_600]);
    expect(bench.first).toEqual([viewer]);
  });

  it('starts with a random access picture that is just arriving, not with the GOP before it', () => {
    camera.gop(20);
    camera.begin(true);
    camera.writer.packet(new Uint8Array(1_200), false);
    const viewer = liveViewer();
    expect(bench.sentTo(viewer)).toHaveLength(1);
    camera.writer.packet(new Uint8Array(50), true);
    camera.writer.endUnit();
    bench.sources.hasNews('camera');
    bench.settle();
    expect(bench.sentTo(viewer).map(({ marker }) => marker)).toEqual([false, true]);
  });

  it('gives a still of a long GOP, with the newest time, and goes on with the next one', () => {
    camera.gop(41, { lengths: [1_200, 60] });
    const viewer = bench.viewer();
    bench.sources.join(viewer, camera.ring, 'compressed');
    bench.settle();
    expect(bench.sentTo(viewer).map(({ payloadBytes }) => payloadBytes)).toEqual([1_200, 60]);
    camera.picture({ lengths: [61] });
    camera.picture({ lengths: [62], idr: true });
    camera.picture({ lengths: [63] });
    bench.sources.hasNews('camera');
    bench.settle();
    const packets = bench.sentTo(viewer);
    expect(packets.map(({ payloadBytes }) => payloadBytes)).toEqual([1_200, 60, 62, 63]);
    // The still has the time of picture 40; the next ones are pictures 42 and 43.
    expect(steps(packets)).toEqual([7_200, 3_600]);
    expect(viewer.skippedAccessUnits).toBe(0);
  });

  it.each([
    ['none', 'none' as const, 0],
    ['a camera that was silent for 2 s', 'compressed' as const, 2_001],
  ])('waits for the next random access picture: %s', (_name, policy, silentMs) => {
    camera.gop(3);
    bench.clock.ms += silentMs;
    const viewer = bench.viewer();
    bench.sources.join(viewer, camera.ring, policy);
    bench.settle();
    camera.picture({ lengths: [61] });
    camera.gop(2, { lengths: [62] });
    bench.sources.hasNews('camera');
    bench.settle();
    expect(bench.sentTo(viewer).map(({ payloadBytes }) => payloadBytes)).toEqual([62, 62]);
  });

  it('does not take for the present what somebody before was given as such', () => {
    camera.gop(3);
    liveViewer();
    bench.clock.ms += 2_001;
    const late = bench.viewer();
    bench.sources.join(late, camera.ring, 'compressed');
    bench.settle();
    expect(late.phase).toBe('waiting');
    expect(bench.sentTo(late)).toEqual([]);
  });

  it('never sends more to late viewers in a turn than their budget, and those who watch go first', () => {
    camera.gop(1);
    const watching = Array.from({ length: 3 }, () => liveViewer());
    camera.gop(6, big);
    bench.sources.hasNews('camera');
    bench.settle();
    const late = Array.from({ length: 50 }, () => bench.viewer());
    late.forEach((viewer) => bench.sources.join(viewer, camera.ring, 'compressed'));
    const all = [...watching, ...late];
    camera.begin(false);
    for (let turn = 0; late.some(({ phase }) => phase !== 'live'); turn += 1) {
      expect(turn).toBeLessThan(1_000);
      const live = new Set(
        all.filter(({ phase }) => phase === 'live').map(({ path }) => path.port),
      );
      bench.sender.packets.length = 0;
      camera.writer.packet(new Uint8Array(99), false);
      bench.sources.hasNews('camera');
      bench.pump.turn();
      const ports = bench.sender.packets.map(({ port }) => port);
      expect(new Set(ports.slice(0, live.size))).toEqual(live);
      expect(ports.length - live.size).toBeLessThanOrEqual(joinPacketsPerTurn);
    }
    expect(bench.pump.joinsWaiting).toBe(0);
    expect(late.every(({ streamPackets }) => streamPackets >= 300)).toBe(true);
  });

  it('serves late viewers one after the other', () => {
    camera.gop(6, big);
    const late = Array.from({ length: 4 }, () => bench.viewer());
    late.forEach((viewer) => bench.sources.join(viewer, camera.ring, 'compressed'));
    bench.settle();
    const order = bench.sender.packets.map(({ port }) => port);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).toHaveLength(4 * 300);
  });

  it('goes on where it was when the system is no longer blocked', () => {
    camera.gop(1);
    const viewers = [liveViewer(), liveViewer()];
    bench.sender.packets.length = 0;
    let room = 1;
    bench.sender.outcome = () => {
      room -= 1;
      return room < 0 ? 'blocked' : 'sent';
    };
    camera.picture({ lengths: [1_200, 50, 1_200, 50] });
    bench.sources.hasNews('camera');
    bench.pump.turn();
    // One segment went out, and nobody was tried after the first refusal.
    expect(bench.sender.packets).toHaveLength(2);
    expect(bench.counters.blocked).toBe(1);
    room = Number.POSITIVE_INFINITY;
    bench.settle();
    for (const viewer of viewers) {
      const packets = bench.sentTo(viewer);
      expectContiguous(packets);
      expect(packets.map(({ payloadBytes }) => payloadBytes)).toEqual([1_200, 50, 1_200, 50]);
      expect(new Set(packets.map(({ timestamp }) => timestamp)).size).toBe(1);
    }
  });

  it('tries again by itself after the system was blocked', async () => {
    camera.gop(1);
    const viewer = liveViewer();
    const resumed = new Promise<void>((resolve) => {
      let refusals = 3;
      bench.sender.outcome = () => {
        refusals -= 1;
        if (refusals < 0) {
          resolve();
        }
        return refusals < 0 ? 'sent' : 'blocked';
      };
    });
    camera.picture();
    bench.sources.hasNews('camera');
    await resumed;
    expect(bench.sentTo(viewer)).toHaveLength(2);
  });

  it('counts what cannot be sent as lost and goes on', () => {
    camera.gop(1);
    const viewer = liveViewer();
    const { sequenceNumber = 0 } = bench.sentTo(viewer)[0] ?? {};
    bench.sender.outcome = () => 'failed';
    camera.picture();
    bench.sources.hasNews('camera');
    bench.settle();
    bench.sender.outcome = () => 'sent';
    camera.picture();
    bench.sources.hasNews('camera');
    bench.settle();
    expect(viewer.sendErrors).toBe(1);
    expect(bench.sentTo(viewer).map((packet) => packet.sequenceNumber)).toEqual([
      sequenceNumber,
      (sequenceNumber + 2) & 0xffff,
    ]);
  });

  it('takes a viewer that was blocked for more than 2 s to the newest random access picture', () => {
    camera.gop(1);
    const viewer = liveViewer();
    bench.sender.packets.length = 0;
    bench.sender.outcome = () => 'blocked';
    write(51, { lengths: [61] });
    camera.picture({ idr: true, lengths: [62] });
    camera.picture({ lengths: [63] });
    bench.sources.hasNews('camera');
    bench.pump.turn();
    bench.sender.outcome = () => 'sent';
    bench.settle();
    expect(bench.sentTo(viewer).map(({ payloadBytes }) => payloadBytes)).toEqual([62, 63]);
    expectContiguous(bench.sentTo(viewer));
    expect(viewer.skippedAccessUnits).toBe(51);
    expect(bench.counters.skipped).toBe(51);
  });

  it('takes a viewer whose packets were overwritten to the next random access picture', () => {
    camera = new RingCamera('small', bench.clock, { maxPackets: 64 });
    camera.gop(1);
    const viewer = liveViewer();
    bench.sender.packets.length = 0;
    for (let at = 0; at < 100; at += 1) {
      camera.picture({ lengths: [61] });
    }
    bench.sources.hasNews('small');
    bench.settle();
    expect(bench.sentTo(viewer)).toHaveLength(0);
    camera.picture({ lengths: [62] });
    camera.gop(2, { lengths: [63] });
    bench.sources.hasNews('small');
    bench.settle();
    expect(bench.sentTo(viewer).map(({ payloadBytes }) => payloadBytes)).toEqual([63, 63]);
    expect(viewer.skippedAccessUnits).toBe(64 + 1);
  });

  it('lets a TCP viewer skip to the next random access picture when it does not read', () => {
    camera.gop(1);
    const viewer = liveViewer('tcp');
    const other = liveViewer();
    viewer.path.packets.length = 0;
    while (viewer.path.queuedBytes <= maxTcpQueuedBytes) {
      camera.picture(big);
      bench.sources.hasNews('camera');
      bench.settle();
    }
    const sent = viewer.path.packets.length;
    write(3, { lengths: [61] });
    camera.gop(1, { lengths: [62] });
    bench.sources.hasNews('camera');
    bench.settle();
    expect(viewer.path.packets).toHaveLength(sent);
    expect(viewer.skippedAccessUnits).toBe(4);
    viewer.path.queuedBytes = 0;
    camera.picture({ lengths: [63] });
    camera.gop(2, { lengths: [64] });
    bench.sources.hasNews('camera');
    bench.settle();
    expect(viewer.path.packets.slice(sent).map(({ payloadBytes }) => payloadBytes)).toEqual([
      64, 64,
    ]);
    expectContiguous(viewer.path.packets);
    expect(viewer.path.queuedBytes).toBeLessThan(2 * maxTcpQueuedBytes);
    expect(other.streamPackets).toBe(camera.writer.statistics.packets);
  });

  it('sends key pictures only to a viewer with a lossy network, and all again later', () => {
    camera.gop(1);
    const [lossy, other] = [liveViewer(), liveViewer()];
    bench.sender.packets.length = 0;
    lossy.loss = { ...lossy.loss, choice: 'key-pictures' };
    const gops = (): void => {
      for (let gop = 0; gop < 3; gop += 1) {
        camera.picture({ idr: true, lengths: [1_200, 60] });
        write(5, { lengths: [61] });
        bench.sources.hasNews('camera');
        bench.settle();
      }
    };
    gops();
    expect(bench.sentTo(lossy).map(({ payloadBytes }) => payloadBytes)).toEqual(
      [0, 1, 2].flatMap(() => [1_200, 60]),
    );
    expectContiguous(bench.sentTo(lossy));
    expect(lossy.skippedAccessUnits).toBe(15);
    expect(bench.sentTo(other)).toHaveLength(21);
    lossy.loss = { ...lossy.loss, choice: 'all-pictures' };
    lossy.resumeAllPictures();
    camera.picture({ lengths: [61] });
    gops();
    expect(bench.sentTo(lossy)).toHaveLength(6 + 21);
    expect(lossy.skippedAccessUnits).toBe(16);
  });

  it('goes on with the same numbers and a time line that moves on when the ring is replaced', () => {
    camera.gop(5);
    const viewer = liveViewer();
    const before = bench.sentTo(viewer).length;
    bench.clock.ms += 1_000;
    const second = new RingCamera('second', bench.clock);
    second.next = 1_000_000;
    second.gop(3);
    bench.sources.join(viewer, second.ring, 'compressed');
    bench.settle();
    second.picture();
    bench.sources.hasNews('second');
    bench.settle();
    const packets = bench.sentTo(viewer);
    expect(packets).toHaveLength(before + 4);
    expectContiguous(packets);
    // A second has passed, and the newest of the three pictures is the present.
    expect(steps(packets).slice(before - 1)).toEqual([90_000 - 900, 450, 450, 3_600]);
    expect(bench.sources.size).toBe(1);
    camera.picture({ idr: true });
    bench.sources.hasNews('camera');
    bench.settle();
    expect(bench.sentTo(viewer)).toHaveLength(before + 4);
  });

  it('sends a GOP once more on demand, one tick apart', () => {
    camera.gop(4);
    const viewer = liveViewer();
    expect(bench.pump.restart(viewer)).toBe(true);
    bench.settle();
    camera.picture();
    bench.sources.hasNews('camera');
    bench.settle();
    const packets = bench.sentTo(viewer);
    expectContiguous(packets);
    expect(steps(packets)).toEqual([450, 450, 450, 1, 1, 1, 1, 3_596]);
    camera.writer.forget();
    expect(bench.pump.restart(viewer)).toBe(false);
  });

  it('keeps nothing of viewers that left', () => {
    camera.gop(6, big);
    const viewers: ViewerState[] = [bench.viewer(), bench.viewer()];
    viewers.forEach((viewer) => bench.sources.join(viewer, camera.ring, 'compressed'));
    bench.pump.turn();
    viewers.forEach((viewer) => bench.sources.leave(viewer));
    const { length } = bench.sender.packets;
    bench.settle();
    expect(bench.sender.packets).toHaveLength(length);
    expect(bench.pump.joinsWaiting).toBe(0);
    expect(bench.sources.size).toBe(0);
  });
});
