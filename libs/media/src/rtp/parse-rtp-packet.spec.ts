import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { MediaError } from '../errors/media-error.js';
import { rtpPacket } from '../fixtures/rtp-packets.js';
import { parseRtpPacket } from './parse-rtp-packet.js';
import type { RtpPacket } from './rtp-packet.js';
import { serializeRtpPacket } from './serialize-rtp-packet.js';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });

const anyPacket: fc.Arbitrary<RtpPacket> = fc.record({
  payloadType: fc.integer({ min: 0, max: 127 }),
  marker: fc.boolean(),
  sequenceNumber: fc.integer({ min: 0, max: 0xffff }),
  timestamp: uint32,
  ssrc: uint32,
  csrcs: fc.option(fc.array(uint32, { minLength: 1, maxLength: 15 }), { nil: undefined }),
  extension: fc.option(
    fc.record({
      profile: fc.integer({ min: 0, max: 0xffff }),
      bytes: fc
        .uint8Array({ maxLength: 12 })
        .map((words) => new Uint8Array(words.length * 4).fill(7)),
    }),
    { nil: undefined },
  ),
  payload: fc.uint8Array({ maxLength: 200 }),
});

function errorOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe('parseRtpPacket', () => {
  it('RT01: H.265 access unit delimiter with a TLV extension of 7 words', () => {
    const bytes = fromHex(
      '9065123400015f90112233440000000700040008000300000007000c6b01435900090000000d000801000000460150',
    );
    const packet = parseRtpPacket(bytes);
    expect(packet).toMatchObject({
      payloadType: 101,
      marker: false,
      sequenceNumber: 0x1234,
      timestamp: 90_000,
      ssrc: 0x11223344,
      csrcs: undefined,
    });
    expect(packet.extension?.profile).toBe(0);
    expect(toHex(packet.extension?.bytes ?? new Uint8Array())).toBe(
      '00040008000300000007000c6b01435900090000000d000801000000',
    );
    expect(toHex(packet.payload)).toBe('460150');
  });

  const audio = [
    {
      id: 'RT07',
      hex: '90e100060000bb8011223344000000050011000c6b01435900090000001200080062000000100030210001020304',
      payload: '00100030210001020304',
    },
    { id: 'RT08', hex: '80e300070000bb80112233440030210001020304', payload: '0030210001020304' },
    { id: 'RT09', hex: '80e1000800001f4011223344ffffffffffffffff', payload: 'ffffffffffffffff' },
  ];
  it.each(audio)('$id: the payload of an audio packet is passed on', ({ hex, payload }) => {
    expect(toHex(parseRtpPacket(fromHex(hex)).payload)).toBe(payload);
  });

  const defects = [
    {
      id: 'RT06 extension overruns the packet',
      hex: '9062000500015f9000000001000000c80000000000000000',
      defect: 'rtp-extension-overrun',
    },
    {
      id: 'RT06 extension header missing',
      hex: '9062000500015f90000000010000',
      defect: 'rtp-extension-overrun',
    },
    { id: 'RT10 version 1', hex: '4062000500015f900000000141', defect: 'rtp-version' },
    { id: 'RT10 11 bytes', hex: '8062000500015f90000000', defect: 'rtp-too-short' },
    { id: 'RT10 no bytes', hex: '', defect: 'rtp-too-short' },
    { id: 'RT10 padding of 0 bytes', hex: 'a062000500015f90000000014100', defect: 'rtp-padding' },
    {
      id: 'RT10 padding longer than the payload',
      hex: 'a062000500015f90000000014103',
      defect: 'rtp-padding',
    },
    { id: 'RT10 padding without a byte', hex: 'a062000500015f9000000001', defect: 'rtp-padding' },
    {
      id: 'CSRCs overrun the packet',
      hex: '8262000500015f900000000100000001',
      defect: 'rtp-csrc-overrun',
    },
  ];
  it.each(defects)('$id: refused as $defect', ({ hex, defect }) => {
    const error = errorOf(() => parseRtpPacket(fromHex(hex)));
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({ kind: 'rtp-header', context: { defect } });
  });

  it('says what was found, what was expected and where', () => {
    const overrun = errorOf(() =>
      parseRtpPacket(fromHex('9062000500015f9000000001000000c80000000000000000')),
    );
    expect(overrun).toHaveProperty(
      'message',
      'RTP packet announces an extension of 800 bytes at offset 16; only 8 are left (seq 5)',
    );
  });

  it.each([0xbede, 0x0004, 0])('RT14: profile 0x%s is the same as 0', (profile) => {
    const extension = { profile, bytes: fromHex('0004000800030000') };
    const parsed = parseRtpPacket(serializeRtpPacket(rtpPacket({ extension })));
    expect(parsed.extension).toEqual(extension);
    expect(parsed.payload).toEqual(rtpPacket().payload);
  });

  it('reads CSRCs, which recorders never send (B.5)', () => {
    const parsed = parseRtpPacket(serializeRtpPacket(rtpPacket({ csrcs: [1, 0xffff_ffff] })));
    expect(parsed.csrcs).toEqual([1, 0xffff_ffff]);
  });

  it('hands out views of the bytes and does not change them', () => {
    const bytes = serializeRtpPacket(
      rtpPacket({ extension: { profile: 0, bytes: fromHex('01020304') } }),
    );
    const before = bytes.slice();
    const { payload, extension } = parseRtpPacket(bytes);
    expect(payload.buffer).toBe(bytes.buffer);
    expect(extension?.bytes.buffer).toBe(bytes.buffer);
    expect(bytes).toEqual(before);
  });

  it('reads back what was written, with and without padding', () => {
    fc.assert(
      fc.property(anyPacket, fc.integer({ min: 0, max: 255 }), (packet, paddingBytes) => {
        const bytes = serializeRtpPacket(packet, { paddingBytes });
        expect(parseRtpPacket(bytes)).toEqual(packet);
      }),
    );
  });

  it('throws nothing but MediaError, and never reads outside', () => {
    const almostRtp = fc
      .tuple(fc.integer({ min: 0x80, max: 0xbf }), fc.uint8Array({ maxLength: 60 }))
      .map(([first, rest]) => Uint8Array.of(first, ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), almostRtp), (bytes) => {
        const result = errorOf(() => parseRtpPacket(bytes));
        if (result instanceof Error) {
          expect(result).toBeInstanceOf(MediaError);
        } else {
          const { payload } = result as RtpPacket;
          expect(payload.byteOffset + payload.length).toBeLessThanOrEqual(bytes.length);
        }
      }),
    );
  });
});

describe('serializeRtpPacket', () => {
  const refused: { name: string; packet: Partial<RtpPacket>; paddingBytes?: number }[] = [
    { name: 'payload type 128', packet: { payloadType: 128 } },
    { name: 'sequence number 65536', packet: { sequenceNumber: 65_536 } },
    { name: 'negative timestamp', packet: { timestamp: -1 } },
    { name: 'fractional ssrc', packet: { ssrc: 0.5 } },
    { name: '16 CSRCs', packet: { csrcs: Array.from({ length: 16 }, () => 1) } },
    {
      name: 'extension that is no whole number of words',
      packet: { extension: { profile: 0, bytes: new Uint8Array(3) } },
    },
    { name: 'padding of 256', packet: {}, paddingBytes: 256 },
  ];
  it.each(refused)('refuses $name', ({ packet, paddingBytes = 0 }) => {
    const error = errorOf(() => serializeRtpPacket(rtpPacket(packet), { paddingBytes }));
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toHaveProperty('kind', 'option');
  });
});
