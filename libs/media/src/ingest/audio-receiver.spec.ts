import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { aacFrames, adtsStream, decodeAdts } from '../fixtures/aac-frames.js';
import { rtpPacket } from '../fixtures/rtp-packets.js';
import { parseRtpPacket } from '../rtp/parse-rtp-packet.js';
import type { RtpPacket } from '../rtp/rtp-packet.js';
import { serializeRtpPacket } from '../rtp/serialize-rtp-packet.js';
import { audioFormatWords } from './audio-format-words.js';
import { AudioReceiver } from './audio-receiver.js';
import type { AudioReceiverOptions } from './audio-receiver.js';
import type { AudioFormat, AudioSink } from './audio-sink.js';

type Frame = {
  readonly hex: string;
  readonly timestamp: number;
  readonly arrivalMs: number;
  readonly discontinuity: boolean;
};

class Sounds implements AudioSink {
  readonly formats: AudioFormat[] = [];
  readonly frames: Frame[] = [];

  format(format: AudioFormat): void {
    this.formats.push(format);
  }

  frame(bytes: Uint8Array, timestamp: number, arrivalMs: number, discontinuity: boolean): void {
    if (this.formats.length === 0) {
      throw new Error('a frame before its format');
    }
    const hex = toHex(bytes, Number.POSITIVE_INFINITY);
    this.frames.push({ hex, timestamp, arrivalMs, discontinuity });
  }
}

type Arrival = readonly [bytes: Uint8Array, arrivalMs: number];

function receive(arrivals: readonly Arrival[], options: Partial<AudioReceiverOptions> = {}) {
  const sink = new Sounds();
  const receiver = new AudioReceiver({ sink, ...options });
  arrivals.forEach(([bytes, nowMs]) => receiver.push(bytes, nowMs));
  receiver.tick((arrivals.at(-1)?.[1] ?? 0) + 1_000);
  return { sink, receiver, statistics: receiver.statistics };
}

type Sent = {
  readonly payload: Uint8Array;
  /** Samples in it. */
  readonly samples: number;
};

/** RTP packets of payload type 97 in sequence, which arrive as fast as their samples are played. */
function sent(
  sounds: readonly Sent[],
  { sampleRateHz = 8_000, ...fields }: Partial<RtpPacket> & { readonly sampleRateHz?: number } = {},
): Arrival[] {
  let timestamp = fields.timestamp ?? 1_000;
  let sequenceNumber = fields.sequenceNumber ?? 10;
  let playedMs = 0;
  return sounds.map(({ payload, samples }) => {
    const packet = { payloadType: 97, marker: true, ...fields, timestamp, sequenceNumber, payload };
    const arrival = [serializeRtpPacket(rtpPacket(packet)), playedMs] as const;
    timestamp = (timestamp + samples) >>> 0;
    sequenceNumber = (sequenceNumber + 1) & 0xffff;
    playedMs += (samples * 1_000) / sampleRateHz;
    return arrival;
  });
}

/** Sound without a pattern that could look like AU headers. */
function noise(bytes: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => 0x80 | ((at * 37 + seed * 11) & 0x7f));
}

function g711(packets: number, bytes = 160): Sent[] {
  return Array.from({ length: packets }, (_, at) => ({
    payload: noise(bytes, at),
    samples: bytes,
  }));
}

function g726(packets: number, bytes = 80): Sent[] {
  return g711(packets, bytes).map(({ payload }) => ({ payload, samples: bytes * 2 }));
}

/** An access unit with a 4-byte AU header. */
function aac(unit: Uint8Array): Sent {
  const size = unit.length << 3;
  const header = Uint8Array.of(0, 16, size >> 8, size & 0xff);
  return { payload: concatBytes([header, unit]), samples: 1_024 };
}

function stereo(packets: number, bytes = 30): Sent[] {
  return Array.from({ length: packets }, (_, at) => aac(noise(bytes + (at % 5), at).with(0, 0x21)));
}

function hexOf(sounds: readonly Sent[]): string[] {
  return sounds.map(({ payload }) => toHex(payload, Number.POSITIVE_INFINITY));
}

