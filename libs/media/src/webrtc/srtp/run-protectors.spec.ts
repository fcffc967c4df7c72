import { SrtpSession } from 'werift';
import { openProtector } from './choose-protector.js';
import { NodeProtector } from './node-protector.js';
import { backendNames, maxRunPackets, maxStagedPayloadBytes } from './run-protector.js';
import type { RunJob, RunProtector } from './run-protector.js';
import { srtpLayout } from './srtp-wasm.generated.js';

/** A small repeatable generator (mulberry32), so that both back ends get the same jobs. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

async function start(name: (typeof backendNames)[number]): Promise<RunProtector> {
  const protector = await openProtector(name);
  if (typeof protector === 'string') {
    throw new Error(protector);
  }
  return protector;
}

function masterOf(viewer: number) {
  return {
    key: Uint8Array.from({ length: 16 }, (_, index) => viewer * 31 + index),
    salt: Uint8Array.from({ length: 14 }, (_, index) => viewer * 17 + index * 3),
  };
}

type Viewer = { context: RunJob['context']; ssrc: number; index: number };

/** Viewers whose sequence numbers begin again soon: after 2^16 packets, after 2^32, at 0, and somewhere. */
function openViewers(protector: RunProtector): Viewer[] {
  const indexes = [0xffff - 900, 2 ** 32 - 700, 0, 77 * 0x1_0000 + 0xff00, 2 ** 48 - 9_000];
  return indexes.map((index, viewer) => ({
    context: protector.open(masterOf(viewer)),
    ssrc: 0xffff_fff0 + viewer,
    index,
  }));
}

/** Fills the stage: mostly whole payloads as a camera gives them, or all lengths from 1 to 1,200. */
function fillStage(protector: RunProtector, random: (below: number) => number, fixed?: number) {
  const { stage } = protector;
  for (let slot = 0; slot < maxRunPackets; slot += 1) {
    const length = fixed ?? (random(3) === 0 ? 1 + random(1_200) : 1_200);
    stage.lengths[slot] = length;
    stage.markers[slot] = random(2);
    const first = random(256);
    for (let at = 0; at < length; at += 1) {
      stage.bytes[slot * stage.stride + at] = first + at * 7;
    }
  }
}

/** One call after the other with the same random jobs, until at least so many packets are made. */
function* outputs(protector: RunProtector, seed: number, packets: number): Generator<Buffer> {
  const random = randomSource(seed);
  const viewers = openViewers(protector);
  for (let made = 0; made < packets;) {
    fillStage(protector, random);
    const jobs: RunJob[] = Array.from({ length: 1 + random(protector.maxJobs) }, () => {
      const viewer = viewers[random(viewers.length)]!;
      const fromSlot = random(maxRunPackets);
      const count = 1 + random(maxRunPackets - fromSlot);
      const timestamps = Uint32Array.from({ length: count }, () => random(2 ** 32));
      const firstIndex = viewer.index;
      viewer.index += count;
      made += count;
      const { context, ssrc } = viewer;
      return {
        context,
        ssrc,
        payloadType: random(128),
        firstIndex,
        timestamps,
        fromSlot,
        packets: count,
      };
    });
    protector.protect(jobs, jobs.length);
    yield Buffer.concat(jobs.map((_, at) => protector.output(at)));
  }
  viewers.forEach(({ context }) => protector.close(context));
}

describe.each(['ffi', 'wasm'] as const)('the %s back end', (name) => {
  it('gives the bytes of node:crypto for 12,000 packets, roll-overs included', async () => {
    const reference = outputs(new NodeProtector(), 5, 12_000);
    for (const found of outputs(await start(name), 5, 12_000)) {
      const expected = reference.next();
      expect(expected.done).toBe(false);
      expect(found.compare(expected.value as Buffer)).toBe(0);
    }
    expect(reference.next().done).toBe(true);
  });

  it('gives them for every length from 1 to 1,202', async () => {
    const both = [new NodeProtector(), await start(name)].map((protector) => {
      const context = protector.open(masterOf(3));
      const found: Buffer[] = [];
      for (let length = 1; length <= maxStagedPayloadBytes; length += 1) {
        fillStage(protector, randomSource(length), length);
        const job = {
          context,
          ssrc: 1,
          payloadType: 97,
          firstIndex: length * 100,
          fromSlot: 4,
          packets: 5,
        };
        protector.protect([{ ...job, timestamps: new Uint32Array(5).fill(length) }], 1);
        found.push(Buffer.from(protector.output(0)));
      }
      return Buffer.concat(found);
    });

    expect(both[0]!.equals(both[1]!)).toBe(true);
  });
});

