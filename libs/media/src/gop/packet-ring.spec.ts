import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { MediaError } from '../errors/media-error.js';
import { PacketRingReader } from './packet-ring-reader.js';
import { PacketRingWriter } from './packet-ring-writer.js';
import { createSharedRing } from './shared-ring.js';
import type { SharedRing, SharedRingOptions } from './shared-ring.js';

function open(options?: SharedRingOptions) {
  const ring = createSharedRing('cam-1', options);
  return { ring, writer: new PacketRingWriter(ring), reader: new PacketRingReader(ring) };
}

type UnitFields = {
  readonly sizes: readonly number[];
  readonly idr: boolean;
  readonly gapMs: number;
};

/** What a packet must look like, whatever the ring does. */
type ModelPacket = {
  readonly payload: Uint8Array;
  readonly marker: boolean;
  readonly unitStart: boolean;
  readonly isRandomAccess: boolean;
  readonly timestamp90k: number;
  readonly arrivalMs: number;
};

function payloadOf(index: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (index * 31 + at * 7 + length) & 0xff);
}

function writeUnit(
  writer: PacketRingWriter,
  model: ModelPacket[],
  { sizes, idr }: UnitFields,
  nowMs: number,
): void {
  const timestamp90k = nowMs * 90;
  writer.beginUnit({
    codec: 'h264',
    timestamp90k,
    arrivalMs: nowMs,
    randomAccess: idr,
    discontinuity: false,
  });
  sizes.forEach((size, at) => {
    const marker = at === sizes.length - 1;
    const payload = payloadOf(model.length, size);
    writer.packet(payload, marker);
    const unitStart = at === 0;
    model.push({ payload, marker, unitStart, isRandomAccess: idr, timestamp90k, arrivalMs: nowMs });
  });
  writer.endUnit();
}

/** The loaded packet in the form of the model. */
function read(reader: PacketRingReader, index: number): ModelPacket | undefined {
  if (!reader.load(index)) {
    return undefined;
  }
  const { marker, unitStart, isRandomAccess, timestamp90k, arrivalMs } = reader;
  const payload = new Uint8Array(reader.length);
  expect(reader.copyPayload(payload, 0)).toBe(true);
  return { payload, marker, unitStart, isRandomAccess, timestamp90k, arrivalMs };
}

describe('createSharedRing', () => {
  it.each([{ maxPackets: 1000 }, { maxPackets: 4 }, { maxBytes: 8_191 }, { maxBytes: 1e6 + 0.5 }])(
    'refuses %j',
    (options) => {
      expect(() => createSharedRing('cam-1', options)).toThrow(MediaError);
    },
  );

  it('begins empty', () => {
    const { reader } = open({ firstIndex: 7 });
    expect([reader.id, reader.head(), reader.tail(), reader.randomAccess()]).toEqual([
      'cam-1',
      7,
      7,
      -1,
    ]);
    expect(reader.load(7)).toBe(false);
    expect(reader.load(6)).toBe(false);
    expect(reader.unitsSinceRandomAccess()).toBe(0);
  });
});