const mu: AudioFormat = { codec: 'pcmu', sampleRateHz: 8_000, channels: 1 };
const aacStereo: AudioFormat = { codec: 'aac', sampleRateHz: 48_000, channels: 2 };

describe('AudioReceiver and the test vectors', () => {
  it.each([
    {
      name: 'RT07 AAC, 4-byte AU header',
      codec: 'aac',
      hex: '90e100060000bb8011223344000000050011000c6b01435900090000001200080062000000100030210001020304',
      frame: '210001020304',
      format: aacStereo,
    },
    {
      name: 'RT08 AAC, 2-byte AU header',
      codec: 'aac',
      hex: '80e300070000bb80112233440030210001020304',
      frame: '210001020304',
      format: aacStereo,
    },
    {
      name: 'RT09 G.711',
      codec: 'g711',
      hex: '80e1000800001f4011223344ffffffffffffffff',
      frame: 'ffffffffffffffff',
      format: mu,
    },
  ] as const)('$name', ({ codec, hex, frame, format }) => {
    // RT08 is a packet of a camera, whose payload type of AAC is 99.
    const { payloadType } = parseRtpPacket(fromHex(hex));
    const { sink } = receive([[fromHex(hex), 5]], { codec, payloadType });
    expect(sink.formats).toEqual([format]);
    expect(sink.frames).toEqual([{ hex: frame, timestamp: 0, arrivalMs: 5, discontinuity: false }]);
  });

  it('MP02 G.726 in a part of HTTP, in either bit order', () => {
    for (const [g726BitOrder, frame] of [
      ['left', '1234'],
      ['right', '2143'],
    ] as const) {
      const sink = new Sounds();
      const receiver = new AudioReceiver({ sink, g726BitOrder });
      receiver.pushElementary({ codec: 'g726', clockRateHz: 8_000, bytes: fromHex('1234') }, 0);
      receiver.pushElementary({ codec: 'g726', clockRateHz: 8_000, bytes: fromHex('123456') }, 1);
      receiver.pushElementary({ codec: 'g726', clockRateHz: 8_000, bytes: fromHex('12') }, 2);
      expect(sink.formats).toEqual([{ codec: 'g726', sampleRateHz: 8_000, channels: 1 }]);
      expect(sink.frames[0]?.hex).toBe(frame);
      expect(sink.frames.map(({ timestamp }) => timestamp)).toEqual([0, 4, 10]);
    }
  });
});

