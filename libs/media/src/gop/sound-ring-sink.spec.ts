import fc from 'fast-check';
import type { MediaUnit } from './media-unit.js';
import type { AudioCodec } from './ring-codec.js';
import { RingUnitReader } from './ring-unit-reader.js';
import { createSoundRing } from './sound-ring.js';
import { SoundRingSink } from './sound-ring-sink.js';

function open(codec: AudioCodec, sampleRateHz = 8_000, channels = 1) {
  const ring = createSoundRing('cam-1-sound', { sampleRateHz, channels });
  const reader = new RingUnitReader(ring);
  reader.startAtHead();
  const units = () => {
    const all: MediaUnit[] = [];
    for (let unit = reader.pull(); unit; unit = reader.pull()) {
      all.push(unit);
    }
    return all;
  };
  return { sink: new SoundRingSink(ring, codec), units };
}

function samples(from: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => ((from + at) * 13) & 0xff);
}

describe('SoundRingSink', () => {
  it('cuts G.711 into units of 160 bytes, whatever comes', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 1_100 }), { maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.constantFrom<AudioCodec>('pcmu', 'pcma'), (list, codec) => {
        const { sink, units } = open(codec);
        let position = 4_000;
        for (const length of list) {
          sink.frame(samples(position, length), position, position / 8, false);
          position += length;
        }
        const all = units();
        expect(all).toHaveLength(Math.floor((position - 4_000) / 160));
        all.forEach(({ timestamp, parts: [bytes], discontinuity, arrivalMs }, at) => {
          expect(timestamp).toBe(4_000 + at * 160);
          expect(Buffer.from(bytes ?? []).equals(samples(timestamp, 160))).toBe(true);
          expect(discontinuity).toBe(false);
          expect(arrivalMs).toBeLessThanOrEqual(timestamp / 8);
        });
        expect(sink.statistics.droppedSamples).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('begins anew behind a gap and follows a clock that slips', () => {
    const { sink, units } = open('pcmu');
    sink.frame(samples(0, 200), 0, 0, false);
    sink.frame(samples(0, 160), 4_000, 500, true);
    sink.frame(samples(0, 100), 4_163, 520, false);
    sink.frame(samples(0, 160), 9_000, 1_125, false);
    expect(units().map(({ timestamp, discontinuity }) => [timestamp, discontinuity])).toEqual([
      [0, false],
      [4_000, true],
      [9_000, true],
    ]);
    expect(sink.statistics).toEqual({ frames: 4, droppedSamples: 140 });
  });

  it('passes frames of AAC, Opus and G.726 as they are', () => {
    const frames = fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 8 });
    fc.assert(
      fc.property(frames, fc.constantFrom<AudioCodec>('aac', 'opus', 'g726'), (list, codec) => {
        const { sink, units } = open(codec, 48_000, 2);
        list.forEach((length, at) => {
          sink.frame(samples(at, length), at * 1_024, at * 21, at === 3);
        });
        expect(
          units().map(({ timestamp, discontinuity, parts, codec: read }) => ({
            timestamp,
            discontinuity,
            read,
            bytes: Buffer.concat(parts).toString('latin1'),
          })),
        ).toEqual(
          list.map((length, at) => ({
            timestamp: at * 1_024,
            discontinuity: at === 3,
            read: codec,
            bytes: Buffer.from(samples(at, length)).toString('latin1'),
          })),
        );
      }),
      { numRuns: 40 },
    );
  });
});