describe('PacketRingWriter and PacketRingReader', () => {
  const units = fc.array(
    fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 1_200 }), { minLength: 1, maxLength: 6 }),
      idr: fc.boolean(),
      gapMs: fc.integer({ min: 0, max: 900 }),
    }),
    { maxLength: 60 },
  );
  const options = fc.record({
    maxPackets: fc.constantFrom(8, 32, 256),
    maxBytes: fc.constantFrom(8_192, 10_000, 65_536, 1 << 20),
    firstIndex: fc.constantFrom(0, 5, 0x7fff_fff0, 0xffff_ffe0),
  });

  it('hold what a list would hold, through the wrap of the indexes', () => {
    fc.assert(
      fc.property(options, units, (ringOptions, steps) => {
        const { writer, reader } = open(ringOptions);
        const model: ModelPacket[] = [];
        let nowMs = 0;
        let randomAccess = -1;
        let unitsSince = 0;
        for (const unit of steps) {
          nowMs += unit.gapMs;
          randomAccess = unit.idr ? model.length : randomAccess;
          unitsSince = unit.idr ? 1 : unitsSince + 1;
          writeUnit(writer, model, unit, nowMs);
          const at = (number: number) => (ringOptions.firstIndex + number) >>> 0;
          expect(reader.head()).toBe(at(model.length));
          const held = (reader.head() - reader.tail()) >>> 0;
          expect(held).toBe(writer.statistics.heldPackets);
          expect(held).toBeLessThanOrEqual(ringOptions.maxPackets);
          for (let number = model.length - held; number < model.length; number += 1) {
            expect(read(reader, at(number))).toEqual(model[number]);
          }
          expect(reader.load(at(model.length))).toBe(false);
          expect(reader.load(at(model.length - held - 1))).toBe(false);
          const isHeld = randomAccess >= model.length - held && randomAccess >= 0;
          expect(reader.randomAccess()).toBe(isHeld ? at(randomAccess) : -1);
          expect(reader.unitsSinceRandomAccess()).toBe(isHeld ? unitsSince : 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keep what is younger than 2 s and what late viewers need as long as there is room', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 30 }), (steps, idrEvery) => {
        const { writer, reader } = open({ maxPackets: 512, maxBytes: 1 << 20 });
        const model: ModelPacket[] = [];
        let nowMs = 0;
        steps.forEach((unit, number) => {
          nowMs += unit.gapMs;
          writeUnit(writer, model, { ...unit, idr: number % idrEvery === 0 }, nowMs);
        });
        const held = (reader.head() - reader.tail()) >>> 0;
        const young = model.filter(({ arrivalMs }) => nowMs - arrivalMs < 2_000).length;
        expect(held).toBeGreaterThanOrEqual(young);
        expect(writer.statistics.earlyOverwrites).toBe(0);
        expect(reader.randomAccess()).toBe(model.length === 0 ? -1 : randomAccessOf(model));
      }),
      { numRuns: 40 },
    );
  });

  it('touch little memory for a small stream and more when the GOP is long', () => {
    const { writer } = open();
    const model: ModelPacket[] = [];
    const second = (idr: boolean, from: number) => {
      for (let picture = 0; picture < 25; picture += 1) {
        const unit = { sizes: [1_200, 1_200], idr: idr && picture === 0, gapMs: 40 };
        writeUnit(writer, model, unit, from * 1_000 + picture * 40);
      }
    };
    for (let at = 0; at < 60; at += 1) {
      second(true, at);
    }
    const small = writer.statistics.usedBytes;
    expect(small).toBeLessThanOrEqual(6 * 64 * 1024);
    for (let at = 60; at < 90; at += 1) {
      second(false, at);
    }
    expect(writer.statistics.usedBytes).toBeGreaterThan(1_800_000);
    expect(writer.statistics).toMatchObject({
      packets: 4_500,
      units: 2_250,
      randomAccessUnits: 60,
    });
  });

  it('overwrite what is young, and say so, when the ring is full', () => {
    const { writer, reader } = open({ maxPackets: 64, maxBytes: 8_192 });
    const model: ModelPacket[] = [];
    writeUnit(writer, model, { sizes: [1_000], idr: true, gapMs: 0 }, 0);
    for (let at = 0; at < 20; at += 1) {
      writeUnit(writer, model, { sizes: [1_000], idr: false, gapMs: 0 }, 1);
    }
    expect(writer.statistics.earlyOverwrites).toBeGreaterThan(0);
    expect(reader.randomAccess()).toBe(-1);
    expect(reader.load(20)).toBe(true);
  });

  it('show packets before their unit is complete, and its start to late viewers only then', () => {
    const { writer, reader } = open();
    writer.beginUnit({
      codec: 'h264',
      timestamp90k: 0,
      arrivalMs: 0,
      randomAccess: true,
      discontinuity: false,
    });
    writer.packet(payloadOf(0, 1_200), false);
    expect([reader.head(), reader.randomAccess()]).toEqual([1, -1]);
    writer.packet(payloadOf(1, 9), true);
    writer.endUnit();
    expect([reader.randomAccess(), reader.unitsSinceRandomAccess()]).toEqual([0, 1]);
    writer.beginUnit({
      codec: 'h264',
      timestamp90k: 9,
      arrivalMs: 9,
      randomAccess: true,
      discontinuity: false,
    });
    writer.packet(payloadOf(2, 1_200), false);
    expect([reader.randomAccess(), reader.unitsSinceRandomAccess()]).toEqual([0, 2]);
    writer.abandonUnit();
    expect([reader.randomAccess(), reader.unitsSinceRandomAccess()]).toEqual([0, 2]);
    expect(writer.statistics.abandonedUnits).toBe(1);
  });

  it('have nothing for late viewers after a discontinuity, and after what was forgotten', () => {
    const { writer, reader } = open();
    const model: ModelPacket[] = [];
    const idr = { sizes: [10], idr: true, gapMs: 0 };
    writeUnit(writer, model, idr, 0);
    writer.beginUnit({
      codec: 'h264',
      timestamp90k: 9,
      arrivalMs: 9,
      randomAccess: false,
      discontinuity: true,
    });
    expect(reader.randomAccess()).toBe(-1);
    writeUnit(writer, model, idr, 40);
    expect(reader.randomAccess()).toBe(1);
    writer.forget();
    expect([reader.randomAccess(), reader.unitsSinceRandomAccess()]).toEqual([-1, 0]);
    expect(reader.load(1)).toBe(true);
  });

  it.each([0, 1_201])('refuse a payload of %d bytes', (length) => {
    const { writer } = open();
    expect(() => writer.packet(new Uint8Array(length), false)).toThrow(MediaError);
  });

  it('go on with the indexes when the writer is replaced', () => {
    const { ring, writer, reader } = open();
    writeUnit(writer, [], { sizes: [10, 20], idr: true, gapMs: 0 }, 0);
    const next = new PacketRingWriter(ring);
    expect([reader.tail(), reader.head(), reader.randomAccess()]).toEqual([2, 2, -1]);
    const model: ModelPacket[] = [];
    writeUnit(next, model, { sizes: [30], idr: true, gapMs: 0 }, 40);
    expect(read(reader, 2)).toEqual(model[0]);
  });

  it('say when a payload was overwritten between its record and its bytes', () => {
    const { writer, reader } = open({ maxPackets: 8, maxBytes: 8_192 });
    const target = new Uint8Array(1_200);
    writeUnit(writer, [], { sizes: [500], idr: true, gapMs: 0 }, 0);
    expect(reader.load(0)).toBe(true);
    writeUnit(writer, [], { sizes: [1, 1, 1, 1, 1, 1, 1], idr: false, gapMs: 0 }, 1);
    expect(reader.copyPayload(target, 0)).toBe(true);
    writeUnit(writer, [], { sizes: [1], idr: false, gapMs: 0 }, 1);
    expect(reader.copyPayload(target, 0)).toBe(false);
  });
});