describe('AudioReceiver tells the codec', () => {
  const streams = [
    { name: 'G.711', sounds: g711(12), format: mu },
    { name: 'G.711 in packets of 40 ms', sounds: g711(12, 320), format: mu },
    { name: 'G.726', sounds: g726(12), format: { ...mu, codec: 'g726' } },
    { name: 'G.726 of odd length', sounds: g726(12, 81), format: { ...mu, codec: 'g726' } },
  ] as const;

  it.each(streams)('$name, without losing the first packets', ({ sounds, format }) => {
    const { sink, statistics } = receive(sent(sounds));
    expect(sink.formats).toEqual([format]);
    expect(sink.frames.map(({ hex }) => hex)).toEqual(hexOf(sounds));
    const { samples } = sounds[0]!;
    expect(sink.frames.map(({ timestamp }) => timestamp)).toEqual(
      sounds.map((_, at) => at * samples),
    );
    expect(sink.frames.some(({ discontinuity }) => discontinuity)).toBe(false);
    expect(statistics).toMatchObject({ frames: 12, lost: 0, formatChanges: 0, timestampJumps: 0 });
  });

  it('AAC with AU headers', () => {
    const sounds = stereo(12);
    const { sink } = receive(sent(sounds, { sampleRateHz: 48_000 }));
    expect(sink.formats).toEqual([aacStereo]);
    expect(sink.frames.map(({ hex }) => hex)).toEqual(hexOf(sounds).map((hex) => hex.slice(8)));
    expect(sink.frames.map(({ timestamp }) => timestamp)).toEqual(
      sounds.map((_, at) => at * 1_024),
    );
  });

  it('AAC without any header, by its steps', () => {
    const sounds = stereo(12).map(({ payload, samples }) => ({
      payload: payload.subarray(4),
      samples,
    }));
    const { sink } = receive(sent(sounds, { sampleRateHz: 48_000 }));
    expect(sink.formats).toEqual([aacStereo]);
    expect(sink.frames.map(({ hex }) => hex)).toEqual(hexOf(sounds));
  });

  it('several access units in a packet', () => {
    const payload = fromHex('0020 0018 0010 210102 2103');
    const { sink } = receive(
      sent([
        { payload, samples: 2_048 },
        { payload, samples: 2_048 },
      ]),
    );
    expect(sink.frames.map(({ hex, timestamp }) => [hex, timestamp])).toEqual([
      ['210102', 0],
      ['2103', 1_024],
      ['210102', 2_048],
      ['2103', 3_072],
    ]);
  });

  it('takes A-law for A-law when it is told so', () => {
    expect(receive(sent(g711(4)), { law: 'a' }).sink.formats[0]?.codec).toBe('pcma');
  });

  it('guesses by the lengths when the timestamps say nothing', () => {
    const still = sent(g711(40).map(({ payload }) => ({ payload, samples: 0 })));
    const arrivals = still.map(([bytes], at) => [bytes, at * 20] as const);
    const { sink } = receive(arrivals);
    expect(sink.formats).toEqual([mu]);
    expect(sink.frames).toHaveLength(40);
    const steps = sink.frames.map(
      ({ timestamp }, at) => timestamp - (sink.frames[at - 1]?.timestamp ?? 0),
    );
    expect(steps.slice(1).every((step) => step === 160)).toBe(true);
  });

  it('follows a change of the codec in mid-stream', () => {
    const first = sent(g711(20));
    const second = sent(stereo(40), {
      sampleRateHz: 48_000,
      sequenceNumber: 30,
      timestamp: 1_000 + 20 * 160,
    }).map(([bytes, ms]) => [bytes, 400 + ms] as const);
    const { sink, statistics } = receive([...first, ...second]);
    expect(sink.formats).toEqual([mu, aacStereo]);
    expect(statistics).toMatchObject({ formatChanges: 1 });
    expect(sink.frames.at(-1)?.hex).toBe(hexOf(stereo(40)).at(-1)?.slice(8));
  });

  it.each([
    { sampleRateHz: 16_000, expected: 16_000 },
    { sampleRateHz: 44_100, expected: 44_100 },
    { sampleRateHz: 48_000, expected: 48_000 },
  ])('measures $sampleRateHz Hz of AAC by its arrival', ({ sampleRateHz, expected }) => {
    const { sink } = receive(sent(stereo(500), { sampleRateHz }));
    expect(sink.formats.at(-1)).toEqual({ codec: 'aac', sampleRateHz: expected, channels: 2 });
    expect(sink.formats.length).toBe(expected === 48_000 ? 1 : 2);
  });

  it('one damaged access unit does not change the channels, some in a row do', () => {
    const mono = (packets: number): Sent[] =>
      stereo(packets).map(({ payload, samples }) => ({ payload: payload.with(4, 1), samples }));
    const { sink } = receive(
      sent([...stereo(4), ...mono(1), ...stereo(4), ...mono(5)], { sampleRateHz: 48_000 }),
    );
    expect(sink.formats).toEqual([aacStereo, { ...aacStereo, channels: 1 }]);
  });
});