describe.each(backendNames)('every back end, %s', (name) => {
  const timestamps = new Uint32Array(maxRunPackets);
  const job = { ssrc: 0xabcd_ef01, payloadType: 96, firstIndex: 65_530, fromSlot: 0, timestamps };

  it('makes packets that werift opens', async () => {
    const protector = await start(name);
    const { key, salt } = masterOf(1);
    const [masterKey, masterSalt] = [Buffer.from(key), Buffer.from(salt)];
    const session = new SrtpSession({
      keys: {
        localMasterKey: masterKey,
        localMasterSalt: masterSalt,
        remoteMasterKey: masterKey,
        remoteMasterSalt: masterSalt,
      },
      profile: 1,
    });
    fillStage(protector, randomSource(1), 1_000);
    const context = protector.open({ key, salt });
    protector.protect([{ ...job, context, packets: 20 }], 1);
    for (let nth = 0; nth < 20; nth += 1) {
      const packet = Buffer.from(protector.output(0).subarray(nth * 1_022, (nth + 1) * 1_022));
      const opened = session.decrypt(packet);
      const from = nth * protector.stage.stride;

      expect(opened.readUInt16BE(2)).toBe((65_530 + nth) % 65_536);
      expect(opened.readUInt8(1) >> 7).toBe(protector.stage.markers[nth]);
      expect(opened.subarray(12).equals(protector.stage.bytes.subarray(from, from + 1_000))).toBe(
        true,
      );
    }
  });

  it('leaves the stage as it is', async () => {
    const protector = await start(name);
    fillStage(protector, randomSource(2));
    const before = Buffer.from(protector.stage.bytes);
    const context = protector.open(masterOf(1));
    const jobs = Array.from({ length: protector.maxJobs }, () => ({
      ...job,
      context,
      packets: 44,
    }));
    protector.protect(jobs, jobs.length);

    expect(before.equals(protector.stage.bytes)).toBe(true);
    expect(protector.output(jobs.length - 1).length).toBeGreaterThan(0);
  });

  it('has no output for jobs that the last call had not', async () => {
    const protector = await start(name);
    fillStage(protector, randomSource(3));
    const context = protector.open(masterOf(1));
    const jobs = [1, 2, 3].map((packets) => ({ ...job, context, packets }));
    protector.protect(jobs, 3);
    protector.protect(jobs, 1);
    const one = Buffer.from(protector.output(0));

    expect([0, 1, 2, 99].map((at) => protector.output(at).length)).toEqual([one.length, 0, 0, 0]);
    protector.protect([], 0);
    expect(protector.output(0)).toHaveLength(0);
  });

  it('refuses what would reach beyond its memory', async () => {
    const protector = await start(name);
    fillStage(protector, randomSource(4));
    const context = protector.open(masterOf(1));
    const protect = (changes: Partial<RunJob>) => () => {
      protector.protect([{ ...job, context, packets: 1, ...changes }], 1);
    };

    expect(protect({ packets: 0 })).toThrow('SRTP job has 0 packets from slot 0');
    expect(protect({ packets: 45 })).toThrow('SRTP job has 45 packets');
    expect(protect({ fromSlot: 43, packets: 2 })).toThrow('2 packets from slot 43');
    expect(protect({ fromSlot: -1 })).toThrow('from slot -1');
    expect(protect({ fromSlot: 0.5 })).toThrow('from slot 0.5');
    expect(protect({ packets: Number.NaN })).toThrow('NaN packets');
    expect(protect({ packets: 3, timestamps: new Uint32Array(2) })).toThrow('with 2 time stamps');
    expect(protect({ firstIndex: -1 })).toThrow('from index -1');
    expect(protect({ firstIndex: 2 ** 48 })).toThrow('expected indexes of 0..2^48-1');
    expect(() => protector.protect([], 1)).toThrow('SRTP call has 1 jobs of a list of 0');
    for (const length of [0, maxStagedPayloadBytes + 1]) {
      protector.stage.lengths[7] = length;
      expect(protect({ fromSlot: 7 })).toThrow(`a payload of ${length} bytes in slot 7`);
    }
  });

  it('works again after a refused call', async () => {
    const protector = await start(name);
    fillStage(protector, randomSource(6));
    const context = protector.open(masterOf(1));
    const good = { ...job, context, packets: 9 };
    protector.protect([good], 1);
    const expected = Buffer.from(protector.output(0));

    expect(() => protector.protect([good, { ...good, packets: 50 }], 2)).toThrow('50 packets');
    protector.protect([good], 1);
    expect(expected.equals(protector.output(0))).toBe(true);
  });

  it('refuses closed keys and those of another protector', async () => {
    const [protector, other] = [await start(name), await start(name)];
    fillStage(protector, randomSource(5));
    const context = protector.open(masterOf(1));
    const foreign = (await start(name === 'node' ? 'wasm' : 'node')).open(masterOf(1));
    protector.close(context);
    protector.close(context);
    protector.close(foreign);

    for (const unusable of [context, foreign]) {
      expect(() => protector.protect([{ ...job, context: unusable, packets: 1 }], 1)).toThrow(
        `expected open ones of ${name}`,
      );
    }
    expect(other.open(masterOf(1)).backend).toBe(name);
  });
});

describe('the memory of the module', () => {
  it('holds as much as a call can have', () => {
    expect(srtpLayout.slots).toBe(maxRunPackets);
    expect(srtpLayout.stageStride).toBeGreaterThanOrEqual(maxStagedPayloadBytes);
    expect(srtpLayout.outputStride).toBeGreaterThanOrEqual(maxRunPackets * 1_224 + 16);
  });
});