describe('PacketRingReader.waitForNews', () => {
  it('resolves at once when there is news already', () => {
    const { writer, reader } = open();
    writeUnit(writer, [], { sizes: [1], idr: true, gapMs: 0 }, 0);
    return expect(reader.waitForNews(0)).resolves.toBeUndefined();
  });

  it('resolves when a packet comes', () => {
    const { writer, reader } = open();
    const news = Promise.all([reader.waitForNews(0), reader.waitForNews(0)]);
    setImmediate(() => writeUnit(writer, [], { sizes: [1], idr: true, gapMs: 0 }, 0));
    return expect(news).resolves.toHaveLength(2);
  });
});

describe('a reader in another thread', () => {
  /** Reads as fast as it can and checks that all bytes of a packet are those of its index. */
  const readerCode = `
    const { registerHooks } = require('node:module');
    const { parentPort, workerData } = require('node:worker_threads');
    registerHooks({
      resolve: (name, context, next) =>
        next(name.startsWith('./') ? name.replace(/[.]js$/, '.ts') : name, context),
    });
    import(workerData.reader).then(({ PacketRingReader }) => {
      const reader = new PacketRingReader(workerData.ring);
      const target = new Uint8Array(1200);
      let read = 0;
      let torn = 0;
      let gone = 0;
      let index = reader.head();
      const step = () => {
        for (let turn = 0; turn < 2000; turn += 1) {
          const tail = reader.tail();
          // At the tail, where the writer is about to overwrite.
          index = ((index - tail) | 0) < 0 || ((index - tail) | 0) > 12 ? tail : (index + 1) >>> 0;
          if (!reader.load(index)) { gone += 1; continue; }
          const { length, timestamp90k } = reader;
          if (!reader.copyPayload(target, 0)) { gone += 1; continue; }
          read += 1;
          const wanted = index & 0xff;
          let good = length === 1 + (index % 1200) && timestamp90k === index;
          for (let at = 0; at < length; at += 1) good &&= target[at] === wanted;
          torn += good ? 0 : 1;
        }
        if (read < 20000) { parentPort.postMessage('more'); setImmediate(step); }
        else parentPort.postMessage({ read, torn, gone });
      };
      step();
    });
  `;

  it('never sees half a packet', () => {
    const { ring, writer } = open({ maxPackets: 32, maxBytes: 16_384, firstIndex: 0xffff_f000 });
    let index = 0xffff_f000;
    const write = () => {
      for (let turn = 0; turn < 3_000; turn += 1) {
        const unit = {
          codec: 'h264' as const,
          timestamp90k: index,
          arrivalMs: 0,
          randomAccess: true,
          discontinuity: false,
        };
        writer.beginUnit(unit);
        writer.packet(new Uint8Array(1 + (index % 1_200)).fill(index & 0xff), true);
        writer.endUnit();
        index = (index + 1) >>> 0;
      }
    };
    return withReader(ring, readerCode, write).then(({ read: packets, torn }) => {
      expect(torn).toBe(0);
      expect(packets).toBeGreaterThanOrEqual(20_000);
    });
  }, 60_000);
});

type ReaderResult = { readonly read: number; readonly torn: number; readonly gone: number };

/** Writes until the reader in its thread has seen enough. */
function withReader(ring: SharedRing, code: string, write: () => void): Promise<ReaderResult> {
  const reader = new URL('./packet-ring-reader.ts', import.meta.url).href;
  const worker = new Worker(code, {
    eval: true,
    workerData: { ring, reader },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return new Promise<ReaderResult>((resolve, reject) => {
    let isRunning = true;
    const turn = () => {
      if (isRunning) {
        write();
        setImmediate(turn);
      }
    };
    worker.on('message', (message: 'more' | ReaderResult) => {
      if (message !== 'more') {
        isRunning = false;
        resolve(message);
      }
    });
    worker.on('error', (error: Error) => {
      isRunning = false;
      reject(error);
    });
    turn();
  }).finally(() => worker.terminate());
}

function randomAccessOf(model: readonly ModelPacket[]): number {
  return model.findLastIndex(({ isRandomAccess, unitStart }) => isRandomAccess && unitStart);
}