describe('AudioReceiver and parts of HTTP', () => {
  it('AAC of real ffmpeg passes untouched, with and without AU headers', () => {
    const units = aacFrames(0.5, 16_000, 1);
    for (const headers of [true, false]) {
      const sink = new Sounds();
      const receiver = new AudioReceiver({ sink });
      units.forEach((unit, at) => {
        const bytes = headers ? aac(unit).payload : unit;
        receiver.pushElementary({ codec: 'aac', clockRateHz: 16_000, bytes }, at * 64);
      });
      const format: AudioFormat = { codec: 'aac', sampleRateHz: 16_000, channels: 1 };
      expect(sink.formats).toEqual([format]);
      expect(sink.frames.map(({ timestamp }) => timestamp)).toEqual(
        units.map((_, at) => at * 1_024),
      );
      const decoded = decodeAdts(
        adtsStream(
          sink.frames.map(({ hex }) => fromHex(hex)),
          format,
        ),
      );
      expect(decoded).toMatchObject({ complaints: '', samples: units.length * 1_024 });
      expect(decoded.peak).toBeGreaterThan(1_000);
    }
  });

  it('goes on counting over a stall', () => {
    const sink = new Sounds();
    const receiver = new AudioReceiver({ sink });
    const bytes = noise(160);
    for (let frame = 0; frame < 100; frame += 1) {
      const arrivalMs = frame < 50 ? frame * 20 : Math.max(2_500, frame * 20);
      receiver.pushElementary({ codec: 'g711', clockRateHz: 8_000, bytes }, arrivalMs);
    }
    expect(sink.frames.at(-1)?.timestamp).toBe(99 * 160);
    expect(sink.frames.some(({ discontinuity }) => discontinuity)).toBe(false);
  });
});

