import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { RtcpPacketConverter, RtcpSrPacket } from 'werift';
import { toNtp } from './ntp-time.js';
import { maxNackedPackets, maxRtcpPackets, parseRtcp } from './parse-rtcp.js';
import type { ReportBlock } from './rtcp-feedback.js';
import {
  serializeFir,
  serializeNack,
  serializePli,
  serializeReceiverReport,
} from './serialize-feedback.js';
import { serializeBye, serializeSenderReports } from './serialize-rtcp.js';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const anyBlock: fc.Arbitrary<ReportBlock> = fc.record({
  ssrc: uint32,
  fractionLost: fc.integer({ min: 0, max: 255 }).map((eighth) => eighth / 256),
  packetsLost: fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
  highestSequence: uint32,
  jitter: uint32,
  lastSenderReport: uint32,
  delaySinceLastSenderReport: uint32,
});

describe('parseRtcp', () => {
  it('reads report blocks, of senders too', () => {
    const block = '0000abcd' + '40' + 'fffffe' + '00011234' + '0000002a' + 'b7052000' + '00054000';
    const expected = {
      ssrc: 0xabcd,
      fractionLost: 0.25,
      packetsLost: -2,
      highestSequence: 0x1_1234,
      jitter: 42,
      lastSenderReport: 0xb705_2000,
      delaySinceLastSenderReport: 0x0005_4000,
    };
    const receiver = fromHex(`81c9000700000001${block}`);
    const sender = fromHex(`81c8000c00000001${'00'.repeat(20)}${block}`);
    for (const report of [receiver, sender]) {
      expect(parseRtcp(report)).toEqual([
        { kind: 'receiver-report', senderSsrc: 1, blocks: [expected] },
      ]);
    }
  });

  it('gives back any receiver report', () => {
    fc.assert(
      fc.property(uint32, fc.array(anyBlock, { maxLength: 31 }), (senderSsrc, blocks) => {
        expect(parseRtcp(serializeReceiverReport(senderSsrc, blocks))).toEqual([
          { kind: 'receiver-report', senderSsrc, blocks },
        ]);
      }),
    );
  });

  it('expands a NACK: the packet and the mask of the 16 behind it', () => {
    expect(parseRtcp(fromHex('81cd0003' + '00000001' + '00000002' + 'fffe8005'))).toEqual([
      {
        kind: 'nack',
        senderSsrc: 1,
        mediaSsrc: 2,
        sequenceNumbers: [0xfffe, 0xffff, 1, 14],
        leftOut: 0,
      },
    ]);
  });

  it('gives back any NACK, in order', () => {
    const anyNumbers = fc.uniqueArray(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 });
    fc.assert(
      fc.property(anyNumbers, (numbers) => {
        const ascending = numbers.toSorted((a, b) => a - b);
        expect(parseRtcp(serializeNack(1, 2, ascending))).toMatchObject([
          { kind: 'nack', sequenceNumbers: ascending, leftOut: 0 },
        ]);
      }),
    );
  });

  it('expands no more of all NACKs together than a sender remembers', () => {
    const everything = Array.from({ length: 700 }, (_, at) => at);
    const compound = concatBytes([
      serializeNack(1, 2, everything),
      serializeNack(1, 2, everything),
    ]);
    const [first, second] = parseRtcp(compound);
    expect(first).toMatchObject({ kind: 'nack', leftOut: 0 });
    expect(second).toMatchObject({ kind: 'nack', leftOut: 1_400 - maxNackedPackets });
  });

  it('reads PLI, FIR and REMB of a reduced-size compound', () => {
    const remb = fromHex(
      '8fce0005' + '00000001' + '00000000' + '52454d42' + '010ffb68' + '0000abcd',
    );
    const compound = concatBytes([
      serializePli(1, 2),
      serializeFir(1, [{ ssrc: 2, sequenceNumber: 255 }]),
      remb,
    ]);
    expect(parseRtcp(compound)).toEqual([
      { kind: 'pli', senderSsrc: 1, mediaSsrc: 2 },
      { kind: 'fir', senderSsrc: 1, entries: [{ ssrc: 2, sequenceNumber: 255 }] },
      { kind: 'remb', senderSsrc: 1, bitsPerSecond: 0x3_fb68 * 8, ssrcs: [0xabcd] },
    ]);
  });

  it('passes over SDES and XR, and goes on behind an unknown packet', () => {
    const sdes = fromHex('81ca0002' + '00000001' + '01017800');
    const xr = fromHex('80cf0001' + '00000001');
    const app = fromHex('80cc0002' + '00000001' + '61626364');
    const bye = fromHex('81cb0001' + '00000001');
    expect(parseRtcp(concatBytes([sdes, xr, app, bye]))).toEqual([
      { kind: 'unknown', reason: 'type', packetType: 204, format: 0 },
      { kind: 'bye', ssrcs: [1] },
    ]);
  });

  it('takes padding off', () => {
    expect(parseRtcp(fromHex('a1cb0002' + '00000001' + '00000004'))).toEqual([
      { kind: 'bye', ssrcs: [1] },
    ]);
  });

  it.each([
    ['a wrong version', '41cb000100000001', 'version'],
    ['a length beyond the end', '81cb000200000001', 'short'],
    ['three bytes', '81cb00', 'short'],
    ['more report blocks than fit', '82c9000100000001', 'short'],
    ['more sources than fit', '82cb000100000001', 'short'],
    ['a NACK without a source', '81cd000100000001', 'short'],
    ['a PLI without a source', '81ce000100000001', 'short'],
    ['a REMB without its sources', '8fce0004000000010000000052454d42020ffb68', 'short'],
    ['another application feedback', '8fce0004000000010000000041424344020ffb68', 'type'],
    ['transport-wide feedback', '8fcd00020000000100000002', 'type'],
    ['a slice loss', '82ce00020000000100000002', 'type'],
    ['padding of 0 bytes', 'a1cb00020000000100000000', 'padding'],
    ['padding of 3 bytes', 'a1cb00020000000100000003', 'padding'],
    ['padding longer than the packet', 'a1cb00020000000100000010', 'padding'],
    ['padding without a byte', 'a0cb0000', 'padding'],
  ])('%s is unknown', (_, hex, reason) => {
    expect(parseRtcp(fromHex(hex))).toMatchObject([{ kind: 'unknown', reason }]);
  });

  it('stops after more packets than a browser sends', () => {
    const flood = concatBytes(new Array<Uint8Array>(1_000).fill(fromHex('80cb0000')));
    const feedback = parseRtcp(flood);
    expect(feedback).toHaveLength(maxRtcpPackets + 1);
    expect(feedback.at(-1)).toMatchObject({ kind: 'unknown', reason: 'too-many' });
  });

  it('never throws, whatever comes, and gives a bounded answer', () => {
    const header = fc
      .tuple(fc.nat(31), fc.integer({ min: 200, max: 207 }), fc.nat(6))
      .map(([count, type, words]) => Uint8Array.of(0x80 | count, type, 0, words));
    const anyPackets = fc
      .array(
        fc
          .tuple(header, fc.uint8Array({ maxLength: 28 }))
          .map(([head, body]) => concatBytes([head, body])),
        { maxLength: 6 },
      )
      .map((packets) => concatBytes(packets));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), anyPackets), (bytes) => {
        const before = toHex(bytes);
        expect(parseRtcp(bytes).length).toBeLessThanOrEqual(maxRtcpPackets + 1);
        expect(toHex(bytes)).toBe(before);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('serializeSenderReports', () => {
  const report = {
    ssrc: 0x1122_3344,
    ntp: toNtp(1_700_000_000_954),
    rtpTimestamp: 0xffff_fff0,
    packetCount: 2 ** 32 + 5,
    octetCount: 2 ** 33 + 7,
    cname: 'casement',
  };

  it('is a compound of a report and a CNAME, counters modulo 2^32', () => {
    expect(toHex(serializeSenderReports([report]))).toBe(
      '80c80006' +
        '11223344' +
        'e8fef000f4395810'.replace('e8fef000', (3_908_988_800).toString(16)) +
        'fffffff0' +
        '00000005' +
        '00000007' +
        '81ca0004' +
        '11223344' +
        '0108' +
        Buffer.from('casement').toString('hex') +
        '0000',
    );
  });

  it('is read by werift', () => {
    const packets = RtcpPacketConverter.deSerialize(Buffer.from(serializeSenderReports([report])));
    expect(packets).toHaveLength(2);
    const [sent] = packets;
    expect(sent).toBeInstanceOf(RtcpSrPacket);
    expect(sent).toMatchObject({
      ssrc: report.ssrc,
      senderInfo: { rtpTimestamp: report.rtpTimestamp, packetCount: 5, octetCount: 7 },
    });
  });

  it('is one compound for pictures and sound', () => {
    const sound = { ...report, ssrc: 0x5566_7788, rtpTimestamp: 8_000 };
    const bytes = serializeSenderReports([report, sound]);
    expect(parseRtcp(bytes)).toEqual([
      { kind: 'receiver-report', senderSsrc: report.ssrc, blocks: [] },
      { kind: 'receiver-report', senderSsrc: sound.ssrc, blocks: [] },
    ]);
    const packets = RtcpPacketConverter.deSerialize(Buffer.from(bytes));
    expect(packets).toMatchObject([
      { ssrc: report.ssrc },
      { ssrc: sound.ssrc, senderInfo: { rtpTimestamp: 8_000 } },
      { chunks: [{ source: report.ssrc }, { source: sound.ssrc }] },
    ]);
    expect(serializeSenderReports([])).toHaveLength(0);
  });

  it('has a whole number of words for a CNAME of any length, and ends its items', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (cname) => {
        const bytes = serializeSenderReports([{ ...report, cname }, report]);
        expect(bytes.length % 4).toBe(0);
        expect(bytes.at(-1)).toBe(0);
        expect(parseRtcp(bytes)).toEqual(
          [report, report].map(({ ssrc }) => ({
            kind: 'receiver-report',
            senderSsrc: ssrc,
            blocks: [],
          })),
        );
      }),
    );
  });
});

describe('serializeBye', () => {
  it('is a compound that says goodbye for every source', () => {
    const bytes = serializeBye({ ssrcs: [1, 2], cname: 'casement' });
    expect(parseRtcp(bytes)).toEqual([
      { kind: 'receiver-report', senderSsrc: 1, blocks: [] },
      { kind: 'bye', ssrcs: [1, 2] },
    ]);
    expect(RtcpPacketConverter.deSerialize(Buffer.from(bytes)).length).toBeGreaterThan(0);
  });
});
