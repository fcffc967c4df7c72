import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { FrameReader, maxIncomingFrameBytes, serializeFrame } from './frame-reader.js';

function pullAll(reader: FrameReader): string[] {
  const packets: string[] = [];
  for (let packet = reader.pull(); packet; packet = reader.pull()) {
    packets.push(toHex(packet));
  }
  return packets;
}

/** Cuts bytes behind each of the positions. */
function split(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const ends = [...new Set(positions.map((at) => at % (bytes.length + 1)))].toSorted(
    (a, b) => a - b,
  );
  return [0, ...ends].map((start, index) => bytes.slice(start, ends[index] ?? bytes.length));
}

const anyPackets = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 });
const anyCuts = fc.array(fc.nat(600), { maxLength: 12 });

describe('FrameReader', () => {
  it('gives the packets back, however the stream is cut', () => {
    fc.assert(
      fc.property(anyPackets, anyCuts, (packets, cuts) => {
        const stream = concatBytes(packets.map(serializeFrame));
        const reader = new FrameReader();
        const pulled = split(stream, cuts).flatMap((chunk) => {
          reader.push(chunk);
          return pullAll(reader);
        });
        expect(pulled).toEqual(packets.map((packet) => toHex(packet)));
        expect(reader.heldBytes).toBe(0);
      }),
    );
  });

  it('makes the same of any bytes in one piece and in many, and holds at most one frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), anyCuts, (bytes, cuts) => {
        const whole = new FrameReader();
        whole.push(bytes);
        const expected = pullAll(whole);
        const reader = new FrameReader();
        const pulled = split(bytes, cuts).flatMap((chunk) => {
          reader.push(chunk);
          return pullAll(reader);
        });
        expect(pulled).toEqual(expected);
        expect(reader.isBroken).toBe(whole.isBroken);
        expect(reader.heldBytes).toBe(whole.heldBytes);
        expect(reader.heldBytes).toBeLessThan(2 + maxIncomingFrameBytes);
      }),
    );
  });

  it('takes the longest frame, and breaks at a longer one for good', () => {
    const reader = new FrameReader();
    reader.push(serializeFrame(new Uint8Array(maxIncomingFrameBytes)));
    expect(reader.pull()?.length).toBe(maxIncomingFrameBytes);
    reader.push(concatBytes([serializeFrame(fromHex('01')), fromHex('2001')]));
    expect(pullAll(reader)).toEqual(['01']);
    expect(reader.isBroken).toBe(true);
    reader.push(serializeFrame(fromHex('02')));
    expect(reader.pull()).toBeUndefined();
    expect(reader.heldBytes).toBe(0);
  });
});