describe('AudioReceiver and the network', () => {
  const arrivals = sent(g711(30));
  const all = receive(arrivals).sink.frames;

  it('puts packets back in order, and drops duplicates', () => {
    const [first, second, third, ...rest] = arrivals as [Arrival, Arrival, Arrival, ...Arrival[]];
    const { sink, statistics } = receive([first, third, second, second, ...rest]);
    expect(sink.frames.map(({ hex }) => hex)).toEqual(all.map(({ hex }) => hex));
    expect(statistics).toMatchObject({ reordered: 1, duplicates: 1, lost: 0 });
  });

  it('says where sound is missing, and keeps the time', () => {
    const { sink, statistics } = receive(arrivals.toSpliced(10, 3), { reorderWindow: 0 });
    expect(statistics.lost).toBe(3);
    expect(sink.frames[10]).toMatchObject({ timestamp: 13 * 160, discontinuity: true });
    expect(sink.frames.filter(({ discontinuity }) => discontinuity)).toHaveLength(1);
  });

  it('the recorder reboots', () => {
    const again = sent(g711(10), { ssrc: 9, sequenceNumber: 40_000, timestamp: 77 }).map(
      ([bytes, ms]) => [bytes, 5_000 + ms] as const,
    );
    const { sink, statistics } = receive([...arrivals, ...again]);
    expect(statistics).toMatchObject({
      restarts: 1,
      frames: 40,
      timestampJumps: 0,
      formatChanges: 0,
    });
    expect(sink.frames[30]).toMatchObject({
      discontinuity: true,
      timestamp: 29 * 160 + (5_000 - 580) * 8,
    });
  });

  it('a stray packet and packets of video change nothing', () => {
    const stray = serializeRtpPacket(rtpPacket({ payloadType: 97, ssrc: 5 }));
    const video = serializeRtpPacket(rtpPacket({ payloadType: 98 }));
    const { sink, statistics } = receive(arrivals.toSpliced(5, 0, [stray, 90], [video, 90]));
    expect(sink.frames).toEqual(all);
    expect(statistics).toMatchObject({ strays: 1, otherPackets: 1, lost: 0 });
  });

  it('drops AU headers that do not add up, once there are some', () => {
    const packets = sent(stereo(6), { sampleRateHz: 48_000 });
    const damaged = packets.map(
      ([bytes, ms], at) => [at === 3 ? bytes.with(14, 0xee) : bytes, ms] as const,
    );
    const { sink, statistics } = receive(damaged);
    expect(sink.frames).toHaveLength(5);
    expect(sink.frames[3]).toMatchObject({ timestamp: 4 * 1_024, discontinuity: true });
    expect(statistics.defects['au-headers-malformed']).toBe(1);
  });

  it.each([
    {
      name: 'empty packets',
      sounds: [{ payload: new Uint8Array(), samples: 160 }],
      defect: 'audio-empty',
    },
    { name: 'far too much', sounds: g711(1, 6_000), defect: 'audio-frame-too-large' },
    {
      name: 'an empty access unit',
      sounds: [aac(new Uint8Array())],
      defect: 'audio-empty',
      codec: 'aac',
    },
    {
      name: 'an access unit beyond all limits',
      sounds: [aac(noise(7_000))],
      defect: 'audio-frame-too-large',
      codec: 'aac',
    },
  ] as const)('drops and counts $name', ({ sounds, defect, ...rest }) => {
    const { sink, statistics } = receive(sent(sounds), { codec: 'g711', ...rest });
    expect(sink.frames).toEqual([]);
    expect(statistics.defects[defect]).toBe(1);
  });

  it('a clock that drifts by 200 ppm does not add up to anything', () => {
    const packets = sent(g711(3_000)).map(([bytes, ms]) => [bytes, ms * 1.0002] as const);
    const { sink, statistics } = receive(packets);
    expect(sink.frames.at(-1)?.timestamp).toBe(2_999 * 160);
    expect(statistics).toMatchObject({ timestampJumps: 0, formatChanges: 0 });
  });

  it('counts malformed packets by name, and estimates the rate', () => {
    const { statistics } = receive([
      [fromHex('4061000500015f900000000141'), 0],
      ...arrivals.slice(0, 1),
    ]);
    expect(statistics).toMatchObject({ malformed: 1, packets: 2 });
    expect(statistics.defects['rtp-version']).toBe(1);
    const sink = new Sounds();
    const receiver = new AudioReceiver({ sink });
    sent(g711(100)).forEach(([bytes, ms]) => receiver.push(bytes, ms));
    receiver.tick(2_000);
    expect(receiver.statistics.bitsPerSecond).toBeCloseTo(64_000, -3);
  });

  it('any bytes: never throws, times always grow within a format, and nothing is kept', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(...hexOf([...g711(3), ...stereo(3)]).map((hex) => fromHex(hex))),
    );
    const packet = fc
      .record({
        payloadType: fc.constantFrom(97, 97, 97, 98),
        sequenceNumber: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.nat(0xffff)),
        timestamp: fc.oneof(fc.nat(8_000), fc.nat(0xffff_ffff)),
        ssrc: fc.constantFrom(1, 1, 1, 2),
        payload,
      })
      .map((fields) => serializeRtpPacket(rtpPacket(fields)));
    const step = fc.oneof(
      fc.record({
        rtp: fc.oneof(packet, packet, fc.uint8Array({ maxLength: 40 })),
        at: fc.nat(20_000),
      }),
      fc.record({
        part: payload,
        codec: fc.constantFrom('aac', 'g711', 'g726'),
        at: fc.nat(20_000),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const sink = new Sounds();
        let newest = -1;
        const receiver = new AudioReceiver({
          sink: {
            format: (format) => {
              newest = -1;
              sink.format(format);
            },
            frame: (bytes, timestamp, arrivalMs, discontinuity) => {
              expect(timestamp).toBeGreaterThan(newest);
              newest = timestamp;
              sink.frame(bytes, timestamp, arrivalMs, discontinuity);
            },
          },
        });
        for (const one of steps) {
          if ('rtp' in one) {
            receiver.push(one.rtp, one.at);
          } else {
            receiver.pushElementary(
              { codec: one.codec, clockRateHz: 8_000, bytes: one.part },
              one.at,
            );
          }
          receiver.tick(one.at);
        }
        expect(receiver.statistics.packets).toBe(steps.length);
      }),
      { numRuns: 300 },
    );
  });
});

it.each([
  { format: aacStereo, words: 'AAC-LC 48 kHz stereo' },
  { format: mu, words: 'G.711 µ-law 8 kHz mono' },
  {
    format: { ...aacStereo, sampleRateHz: 44_100, channels: 6 },
    words: 'AAC-LC 44.1 kHz 6 channels',
  },
])('audioFormatWords: $words', ({ format, words }) => {
  expect(audioFormatWords(format)).toBe(words);
});
